"""Whom mediators reach decides how often talks can come up; powers pull their own share of a lever and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ripeness.engine.played import expected_shelter, played
from ripeness.errors import ScenarioError
from ripeness.scenario.contacts import LEAST, MOST, contact_factor, coverage
from ripeness.scenario.load import load_scenario
from ripeness.scenario.pulls import package_faults
from ripeness.scenario.schema import Package, Pull
from ripeness.strategy import events as ev


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


def values_of(war):
    return {name: float(estimate.value) for name, estimate in war.parameters.items()}


def test_nobody_reached_halves_the_tempo_and_everybody_adds_half(war):
    vetoes = {actor.id for actor in war.actors if actor.veto}
    envoy = next(actor.id for actor in war.actors if actor.kind == "mediator")
    tie = next(tie for tie in war.relations if tie.kind == "talks_to" and tie.origin == envoy)
    silent = replace(war, relations=())
    everybody = replace(war, relations=tuple(tie.model_copy(update={"to": id_}) for id_ in vetoes))
    assert contact_factor(silent, war.information_date) == LEAST
    assert contact_factor(everybody, war.information_date) == MOST


def test_an_organ_speaks_for_the_whole_and_a_contact_counts_from_its_first_day(war):
    before, after = coverage(war, date(2018, 9, 4)), coverage(war, war.information_date)
    assert before == 0.0 and after == 0.8  # all but Iran


def test_a_war_that_names_no_mediator_keeps_its_reference_tempo(war):
    nobody = replace(war, actors=tuple(actor for actor in war.actors if actor.kind != "mediator"))
    assert coverage(nobody, war.information_date) is None and contact_factor(nobody, war.information_date) == 1.0


def test_contacts_move_opportunities_and_reference_alike_and_nothing_else(war):
    values = values_of(war)
    usual, silent = played(war, values, 20.0), played(replace(war, relations=()), values, 20.0)
    factor = np.ones(ev.DECIDED)
    factor[[ev.OPEN, ev.INTRA]] = contact_factor(war, war.information_date) / LEAST
    assert np.allclose(usual.nu, silent.nu * factor) and np.allclose(usual.reference, silent.reference * factor)
    same = [name for name in usual._fields if name not in {"nu", "reference"}]
    assert all(np.array_equal(getattr(usual, name), getattr(silent, name)) for name in same)


def test_shelter_that_will_be_lost_makes_the_war_costlier_to_the_insurgents(war):
    values = values_of(war)
    pressed = load_scenario("afghanistan-2018", packages=["pressure-on-sanctuary"])
    assert -0.3 < expected_shelter(pressed, values) < 0.0 == expected_shelter(war, values)
    assert (played(pressed, values, 20.0).war_cost_insurgent > played(war, values, 20.0).war_cost_insurgent).all()


def test_one_power_moves_its_share_and_all_of_them_together_the_whole(war):
    share = {actor.id: actor.powers.get("sanctuary", 0.0) for actor in war.actors}
    alone = load_scenario("afghanistan-2018", packages=["pressure-on-pakistan"])
    everybody = load_scenario("afghanistan-2018", packages=["pressure-on-sanctuary"])
    assert alone.dials["sanctuary"] == pytest.approx(share["pakistan"] * np.array(everybody.dials["sanctuary"]))
    assert sum(share.values()) == pytest.approx(1.0)


def test_a_power_without_a_share_cannot_pull(war):
    faults = {
        fault.message
        for by in (("india",), ("pakstan",))
        for fault in package_faults(war, Package(label="x", pulls=(Pull(lever="L23", to=0.3, by=by),)))
    }
    assert faults == {f"'{name}' has no share in materiel or sanctuary" for name in ("india", "pakstan")}
    (fault,) = package_faults(war, Package(label="x", pulls=(Pull(lever="L07", to=0.5, by=("pakistan",)),)))
    assert "not shared" in fault.message


def test_two_counts_of_one_thing_must_be_of_one_thing(tmp_path):
    from ripeness.scenario.skeleton import new_scenario

    folder = new_scenario(tmp_path, "war")
    for key, text in (("region", "population"), ("patron", "deaths_per_million")):
        file = folder / f"{key}.yaml"
        lines = file.read_text(encoding="utf-8").splitlines()
        i = next(i for i, line in enumerate(lines) if line.startswith(f"{text}:"))
        j = next(j for j in range(i, len(lines)) if "value:" in lines[j] or "lognormal:" in lines[j])
        lines[j] = "  value: 90000.0"
        lines = [
            line for k, line in enumerate(lines) if not (i < k < i + 8 and line.strip().startswith(("low:", "high:")))
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as found:
        load_scenario(folder)
    assert "million in the districts" in str(found.value) and "they state one fact" in str(found.value)
