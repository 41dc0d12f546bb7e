"""M1, the territorial contest: ratio contest, Ornstein-Uhlenbeck districts on a graph, shared shocks."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.optimize import brentq

from ripeness.model import territory as m
from ripeness.scenario.load import load_scenario

F32 = np.float32
share = st.floats(0.05, 1.0)
positive = st.floats(0.1, 3.0)
stock = st.floats(0.0, 3.0)


def lanes(x) -> np.ndarray:
    """A number as one float32 lane."""
    return np.array([x], dtype=F32)


def force(pay=0.85, air=1.0, advice=1.0, regulars=1.0, militia=1.0, oversight=0.4, posts=1.0, access=0.8,
          eta_a=0.6, eta_m=0.3, eta_o=0.2):  # fmt: skip
    """Government force at given drivers, double precision."""
    return float(m.government_force(pay, air, advice, regulars, militia, oversight, posts, access, eta_a, eta_m, eta_o))


@given(positive, positive, st.floats(0.2, 2.5))
def test_control_is_the_decisiveness_times_the_log_of_the_force_ratio(government, insurgent, decisiveness):
    """V01."""
    target = m.target_shift(log(government), log(insurgent), 0.0, 0.0, 0.0, decisiveness, 0.05)
    assert target == pytest.approx(decisiveness * log(government / insurgent), abs=1e-12)


def test_equal_forces_hold_half_and_a_doubled_ratio_moves_control_by_log_two():
    assert m.target_shift(log(3.0), log(3.0), 0.0, 0.0, 0.0, 1.7, 0.0) == 0.0
    moved = m.target_shift(log(6.0), log(3.0), log(3.0), log(3.0), 0.0, 1.7, 0.0)
    assert moved == pytest.approx(1.7 * log(2), abs=1e-12)


@given(share, st.floats(0, 2), share, stock, share, stock, share)
def test_more_of_anything_the_government_has_never_makes_it_weaker(pay, air, advice, militia, oversight, posts, access):
    given_ = dict(pay=pay, air=air, advice=advice, militia=militia, oversight=oversight, posts=posts, access=access)
    before = force(**given_)
    for name in given_:
        assert force(**given_ | {name: given_[name] + 0.1}) >= before
    assert force(**given_, regulars=1.1) > before
    assert force(**given_ | {"pay": pay + 0.1}) > before


@given(st.floats(0.2, 3), st.floats(-0.5, 0.5), share, st.floats(-5, 3))
def test_control_falls_in_everything_the_insurgents_have(strength, effort, materiel, morale):
    def control(s, e, w, z):
        power = m.insurgent_force(lanes(s), lanes(e), lanes(w), lanes(z), 0.2)[0]
        return -float(m.target_shift(0.0, power, 0.0, 0.0, 0.0, 1.0, 0.0))

    base = control(strength, effort, materiel, morale)
    assert control(strength * 1.1, effort, materiel, morale) > base
    assert control(strength, effort + 0.1, materiel, morale) > base
    assert control(strength, effort, materiel + 0.2, morale) > base
    assert control(strength, effort, materiel, morale + 0.2) >= base


def test_air_support_leaves_resentment_behind():
    assert m.target_shift(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.05) == -0.05


@pytest.mark.parametrize(("militia", "root"), [(1e-9, 1 / 3), (1.0, 0.35627)])
def test_a_militia_helps_only_above_a_threshold_of_oversight(militia, root):
    """V06: gamma .15, m 1, eta .3, all other force 1."""

    def gain(oversight, step=1e-6):
        def control(stock):
            strong = m.government_force(1.0, 0.0, 1.0, 1.0, stock, oversight, 0.0, 0.0, 0.0, 0.3, 0.0)
            return log(strong) - m.predation(oversight, stock, oversight, militia, 0.15)

        return (control(militia + step) - control(max(militia - step, 0.0))) / step

    assert brentq(gain, 0.05, 0.95) == pytest.approx(root, abs=1e-5)
    assert gain(root - 0.05) < 0 < gain(root + 0.05)


@given(st.floats(0.05, 3), st.floats(0.05, 2), st.floats(0, 1), st.floats(0.01, 2))
def test_two_half_steps_are_one_step(kappa, volatility, common, years):
    """V02: exact for any step length."""
    whole, own, shared = m.shock_scales(kappa, volatility, common, years)
    half, own_half, shared_half = m.shock_scales(kappa, volatility, common, years / 2)
    assert half * half == pytest.approx(whole, abs=1e-12)
    assert own_half**2 * (1 + half**2) == pytest.approx(own**2, abs=1e-12)
    assert shared_half**2 * (1 + half**2) == pytest.approx(shared**2, abs=1e-12)
    assert own**2 + shared**2 == pytest.approx(volatility**2 * (1 - exp(-2 * kappa * years)) / (2 * kappa), abs=1e-12)


@given(st.floats(0, 3), st.floats(0.05, 2), st.floats(0.02, 1))
def test_a_month_on_a_slow_clock_is_a_shorter_month_of_war(kappa, volatility, tempo):
    """Decision 0012: the exact step of ``tempo`` months."""
    decay, own, shared = m.shock_scales(kappa, volatility, 0.3, 1 / 12)
    slow, slow_own, slow_shared = m.shock_scales(kappa, volatility, 0.3, tempo / 12)
    kept = m.slowed_decay(decay, tempo)
    factor = m.slowed_shocks(decay, kept, tempo)
    assert kept == pytest.approx(slow, rel=1e-9)
    assert (own * factor, shared * factor) == pytest.approx((slow_own, slow_shared), rel=1e-4)


def test_without_reversion_variance_grows_with_time():
    decay, own, shared = m.shock_scales(0.0, 0.6, 0.25, 0.5)
    assert decay == 1.0
    assert own**2 + shared**2 == pytest.approx(0.6**2 * 0.5, abs=1e-12)
    assert shared**2 / (own**2 + shared**2) == pytest.approx(0.25, abs=1e-12)


def test_a_districts_variance_and_memory_are_those_of_the_process():
    """V02: transient variance, stationary variance, autocorrelation, by simulation."""
    kappa, volatility, paths = 0.8, 0.6, 40_000
    rng = np.random.default_rng(2)
    decay, own, shared = m.shock_scales(kappa, volatility, 0.2, 1 / 12)
    x = np.zeros(paths, dtype=F32)
    seen = {}
    for month in range(1, 121):
        x = m.revert(x, rng.standard_normal(paths, F32), rng.standard_normal(paths, F32), decay, own, shared)
        seen[month] = x.astype(float)
    error = 4 * np.sqrt(2 / paths)
    for month in (6, 120):
        true = volatility**2 / (2 * kappa) * (1 - exp(-2 * kappa * month / 12))
        assert seen[month].var() == pytest.approx(true, rel=error)
    together = np.corrcoef(seen[108], seen[120])[0, 1]
    assert together == pytest.approx(exp(-kappa), abs=4 * (1 - exp(-2 * kappa)) / np.sqrt(paths))


def test_the_variance_of_a_mean_of_districts_is_what_regions_have_in_common():
    """V05: s^2 (rho / regions + (1 - rho) / units)."""
    regions, each, paths, common = 4, 5, 30_000, 0.3
    rng = np.random.default_rng(3)
    _, own, shared = m.shock_scales(0.8, 0.6, common, 1 / 12)
    region = rng.standard_normal((paths, regions), F32).repeat(each, axis=1)
    shocks = m.revert(F32(0), rng.standard_normal((paths, regions * each), F32), region, 0.0, own, shared)
    true = (own**2 + shared**2) * (common / regions + (1 - common) / (regions * each))
    assert shocks.mean(axis=1).var() == pytest.approx(true, rel=4 * np.sqrt(2 / paths))


@pytest.fixture(scope="module")
def graph():
    """Ties and regions of the flagship's districts."""
    war = load_scenario("afghanistan-2018")
    place = {d.id: i for i, d in enumerate(war.districts)}
    ties = np.zeros((len(place), len(place)))
    for a, b, weight in war.edges:
        ties[place[a], place[b]] = ties[place[b], place[a]] = weight
    region_of = {p.id: p.region for p in war.provinces}
    regions = np.array([war.regions.index(region_of[d.province]) for d in war.districts])
    degree = ties.sum(axis=1)
    return (np.diag(degree) - ties) / degree.mean(), ties, degree, regions


def split_step(graph, kappa, rho, volatility, common, years=1 / 12):
    """Transition matrix and shock covariance of one step as the loop takes it, through the loop's functions."""
    _, ties, degree, regions = graph
    step = rho * years / 2 / degree.mean()
    decay, own, shared = m.shock_scales(kappa, volatility, common, years)
    n = len(degree)
    half = m.lean(np.eye(n), ties, degree[:, None], step)  # column j: half a pass of a unit deviation of j
    together = (regions[:, None] == regions[None, :]).astype(float)
    reverted = m.revert(half, 0.0, 0.0, decay, own, shared)
    shocks = half @ (own**2 * np.eye(n) + shared**2 * together) @ half.T
    return half @ reverted, shocks


@pytest.mark.parametrize(("rho", "transition", "variance"), [(0.3, 1e-3, 0.01), (1.2, 9e-3, 0.03)])
def test_the_split_step_is_close_to_the_exact_network_process(graph, rho, transition, variance):
    """V03: dense oracle with the eigenvectors of the Laplacian, regions sharing shocks."""
    kappa, volatility, common, years = 0.8, 0.6, 0.2, 1 / 12
    laplacian, _, degree, regions = graph
    move, shocks = split_step(graph, kappa, rho, volatility, common)
    exact = expm(-(kappa * np.eye(len(degree)) + rho * laplacian) * years)
    assert np.abs(move - exact).max() < transition
    values, vectors = np.linalg.eigh(laplacian)
    rates = kappa + rho * values
    together = regions[:, None] == regions[None, :]
    drive = volatility**2 * vectors.T @ ((1 - common) * np.eye(len(degree)) + common * together) @ vectors
    pairs = rates[:, None] + rates[None, :]
    month = vectors @ (drive * (1 - np.exp(-pairs * years)) / pairs) @ vectors.T
    assert np.abs(np.diag(shocks) / np.diag(month) - 1).max() < 4 * variance
    stationary = vectors @ (drive / pairs) @ vectors.T
    simulated, power = shocks.copy(), move.copy()
    for _ in range(9):  # doubling: 512 months
        simulated, power = simulated + power @ simulated @ power.T, power @ power
    assert np.trace(simulated) / np.trace(stationary) == pytest.approx(1, abs=variance)
    assert np.abs(np.diag(simulated) / np.diag(stationary) - 1).max() < 3 * variance


def test_mode_variances_add_up_to_the_trace_of_the_lyapunov_equation(graph):
    """V03, independent shocks: s^2 / (2 (kappa + rho lambda_k)) per mode."""
    from scipy.linalg import solve_continuous_lyapunov

    laplacian = graph[0][:60, :60] + np.diag(-graph[0][:60, :60].sum(axis=1))  # a smaller graph, rows sum to 0
    a = 0.8 * np.eye(60) + 0.3 * laplacian
    whole = solve_continuous_lyapunov(a, 0.36 * np.eye(60))
    assert np.trace(whole) == pytest.approx((0.36 / (2 * np.linalg.eigvalsh(a))).sum(), abs=1e-8)


def test_a_national_shift_decays_at_the_rate_of_reversion_exactly(graph):
    _, ties, degree, _ = graph
    level = np.full(len(degree), 0.7)
    assert np.allclose(m.lean(level, ties @ level, degree, 0.01), level, atol=1e-14)
    move, _ = split_step(graph, 0.8, 1.2, 0.6, 0.2)
    assert np.allclose(move.sum(axis=1), exp(-0.8 / 12), atol=1e-12)


@given(st.permutations(range(8)))
def test_the_order_of_districts_does_not_matter(order):
    rng = np.random.default_rng(5)
    ties = np.triu(rng.integers(0, 2, (8, 8)), 1).astype(float)
    ties += ties.T
    x = rng.normal(size=8)
    straight = m.lean(x, ties @ x, ties.sum(axis=1), 0.02)
    order = np.array(order)
    mixed = m.lean(x[order], ties[np.ix_(order, order)] @ x[order], ties.sum(axis=1)[order], 0.02)
    assert np.allclose(mixed, straight[order], atol=1e-14)


def test_strong_reversion_is_the_target_itself():
    decay, own, shared = m.shock_scales(1e6, 0.6, 0.2, 1 / 12)
    assert decay == 0 and max(own, shared) < 1e-3
