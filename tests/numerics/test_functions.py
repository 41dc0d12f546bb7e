"""Elementary functions: as exact as they say, and the same bits in NumPy and in compiled lanes."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from ripeness.model.violence import negative_binomial, poisson
from ripeness.numerics import functions as f
from ripeness.numerics import scalar
from ripeness.numerics.lanes import Width, floor, load, select, sqrt, store

F32 = np.float32
LANES = 16
RNG = np.random.default_rng(20181203)


def lanes_of(values) -> np.ndarray:
    """Values as float32 rows of lanes, the last repeated to fill the last row."""
    values = np.asarray(values, dtype=F32)
    rows = -(-len(values) // LANES)
    return np.ascontiguousarray(np.resize(np.append(values, np.full(LANES, values[-1])), (rows, LANES)))


REAL = lanes_of(np.concatenate([RNG.normal(0, 20, 4000), [0.0, -0.0, 87.0, -87.0, 88.5, -104.0, 1e-30, 3e38]]))
POSITIVE = lanes_of(np.concatenate([10 ** RNG.uniform(-37, 38, 4000), 1 + RNG.normal(0, 1e-3, 999), [1.0, 1e-42]]))
SHARE = lanes_of(np.concatenate([f.uniform(RNG.integers(0, 2**32, 8000, dtype=np.uint32)), [0.5, 2**-24, 1 - 2**-24]]))
WORDS = RNG.integers(0, 2**32, (500, LANES), dtype=np.uint32)
MEANS = lanes_of(np.concatenate([10 ** RNG.uniform(-5, 4, 2000), [0.0, 1e-4, 4.0, np.nextafter(F32(4), F32(5))]]))
NORMAL = lanes_of(RNG.normal(0, 1.5, MEANS.size))
CHANCE = lanes_of(f.uniform(RNG.integers(0, 2**32, MEANS.size, dtype=np.uint32)))

ONE = {  # name: (function, argument)
    "exp": (f.exp, REAL),
    "log": (f.log, POSITIVE),
    "sigmoid": (f.sigmoid, REAL),
    "logit": (f.logit, SHARE),
    "normal_quantile": (f.normal_quantile, SHARE),
    "logistic_quantile": (f.logistic_quantile, SHARE),
    "floor": (floor, REAL),
    "sqrt": (sqrt, POSITIVE),
    "uniform": (f.uniform, WORDS),
}


@pytest.fixture(scope="module")
def compiled():
    """Every function over every row of its argument, in one compiled kernel."""
    functions = tuple(function for function, _ in ONE.values())
    exp, log, sigmoid, logit, normal, logistic, down, root, uniform = functions

    @numba.njit(error_model="numpy")
    def run(width, real, positive, share, words, a, b, c, d, e, g, h, i, j):
        for r in range(real.shape[0]):
            store(width, a, r, exp(load(width, real, r)))
            store(width, c, r, sigmoid(load(width, real, r)))
            store(width, h, r, down(load(width, real, r)))
        for r in range(positive.shape[0]):
            store(width, b, r, log(load(width, positive, r)))
            store(width, i, r, root(load(width, positive, r)))
        for r in range(share.shape[0]):
            store(width, d, r, logit(load(width, share, r)))
            store(width, e, r, normal(load(width, share, r)))
            store(width, g, r, logistic(load(width, share, r)))
        for r in range(words.shape[0]):
            store(width, j, r, uniform(load(width, words, r)))

    out = {name: np.empty(x.shape, dtype=F32) for name, (_, x) in ONE.items()}
    run(Width(LANES), REAL, POSITIVE, SHARE, WORDS, *out.values())
    return out


@pytest.mark.parametrize("name", ONE)
def test_compiled_lanes_give_the_bits_of_numpy(compiled, name):
    function, argument = ONE[name]
    with np.errstate(all="ignore"):
        expected = function(argument)
    assert expected.dtype == F32
    assert np.array_equal(expected.view(np.uint32), compiled[name].view(np.uint32))


def test_counts_and_choices_give_the_bits_of_numpy():
    clip, minimum, maximum = f.clip, f.minimum, f.maximum

    @numba.njit(error_model="numpy")
    def run(width, means, normal, chance, few, many, kept, chosen):
        for r in range(means.shape[0]):
            m, z, u = load(width, means, r), load(width, normal, r), load(width, chance, r)
            store(width, few, r, poisson(m, u, z))
            store(width, many, r, negative_binomial(m, 12.0, z, z * 0.5))
            store(width, kept, r, clip(z, -1.0, minimum(maximum(u, 0.25), 0.75)))
            store(width, chosen, r, select((z > u) & (u > 0.5), m, 7.0))

    few, many, kept, chosen = (np.empty(MEANS.shape, dtype=F32) for _ in range(4))
    run(Width(LANES), MEANS, NORMAL, CHANCE, few, many, kept, chosen)
    assert np.array_equal(few, poisson(MEANS, CHANCE, NORMAL))
    assert np.array_equal(many, negative_binomial(MEANS, 12.0, NORMAL, NORMAL * F32(0.5)))
    assert np.array_equal(kept, f.clip(NORMAL, -1.0, f.minimum(f.maximum(CHANCE, 0.25), 0.75)))
    assert np.array_equal(chosen, np.where((NORMAL > CHANCE) & (CHANCE > 0.5), MEANS, F32(7)))


def test_a_random_word_is_the_same_in_lanes_in_numpy_and_for_one_counter():
    hashed, hashed1 = f.hashed, scalar.hashed1

    @numba.njit(error_model="numpy")
    def run(width, counters, first, second, out, single):
        for r in range(counters.shape[0]):
            store(width, out, r, hashed(load(width, counters, r), load(width, first, r), load(width, second, r)))
            for w in range(counters.shape[1]):
                single[r, w] = hashed1(int(counters[r, w]), int(first[r, w]), int(second[r, w]))

    first, second = WORDS[::-1].copy(), np.roll(WORDS, 3, axis=1).copy()
    out, single = np.empty_like(WORDS), np.empty(WORDS.shape, dtype=np.int64)
    run(Width(LANES), WORDS, first, second, out, single)
    assert np.array_equal(out, hashed(WORDS, first, second))
    assert np.array_equal(out, single)
    assert [hashed1(*map(int, at)) for at in zip(WORDS[0], first[0], second[0], strict=True)] == out[0].tolist()


def test_exp_is_within_its_stated_error():
    x = np.linspace(-87, 87, 400_001, dtype=F32)
    true = np.exp(x.astype(float))
    assert np.max(np.abs(f.exp(x) / true - 1)) < 2e-7
    assert np.isfinite(f.exp(np.array([1e30, -1e30], dtype=F32))).all()


def test_log_is_within_its_stated_error():
    x = (10 ** np.linspace(-37.5, 38, 400_001)).astype(F32)
    true = np.log(x.astype(float))
    ulp = np.spacing(np.abs(true).astype(F32))
    assert np.max(np.abs(f.log(x) - true) - 0.5 * ulp) < 2e-7
    near_one = np.linspace(0.5, 2, 400_001, dtype=F32)
    assert np.max(np.abs(f.log(near_one) - np.log(near_one.astype(float)))) < 2e-7


def test_the_normal_quantile_is_within_its_stated_error():
    u = f.uniform(np.linspace(0, 2**32 - 1, 500_001).astype(np.uint64).astype(np.uint32))
    assert np.max(np.abs(f.normal_quantile(u) - special.ndtri(u.astype(float)))) < 1e-6
    assert np.array_equal(f.normal_quantile(1 - u), -f.normal_quantile(u))


def test_sigmoid_and_logit_undo_each_other():
    x = np.linspace(-6, 6, 100_001, dtype=F32)
    assert np.max(np.abs(f.sigmoid(x) - special.expit(x.astype(float)))) < 1.5e-7
    assert np.max(np.abs(f.logit(f.sigmoid(x)) - x)) < 1e-4


@given(st.floats(-700, 700))
def test_the_scalar_exp_is_within_its_stated_error(x):
    assert scalar.exp1(x) == pytest.approx(math.exp(x), rel=1e-12)


@given(st.floats(1e-300, 1e300))
def test_the_scalar_log_is_within_its_stated_error(x):
    assert abs(scalar.log1(x) - math.log(x)) <= 1e-15 + 4 * np.spacing(abs(math.log(x)))


def test_scalar_twins_give_the_same_bits_compiled_and_in_python():
    exp1, log1, sigmoid1, logit1, uniform1 = (
        scalar.exp1, scalar.log1, scalar.sigmoid1, scalar.logit1, scalar.uniform1
    )  # fmt: skip

    @numba.njit(error_model="numpy")
    def run(x, share, words, out):
        for i in range(x.shape[0]):
            out[i, 0], out[i, 1] = exp1(x[i]), sigmoid1(x[i])
            out[i, 2], out[i, 3], out[i, 4] = log1(share[i]), logit1(share[i]), uniform1(words[i])

    x, share, words = RNG.normal(0, 30, 3000), RNG.uniform(1e-9, 1, 3000), RNG.integers(0, 2**32, 3000)
    out = np.empty((3000, 5))
    run(x, share, words, out)
    for i in range(3000):
        plain = (exp1(x[i]), sigmoid1(x[i]), log1(share[i]), logit1(share[i]), uniform1(int(words[i])))
        assert tuple(out[i]) == plain


def test_uniforms_are_symmetric_and_open_at_both_ends():
    words = np.append(RNG.integers(0, 2**32, 10_000, dtype=np.uint32), np.array([0, 511, 512], dtype=np.uint32))
    u, mirrored = f.uniform(words), f.uniform(~words)
    assert (u + mirrored == 1).all()
    assert u.min() == F32(2**-24) and mirrored.max() == F32(1 - 2**-24)
    assert [scalar.uniform1(int(word)) for word in words] == u.astype(float).tolist()


@pytest.mark.parametrize("mean", [0.05, 0.7, 1.2, 3.9])
def test_small_counts_are_poisson_by_exact_inversion(mean):
    u = (np.arange(200_000, dtype=float) + 0.5) / 200_000
    counts = poisson(np.full(u.shape, mean, dtype=F32), u.astype(F32), special.ndtri(u).astype(F32))
    expected = stats.poisson.ppf(u, mean)
    assert np.mean(counts != expected) < 1e-4


@pytest.mark.parametrize("mean", [6.0, 30.0, 900.0])
def test_large_counts_have_the_mean_and_variance_of_poisson(mean):
    u = (np.arange(400_000, dtype=float) + 0.5) / 400_000
    counts = poisson(np.full(u.shape, mean, dtype=F32), u.astype(F32), special.ndtri(u).astype(F32)).astype(float)
    assert counts.mean() == pytest.approx(mean, rel=2e-3)
    assert counts.var() == pytest.approx(mean, rel=0.02)  # rounding to whole numbers adds 1/12


def test_no_deaths_come_of_a_mean_of_nothing():
    nothing = np.zeros(LANES, dtype=F32)
    assert not poisson(nothing, np.full(LANES, 0.999999, F32), np.full(LANES, 5, F32)).any()
    assert not negative_binomial(nothing, 12.0, np.full(LANES, 4, F32), np.full(LANES, 4, F32)).any()
