"""Every draw has an address: it stays where it is, whatever is added, left out or reordered beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ripeness.engine import streams
from ripeness.engine.pack_map import stable_numbers
from ripeness.errors import ScenarioError
from ripeness.numerics.functions import hashed, normal_quantile, uniform
from ripeness.numerics.scalar import hashed1

PURPOSES = {k: v for k, v in vars(streams).items() if k.isupper() and not k.startswith("_") and k != "WORLD_AXIS"}
purpose = st.integers(0, 2**8 - 1)
date = st.integers(0, 2**10 - 1)
unit = st.integers(0, 2**14 - 1)


def words(seed: int, futures: np.ndarray, purposes, dates, units) -> np.ndarray:
    """Random words at broadcast addresses; futures run along the first axis."""
    keys = streams.keys(seed, futures)
    at = (np.asarray(purposes) << 24) | (np.asarray(dates) << 14) | np.asarray(units)
    at = np.atleast_1d(at).astype(np.uint32)
    shape = (len(futures), at.size)
    first, second = (np.ascontiguousarray(np.broadcast_to(keys[:, [i]], shape)) for i in (0, 1))
    return hashed(np.ascontiguousarray(np.broadcast_to(at.ravel(), shape)), first, second)


def test_a_seed_means_the_same_luck_for_ever():
    assert streams.key(1, 0) == (3365057806, 146079144)
    assert streams.key(1, streams.WORLD_AXIS) == (762292479, 774674009)
    assert streams.address(streams.EVENT_CLOCK, 3, 11) == 302039051
    drawn = [hashed1(streams.address(p, 5, 407), 2718281828, 3141592653) for p in (1, 2, 18)]
    assert drawn == [1398771198, 1085793378, 418375751]


def test_a_purpose_keeps_its_number():
    known = {
        "DISTRICT_SHOCK": 1, "REGION_SHOCK": 2, "START_DISTRICT_SHOCK": 3, "START_REGION_SHOCK": 4,
        "PROVINCE_LEVEL": 5, "DISTRICT_LEVEL": 6, "COMMAND_OFFSET": 7, "PRESS_OFFSET": 8, "COMMAND_NOISE": 9,
        "PRESS_NOISE": 10, "VIOLENCE_LEVEL": 11, "DEATHS_MIXING": 12, "DEATHS_COUNTING": 13, "PATRON_DEATHS": 14,
        "SUPPORT_SHOCK": 15, "PATRON_TYPE": 16, "COHESION": 17, "EVENT_CLOCK": 18, "TURNOVER": 19,
        "PROVINCE_VIOLENCE": 20, "KERNEL_SHOCK": 21,
    }  # fmt: skip
    assert {name: number for name, number in PURPOSES.items() if number <= 21} == known
    assert len(set(PURPOSES.values())) == len(PURPOSES)
    assert all(0 < number < 2**8 for number in PURPOSES.values())


@given(purpose, date, unit)
def test_an_address_has_three_fields_that_do_not_overlap(p, d, u):
    at = streams.address(p, d, u)
    assert (at >> 24, at >> 14 & 1023, at & 16383) == (p, d, u)
    assert at < 2**32


def test_keys_of_many_futures_are_the_keys_of_each():
    indices = np.array([0, 1, 99_999, 2**40, streams.WORLD_AXIS + 3], dtype=np.uint64)
    assert [tuple(map(int, pair)) for pair in streams.keys(12, indices)] == [streams.key(12, int(i)) for i in indices]


def test_worlds_and_futures_have_no_key_in_common():
    futures = streams.keys(1, np.arange(100_000))
    worlds = streams.keys(1, streams.WORLD_AXIS + np.arange(10_000, dtype=np.uint64))
    whole = np.concatenate([futures, worlds]).astype(np.uint64) @ np.array([1, 2**32], dtype=np.uint64)
    assert len(np.unique(whole)) == len(whole)


def test_a_stable_number_depends_on_the_name_and_on_nothing_else():
    names = ["Kabul", "Herat", "Balkh"]
    numbers = dict(zip(names, stable_numbers(names, "provinces"), strict=True))
    more = ["Ghor", *reversed(names)]
    assert {n: k for n, k in zip(more, stable_numbers(more, "provinces"), strict=True) if n in numbers} == numbers
    assert all(0 < k < 2**14 for k in numbers.values())


def test_two_names_that_share_a_number_are_refused():
    with pytest.raises(ScenarioError, match="share a stream number"):
        stable_numbers([f"province {i}" for i in range(2000)], "provinces")


@pytest.mark.parametrize("axis", ["units", "dates", "futures", "purposes", "ordinals"])
def test_uniforms_along_every_axis_are_even_and_unrelated(axis):
    drawn = {
        "units": lambda: words(3, np.arange(40), 1, 17, np.arange(1, 408)),
        "dates": lambda: words(3, np.arange(200), 12, np.arange(73), 0),
        "futures": lambda: words(3, np.arange(15_000), 14, 4, 0).T,
        "purposes": lambda: words(3, np.arange(700), np.arange(1, 22), 4, 0),
        "ordinals": lambda: words(3, np.arange(120), 18, np.arange(6)[:, None], np.arange(22)),
    }[axis]()
    u = uniform(drawn).astype(float)
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-4
    z = normal_quantile(uniform(drawn)).astype(float)
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-4
    pairs = z[:, 1:] * z[:, :-1]
    assert abs(pairs.sum()) < 4 * np.sqrt(pairs.size)
    neighbours = z[1:] * z[:-1]
    assert abs(neighbours.sum()) < 4 * np.sqrt(max(neighbours.size, 1))


def test_every_bit_of_a_word_is_a_coin():
    drawn = words(5, np.arange(300), 1, 0, np.arange(1, 408)).ravel()
    share = [(drawn >> np.uint32(bit) & 1).mean() for bit in range(32)]
    assert np.max(np.abs(np.array(share) - 0.5)) < 4.5 * 0.5 / np.sqrt(drawn.size)


def test_seeds_next_to_each_other_have_nothing_in_common():
    here, there = (uniform(words(seed, np.arange(200), 1, 0, np.arange(1, 408))).ravel() for seed in (1, 2))
    assert abs(np.corrcoef(here, there)[0, 1]) < 4 / np.sqrt(here.size)
