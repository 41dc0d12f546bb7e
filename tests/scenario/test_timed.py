"""Packages over time: eras, orders and announcements of a scenario, and what each says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ripeness.scenario.load import load_scenario
from ripeness.scenario.skeleton import new_scenario

LEVERS = """\
levers:
  RENTS: {{name: rents, label: Rents, target: payoff, acts_on: [payoff.office_rents], {rest},
    effects: [{{quantity: payoff.office_rents, slope: 1, factor: true}}]}}
  TEMPO: {{name: tempo, label: Tempo, target: opportunity, acts_on: [opportunity.open], {rest},
    effects: [{{quantity: opportunity.open, slope: 1}}]}}
  ORDER: {{name: order, label: Order, target: feasible, acts_on: [ordered.commitment, ordered.pace], {rest},
    effects: [{{quantity: ordered.commitment, offset: 1, slope: 0}},
              {{quantity: ordered.pace, slope: 2, inverse: true}}]}}
  SHAPE: {{name: shape, label: Shape, target: payoff, acts_on: [ordered.posture, patron.level_residual], {rest},
    effects: [{{quantity: ordered.posture, offset: 2, slope: 0}},
              {{quantity: patron.level_residual, slope: 0.3, undated: true}}]}}
packages:
  one: {{label: One, pulls: [{pull}]}}
"""
REST = "unit: index, low: 0.1, high: 2, controlled_by: patron, lead_time_months: 1, observed: Seen., source: example"


@pytest.fixture
def war(tmp_path) -> Path:
    return new_scenario(tmp_path, "war")


def month(war: Path, number: int) -> str:
    first = load_scenario(war).first_month
    year, number = divmod(first.year * 12 + first.month - 1 + number, 12)
    return f"{year}-{number + 1:02d}"


def pulled(war: Path, pull: str, surprise: bool = False):
    for number in (12, 9, 6, 3):
        pull = pull.replace(f"M{number}", month(war, number))
    (war / "levers.yaml").write_text(LEVERS.format(rest=REST, pull=pull), encoding="utf-8")
    return load_scenario(war, packages=["one"], surprise=surprise)


def rents(scenario) -> float:
    return scenario.parameters["payoff.office_rents"].value


def test_a_payoff_with_dates_makes_eras_and_comes_back(war):
    found = pulled(war, "{lever: RENTS, to: 0.5, path: pulse, starts: M3, ends: M6}")
    usual = rents(found.before)
    assert rents(found) == usual
    assert [(m, rents(era) / usual) for m, era in found.eras] == [(3, pytest.approx(0.5)), (7, pytest.approx(1.0))]
    assert [move.key for move in found.moves] == ["payoff.office_rents"] * 2
    assert found.moves[0].after.endswith(f"from {month(war, 3)}") and found.moves[1].after.endswith(month(war, 7))


def test_a_payoff_rises_by_quarters(war):
    found = pulled(war, "{lever: RENTS, to: 2, path: ramp, starts: M3, ends: M12}")
    assert [m for m, _ in found.eras] == [3, 6, 9, 12]
    factors = [rents(era) / rents(found.before) for _, era in found.eras]
    assert factors == sorted(factors) and factors[-1] == pytest.approx(2.0)


def test_of_two_pulls_the_later_written_wins_where_it_acts(war):
    found = pulled(war, "{lever: TEMPO, to: 2}, {lever: TEMPO, to: 0.5, path: pulse, starts: M3, ends: M6}")
    assert found.conduct == {"opportunity.open": 2.0}
    assert [(m, era.conduct) for m, era in found.eras] == [
        (3, {"opportunity.open": 0.5}), (7, {"opportunity.open": 2.0}),
    ]  # fmt: skip


def test_an_order_stands_at_its_month_with_its_pace(war):
    found = pulled(war, "{lever: ORDER, to: 0.5, starts: M6}")
    assert found.orders == ((6, "commitment", 1),)
    assert [(m, era.conduct) for m, era in found.eras] == [(6, {"ordered.pace": 4.0})]
    assert any(move.key == "ordered.commitment" and month(war, 6) in move.after for move in found.moves)


def test_what_a_lever_means_holds_from_the_first_day_whatever_its_dates(war):
    found = pulled(war, "{lever: SHAPE, to: 1, starts: M6, announced: never}")
    assert found.parameters["patron.level_residual"].value == pytest.approx(0.3)
    assert all(view.parameters["patron.level_residual"].value == pytest.approx(0.3) for _, view in found.views)
    assert [view.orders for _, view in found.views] == [(), ((6, "posture", 2),)]


def test_what_is_announced_is_known_from_then_on_and_not_before(war):
    found = pulled(war, "{lever: RENTS, to: 0.5, starts: M9, announced: M3}, {lever: TEMPO, to: 2, starts: M6}")
    assert [m for m, _ in found.views] == [0, 3]
    first, then = (view for _, view in found.views)
    assert [m for m, _ in first.eras] == [6] and [m for m, _ in then.eras] == [6, 9]
    assert then.hash != first.hash != found.before.hash


def test_a_package_known_from_the_first_day_has_one_view_and_a_surprise_has_two(war):
    text = "{lever: RENTS, to: 0.5, starts: M9}"
    known, silent = pulled(war, text), pulled(war, text, surprise=True)
    assert known.views == () and [m for m, _ in known.seen] == [0]
    assert [m for m, _ in silent.views] == [0, 9] and silent.views[0][1].hash == silent.before.hash
    assert known.hash != silent.hash
    never = text.replace("M9}", "M9, announced: never}")
    assert pulled(war, never).hash == pulled(war, never, surprise=True).hash


def test_an_undated_package_is_no_surprise_to_anybody(war):
    assert pulled(war, "{lever: RENTS, to: 0.5}", surprise=True).hash == pulled(war, "{lever: RENTS, to: 0.5}").hash
