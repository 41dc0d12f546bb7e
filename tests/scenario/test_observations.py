"""What came later stays out of what went in: the gate is the day of publication, and memory is no evidence."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from ripeness.engine import record
from ripeness.ensemble.design import Plan
from ripeness.ensemble.runner import input_hash
from ripeness.errors import EvidenceError, ScenarioError
from ripeness.scenario import observables
from ripeness.scenario.folder import LIBRARY
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.observations import for_likelihood, for_score, is_evidence, observations, outcomes
from ripeness.strategy import events

FLAGSHIP = LIBRARY / "afghanistan-2018"


@pytest.fixture(scope="module")
def war():
    return load_scenario("afghanistan-2018")


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(FLAGSHIP, tmp_path / "war"))


def test_the_gate_is_the_day_of_publication_and_not_the_day_read_about(war):
    october = [s for s in war.history if s.series == "command.share_government" and s.period == date(2018, 10, 22)]
    assert october and october[0].period < war.information_date < october[0].published
    assert october[0] in outcomes(war) and october[0] not in observations(war, as_of=war.information_date)


def test_every_row_is_on_one_side_of_the_gate(war):
    before = observations(war, as_of=war.information_date)
    assert set(before) | set(outcomes(war)) == set(war.history) and not set(before) & set(outcomes(war))
    late = observations(war, as_of=date(2020, 12, 31), published_after=date(2019, 12, 31))
    assert late and all(date(2019, 12, 31) < seen.published <= date(2020, 12, 31) for seen in late)


def test_a_likelihood_that_is_given_what_came_later_refuses_it(war):
    """V52."""
    later = outcomes(war)[0]
    with pytest.raises(EvidenceError, match=f"was published on {later.published}") as caught:
        for_likelihood(war, [later])
    assert f"{later.file}:{later.line}" in caught.value.message and "2018-12-03" in caught.value.message


def test_a_row_from_memory_is_shown_and_enters_neither_a_likelihood_nor_a_score(war):
    known = next(s for s in observations(war, as_of=war.information_date) if s.evidence.startswith("recalled"))
    later = next(s for s in outcomes(war) if s.evidence.startswith("recalled"))
    for use, row in ((for_likelihood, known), (for_score, later)):
        with pytest.raises(EvidenceError, match="recalled from memory"):
            use(war, [row])
    assert known in observations(war) and known not in for_likelihood(war)


def test_what_may_be_used_is_what_the_gate_lets_through(war):
    usable = for_likelihood(war)
    assert usable and for_likelihood(war, usable) == usable
    scored = [seen for seen in outcomes(war) if is_evidence(seen)]
    assert for_score(war, scored) == tuple(scored)


def test_a_score_refuses_what_was_known_already(war):
    with pytest.raises(EvidenceError, match="was known since"):
        for_score(war, for_likelihood(war)[:1])


def test_a_simulation_does_not_depend_on_what_came_later_nor_on_what_it_is_held_against(war, folder):
    cited = {check.series for claim in war.claims.values() for check in claim.test.data}
    for path in (folder / "history").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream)
        kept = [row for row in rows if row[4] <= war.information_date.isoformat()]
        # A claim may name a series that only later rows belong to: those stay, with another value.
        kept += [[*row[:2], "0", *row[3:]] for row in rows if row not in kept and row[0] in cited]
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *kept])
    (folder / "observables.yaml").unlink()
    blind = load_scenario(folder)
    assert not blind.observables.scored
    assert len(outcomes(blind)) < len(outcomes(war)) and not any(seen.value for seen in outcomes(blind))
    assert blind.hash == war.hash
    assert input_hash(Plan(scenario=str(folder)), blind) == input_hash(Plan(), war)


def test_a_known_observation_that_changes_is_another_war(war, folder):
    path = folder / "history/command_control.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2018-07-31,226,", "2018-07-31,227,"), encoding="utf-8")
    assert load_scenario(folder).hash != war.hash


# --- the table of observables


def test_every_word_of_the_table_is_one_the_simulation_knows():
    assert set(observables.LOGGED) <= set(events.NAMES)
    assert set(observables.READINGS) - {"troops"} <= {name for name, _, _ in record.QUANTITIES}


def test_every_observable_is_scored_or_says_why_not(war):
    table = war.observables.observables
    assert len(table) > 50
    for entry in table.values():
        assert bool(entry.left_out) != bool(entry.kind)
        if entry.kind:
            assert entry.mechanisms


def test_the_table_has_a_hash_that_moves_with_its_content_and_not_with_its_layout(war, folder):
    path = folder / "observables.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text("# another comment\n\n" + text, encoding="utf-8")
    assert load_scenario(folder).observables.hash == war.observables.hash
    path.write_text(text.replace("by: 2019-04\n", "by: 2019-05\n", 1), encoding="utf-8")
    assert load_scenario(folder).observables.hash != war.observables.hash


def test_the_table_holds_no_outcome(war):
    """What happened stands in the history alone: no number of the table but thresholds and others' probabilities."""
    for entry in war.observables.scored.values():
        if entry.outcome is not None:
            assert set(entry.outcome.model_dump()) == {"series", "period", "reaching", "means"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: press_insurgent\n", "of: press_insurgents\n", "press_insurgent"),
        ("mechanisms: [posts, cascade]", "mechanisms: [posts, cascades]", "unknown mechanism 'cascades'"),
        ("series: talks.accord}", "series: talks.accords}", "unknown series 'talks.accords'"),
        ("by: 2019-04\n", "by: 2029-04\n", "2029-04 lies outside"),
        ("    by: 2019-12\n", "", "kind event without by"),
        ("means: fallen", "means: gone", "the class is not one of"),
        ("{until: 2021-08, probability: 0.065}", "{until: 2021-08, probability: 0.65}", "do not add up"),
        ("source: supers2021", "source: supers2012", "unknown source 'supers2012'"),
        ("    observable: obs-28c\n", "    observable: obs-28\n", "is not an observable this forecast can be about"),
        ("  obs-03:\n", "  obs-33:\n", "claim A3 names 'obs-03'"),
    ],
)
def test_a_fault_of_the_table_is_named_with_its_place(folder, old, new, said):
    path = folder / "observables.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = check_scenario(folder)
    assert any(said in f"{p.message} {p.remedy}" and p.file == "observables.yaml" and p.line for p in found), found
    with pytest.raises(ScenarioError, match=r"observables\.yaml"):
        load_scenario(folder)
