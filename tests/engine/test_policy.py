"""What levers set reaches the ground: every dial is read, and moves what it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import small_war

import ripeness
from ripeness.engine import pack
from ripeness.engine import record as rec
from ripeness.scenario.quantities import DIALS

NAMES = list(rec.POLICIES)
SOURCES = Path(ripeness.__file__).parent / "engine"


def pulled(**dials: float):
    war = small_war.scenario()
    return replace(war, dials={name: (value,) * war.months for name, value in dials.items()})


def test_the_dials_a_lever_may_turn_are_those_the_engine_has():
    assert {name: neutral for name, (neutral, *_) in DIALS.items()} == rec.POLICIES


def test_a_dial_at_its_neutral_value_leaves_the_policy_as_it_is():
    plain = pack.policy_of(small_war.scenario())
    assert (pack.policy_of(pulled(**rec.POLICIES)) == plain).all()


def test_a_truce_that_is_agreed_comes_on_top_of_those_in_the_calendar():
    war = pulled(truce=0.5)
    plain = replace(war, dials={})
    added = pack.policy_of(war) - pack.policy_of(plain)
    assert (added[rec.TRUCE_WEEKS] == 0.5).all() and not np.delete(added, rec.TRUCE_WEEKS, axis=0).any()


def test_every_dial_but_words_moves_something_in_some_future(watched, tables):
    """What the patron says moves beliefs, not the ground: see test_aftermath."""
    quiet = small_war.silent(tables)
    plain = small_war.world(small_war.scenario())
    voting = small_war.policy(plain, rec.ELECTION, 1.0)  # or nothing could be disputed
    before = {False: watched(plain, quiet), True: watched(voting, quiet)}
    turned = {"road_base": -1.0, "election": 1.0, "dispute": 8.0}
    still = []
    for row, name in enumerate(NAMES):
        if name == "statement":
            continue
        base = plain if name == "election" else voting
        after = watched(small_war.policy(base, row, turned.get(name, 0.5)), quiet)
        if all(np.array_equal(after[key], before[base is voting][key]) for key in after):
            still.append(name)
    assert not still


def test_fewer_aircraft_let_formations_grow_and_more_make_them_shrink(watched, tables):
    war = small_war.world(small_war.scenario())
    quiet = small_war.silent(tables)
    none, usual, twice = (watched(small_war.policy(war, rec.AIR_FACTOR, x), quiet) for x in (0.0, 1.0, 2.0))
    assert (none["formation"] > usual["formation"]).all() and (usual["formation"] > twice["formation"]).all()


def test_oversight_that_is_added_costs_the_public_less(watched, tables):
    war = small_war.world(small_war.scenario())
    quiet = small_war.silent(tables)
    plain, kept = (watched(small_war.policy(war, rec.OVERSIGHT_ADDED, x), quiet) for x in (0.0, 0.4))
    assert (kept["oversight"] == plain["oversight"]).all()  # what reform has built is its own
    assert (kept["log_odds"][3:] > plain["log_odds"][3:]).all()


def test_a_monitored_election_is_disputed_less_often(watched, tables):
    war = small_war.policy(small_war.world(small_war.scenario()), rec.ELECTION, 1.0)
    quiet = small_war.silent(tables)
    plain, watched_over = (watched(small_war.policy(war, rec.DISPUTE_ADDED, x), quiet) for x in (0.0, -3.0))
    assert watched_over["disputes"][-1].sum() < plain["disputes"][-1].sum()
