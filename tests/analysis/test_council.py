"""The vote of the blocs on what is open to them, by name."""

from __future__ import annotations

import pytest
from tests.strategy.small_game import central

from ripeness.analysis.council import ballots
from ripeness.analysis.options import Step
from ripeness.engine.played import played
from ripeness.scenario.load import load_scenario
from ripeness.strategy.layout import CHANNELS


def step(event: str, **channels: float) -> Step:
    parts = dict.fromkeys(CHANNELS, 0.0) | channels
    return Step(event, {"insurgent": sum(parts.values())}, parts)


def voted(*steps: Step, **settings: float):
    scenario = load_scenario("afghanistan-2018")
    return ballots(scenario, played(scenario, central(**settings), 30.0), steps)


def test_a_settlement_that_costs_victory_divides_the_blocs_by_name():
    (ballot,) = voted(step("intra", settlement=0.1, victory=-0.1), leadership__first=0.6, leadership__quorum=0.5)
    by_name = {bloc.name: bloc for bloc in ballot.blocs}
    military, political = by_name["military wing"], by_name["political commission with its Doha office"]
    assert military.gain < 0 < political.gain and military.for_it < political.for_it
    assert ballot.carried == pytest.approx(military.for_it)  # it has the votes
    assert military.outvoted == pytest.approx(0.0, abs=1e-12) and political.overruled > military.overruled
    assert sum(bloc.weight for bloc in ballot.blocs) == pytest.approx(1.0)


def test_only_steps_the_insurgents_consent_to_are_put_to_them():
    reform = Step("reform", {"government": 0.1}, None)
    assert [ballot.event for ballot in voted(reform, step("open", victory=0.02))] == ["open"]


def test_one_leader_holds_no_vote():
    scenario = load_scenario("afghanistan-2018", ["structure.blocs=false"])
    assert ballots(scenario, played(scenario, central(), 30.0), [step("open", war=0.1)]) == ()
