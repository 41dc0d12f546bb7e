"""Other wars than the flagship run from end to end: without a patron, with two equal blocs, without talks."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from tests.strategy.small_game import central

from ripeness.analysis import story
from ripeness.engine.played import leanings, played
from ripeness.ensemble.design import Plan
from ripeness.ensemble.runner import run
from ripeness.errors import ScenarioError
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.skeleton import new_scenario
from ripeness.strategy import events as ev
from ripeness.views.cli import main
from ripeness.views.outputs import write_outputs

FIXED = "{{value: {}, unit: share, symbol: w_b, status: P, source: assumption, reason: As the test has it.}}"
WEIGHED = "weight: 0.5, leaning: {settlement: 1.5, victory: 0.7}, source: example}"
FIELD = "\n  - {id: field, name: field command, kind: organ, of: insurgents, weight: 0.5, source: example}"


def skeleton(folder):
    return new_scenario(folder, "skeleton")


def alone(folder):
    return new_scenario(folder, "alone", patron=False)


def two_blocs(folder):
    war = new_scenario(folder, "two-blocs")
    actors = (war / "actors.yaml").read_text(encoding="utf-8")
    office = "kind: organ, of: insurgents, source: example}"
    assert actors.count(office) == 1
    (war / "actors.yaml").write_text(
        actors.replace(office, f"kind: organ, of: insurgents, {WEIGHED}{FIELD}"), encoding="utf-8"
    )
    (war / "leadership.yaml").write_text(
        f"# Two of the same weight.\nfirst: {FIXED.format(0.5)}\nquorum: {FIXED.format(0.6)}\n", encoding="utf-8"
    )
    return war


def no_talks(folder):
    """Nobody ever opens talks, so that nothing that needs them can happen."""
    war = new_scenario(folder, "no-talks")
    rates = "".join(f"{event}: {FIXED.format(0)}\n" for event in ("open", "intra"))
    (war / "hazard.yaml").write_text(f"# Nobody talks.\n{rates}", encoding="utf-8")
    return war


WARS = (skeleton, alone, two_blocs, no_talks)


@pytest.fixture(scope="module", params=WARS, ids=lambda war: war.__name__)
def war(request, tmp_path_factory):
    """A war's folder, a small run of it and what the run leaves for readers."""
    root = tmp_path_factory.mktemp("wars")
    folder = request.param(root)
    settings = () if request.param is alone else ("choice.precision_patron=4",)
    plan = Plan(scenario=str(folder), worlds=1, futures=32, arms=("reference", "base_rate"), audit=0, settings=settings)
    done = run(plan, root / "run", jobs=1)
    return folder, done, write_outputs(done)


def text_of(summary):
    """Every word of a summary that a reader may see."""
    return json.dumps({key: part for key, part in summary.items() if key != "parameters"}, ensure_ascii=False)


def test_it_has_no_problems_and_runs_to_a_report(war):
    folder, done, outputs = war
    assert check_scenario(folder) == () and not done.failures
    assert np.isfinite(done.records()).all()
    page = outputs.report.read_text(encoding="utf-8")
    assert outputs.summary["meta"]["title"] in page or done.scenario.title in page
    assert "nan" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL).lower().split()


def test_shares_of_its_endings_add_up(war):
    rows = war[2].summary["outcomes"]
    assert sum(row["share"] for row in rows) == pytest.approx(1.0, abs=1e-6)
    for row in rows:
        if row["subclasses"]:
            assert sum(part["share"] for part in row["subclasses"]) == pytest.approx(row["share"], abs=1e-6)


def test_its_futures_can_be_told(war):
    _, done, _ = war
    for told in story.tell(done, count=2):
        assert told["title"] and told["steps"][-1]["text"].endswith(".")
        if not done.scenario.has_patron:
            assert not re.search(r"\b(patron|troops|exit|accord)\b", json.dumps(told["steps"]) + told["title"])


def test_it_is_explained(war, capsys):
    folder, done, _ = war
    assert main(["explain", str(folder)]) == 0
    words = capsys.readouterr().out
    if not done.scenario.has_patron:
        assert "patron" not in words


def test_a_war_without_a_patron_does_not_speak_of_one(war):
    _, done, outputs = war
    if done.scenario.has_patron:
        pytest.skip("a patron takes part")
    summary = outputs.summary
    shown = [summary["headline"]] if "headline" in summary else []
    for part in ("outcomes", "flags", "states"):
        assert not re.search(r"\b(patron|exit|withdrawal)\b", json.dumps(summary[part]), re.IGNORECASE), part
    assert "patron" not in json.dumps(shown)


def test_without_an_occasion_for_talks_nobody_ever_talks(war):
    folder, done, outputs = war
    shares = {row["flag"]: row["share"] for row in outputs.summary["flags"]}
    if folder.name == "no-talks":
        assert shares["F1"] == shares["F2"] == shares["F3"] == 0.0
        game = played(done.scenario, done.worlds[0].values, 30.0)
        assert game.nu[ev.OPEN] == game.nu[ev.INTRA] == 0.0 and game.nu[ev.REFORM] > 0.0
    elif folder.name != "alone":
        assert shares["F3"] > 0.0


def test_two_blocs_of_the_same_weight_vote_in_every_world(war):
    folder, done, _ = war
    if folder.name != "two-blocs":
        assert leanings(done.scenario) == ()
        return
    assert [bloc.name for bloc in done.scenario.blocs] == ["their political office", "field command"]
    assert leanings(done.scenario) == ((1.0, 1.0, 1.5, 0.7, 1.0), (1.0,) * 5)
    for world in done.worlds:
        game = played(done.scenario, world.values, 30.0)
        assert game.bloc_weights.tolist() == [0.5, 0.5] and game.bloc_quorum == 0.6
    assert leanings(load_scenario(folder, ["structure.blocs=false"])) == ()


# ---- what is refused --------------------------------------------------------------------------------------


def test_weights_that_worlds_would_not_draw_are_refused(tmp_path):
    folder = two_blocs(tmp_path)
    (folder / "leadership.yaml").write_text(f"# Other weights.\nfirst: {FIXED.format(0.8)}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"worlds draw it around 0.8, and 'political-office' has 0.5"):
        load_scenario(folder)
    assert load_scenario(two_blocs(tmp_path / "other")).blocs[0].weight == 0.5


@pytest.mark.parametrize(("weights", "message"), [([0.5, 0.4], "add up to 0.9"), ([1.0, 0.0], "add up to 1, and each")])
def test_votes_that_do_not_add_up_are_refused(tmp_path, weights, message):
    folder = two_blocs(tmp_path)
    actors = (folder / "actors.yaml").read_text(encoding="utf-8")
    first, second = (f"weight: {weight}" for weight in weights)
    actors = actors.replace("weight: 0.5", first, 1)
    actors = actors[::-1].replace("weight: 0.5"[::-1], second[::-1], 1)[::-1]
    (folder / "actors.yaml").write_text(actors, encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load_scenario(folder)


def test_five_blocs_are_too_many(tmp_path):
    folder = two_blocs(tmp_path)
    actors = (folder / "actors.yaml").read_text(encoding="utf-8")
    more = "".join(FIELD.replace("field", f"field{i}", 1) for i in range(3))
    (folder / "actors.yaml").write_text(actors.replace(FIELD, FIELD + more), encoding="utf-8")
    with pytest.raises(ScenarioError, match="5 blocs of the insurgents"):
        load_scenario(folder)


def test_the_flagship_has_three_blocs_and_they_vote_unless_they_are_switched_off():
    scenario = load_scenario("afghanistan-2018")
    assert len(leanings(scenario)) == 3
    assert played(scenario, central(), 30.0).bloc_weights == pytest.approx([0.55, 0.15, 0.30], abs=0.02)
    assert leanings(load_scenario("afghanistan-2018", ["structure.blocs=false"])) == ()
