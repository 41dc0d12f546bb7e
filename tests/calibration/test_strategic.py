"""Histories drawn from a game speak for the parameters of that game."""

from __future__ import annotations

import numpy as np
import pytest

from ripeness.calibration import strategic
from ripeness.calibration.event_history import Happened, log_likelihood
from ripeness.calibration.public_view import SCORED
from ripeness.scenario.load import load_scenario
from ripeness.strategy import events as ev

HISTORIES, SHIFT = 12, 1.2


@pytest.fixture(scope="module")
def problem():
    war = load_scenario("afghanistan-2018")
    return strategic.posed(war, strategic.admitted(war)[:1])


def shifted(problem, by):
    """Medians, but for how often talks open and close."""
    z = np.zeros(len(problem.drawn))
    for i, coordinate in enumerate(problem.drawn):
        if coordinate.name in {"hazard.open", "hazard.close"}:
            z[i] = by
    return z


@pytest.fixture(scope="module")
def views(problem):
    """What the public sees where talks open and close rarely, usually and often."""
    war, history = problem.histories[0]
    return [strategic.seen(problem, war, history, shifted(problem, by)) for by in (-SHIFT, 0.0, SHIFT)]


def played_out(view, state, end, rng, step=1 / 12):
    """A history at random, weighed as the public weighs it."""
    events = []
    for i in range(int(end / step)):
        years = (i + 0.5) * step
        rates = view.hazards(years, state)
        state = view.moved(state, years, step, state)
        if rng.random() < -np.expm1(-rates.sum() * step):
            event = int(rng.choice(SCORED, p=rates / rates.sum()))
            events.append(Happened(years, event))
            state = view.after(state, years, event)
    return events


def test_synthetic_histories_move_the_rates_of_talks_the_right_way(views):
    rng, end = np.random.default_rng(8), 9.0
    means = []
    for truth in (0, 2):
        logs = np.zeros(3)
        for _ in range(HISTORIES):
            history = played_out(*views[truth], end, rng)
            logs += [log_likelihood(*view, history, end, step=1 / 6).sum() for view in views]
        weights = np.exp(logs - logs.max())
        means.append(float(weights @ [-SHIFT, 0.0, SHIFT] / weights.sum()))
    assert means[0] < -0.2 * SHIFT
    assert means[1] > 0.2 * SHIFT


def test_a_patron_that_stays_is_believed_to_be_resolute(views):
    view, state = views[1]
    assert ev.CELLS[state.cell] == (3, 0)
    stayed = state
    for i in range(24):
        stayed = view.moved(stayed, i / 24, 1 / 24, stayed)
    left = view.after(state, 0.5, ev.REDUCE)
    assert left.belief < state.belief < stayed.belief


def test_what_every_war_shares_is_drawn_once():
    war = load_scenario("afghanistan-2018")
    both = strategic.posed(war, strategic.admitted(war))
    by_name = {}
    for coordinate in both.drawn:
        by_name.setdefault(coordinate.name, []).append(coordinate.wars)
    assert by_name["hazard.open"] == [("afghanistan-2018", "vietnam-1969")]
    assert sorted(by_name["information.resolve_start"]) == [("afghanistan-2018",), ("vietnam-1969",)]


def test_without_moves_the_prior_stays_and_says_so():
    war = load_scenario("afghanistan-2018")
    found = strategic.sample(war, seed=3, draws=16, known=[])
    assert "nothing" in found.diagnostics["learnt"]
    assert np.array_equal(found.draws, found.priors)
    assert "information.resolve_start" not in found.names
    assert "hazard.renege" not in found.names
    assert "hazard.open" in found.names
