"""Shapley values: the axioms that define them, and games whose values are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ripeness.analysis.shapley import attributions, interactions, subsets

PLAYERS = ("a", "b", "c", "d")
games = st.lists(st.floats(-10, 10), min_size=16, max_size=16).map(
    lambda numbers: dict(zip(subsets(PLAYERS), numbers, strict=True))
)


@given(games)
def test_the_parts_add_up_to_the_whole_difference(value):
    whole = value[frozenset(PLAYERS)] - value[frozenset()]
    assert sum(part.shapley for part in attributions(PLAYERS, value).values()) == pytest.approx(whole, abs=1e-9)


@given(games)
def test_a_player_that_changes_nothing_gets_nothing(value):
    idle = {some: value[some - {"d"}] for some in value}
    found = attributions(PLAYERS, idle)["d"]
    assert found.shapley == found.first_in == found.last_in == 0.0
    assert all(worth == pytest.approx(0.0, abs=1e-9) for pair, worth in interactions(PLAYERS, idle).items()
               if "d" in pair)  # fmt: skip


@given(games)
def test_players_that_can_stand_in_for_each_other_get_the_same(value):
    swap = {"a": "b", "b": "a"}
    fair = {some: value[some] + value[frozenset(swap.get(p, p) for p in some)] for some in value}
    found = attributions(PLAYERS, fair)
    assert found["a"].shapley == pytest.approx(found["b"].shapley, abs=1e-9)


@given(st.lists(st.floats(-10, 10), min_size=4, max_size=4))
def test_what_simply_adds_up_is_attributed_as_it_stands(worths):
    worth = dict(zip(PLAYERS, worths, strict=True))
    value = {some: sum(worth[p] for p in some) for some in subsets(PLAYERS)}
    for player, part in attributions(PLAYERS, value).items():
        assert part.shapley == pytest.approx(worth[player], abs=1e-9)
        assert part.first_in == pytest.approx(part.last_in, abs=1e-9)
    assert all(abs(together) < 1e-9 for together in interactions(PLAYERS, value).values())


def test_a_glove_game_gives_the_rare_glove_two_thirds():
    value = {some: float("a" in some and len(some) >= 2) for some in subsets(PLAYERS[:3])}
    found = attributions(PLAYERS[:3], value)
    assert [found[p].shapley for p in PLAYERS[:3]] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert interactions(("a", "b"), {s: float(len(s) == 2) for s in subsets(("a", "b"))})["a", "b"] == 1.0


def test_values_may_be_arrays_of_worlds():
    many = {some: np.array([len(some), 2.0 * len(some)]) for some in subsets(PLAYERS)}
    assert attributions(PLAYERS, many)["c"].shapley == pytest.approx([1.0, 2.0])


def test_every_subset_comes_once_and_the_empty_one_first():
    found = list(subsets(PLAYERS))
    assert len(set(found)) == 2**4 == len(found) and found[0] == frozenset()
