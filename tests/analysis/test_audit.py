"""An audit runs what the file says, shares arms, goes on where it was cut, and never makes up a verdict."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ripeness.analysis.audit.audit import VARIANTS, audit
from ripeness.analysis.audit.cards import as_dict
from ripeness.analysis.measured import READS
from ripeness.ensemble import arms as running
from ripeness.ensemble.design import Plan
from ripeness.errors import ScenarioError, SettingsError
from ripeness.scenario.check import everything
from ripeness.scenario.load import load_scenario
from ripeness.scenario.measures import MEASURES
from ripeness.scenario.skeleton import new_scenario
from ripeness.views.audit_page import audit_html
from ripeness.views.audit_text import audit_text
from ripeness.views.cli.output import envelope, plain

MORE = """
C02:
  title: Takeovers are rare without a guarantee too
  type: descriptive
  metric: probability of a takeover
  confirm: below .3
  refute: above .6
  tests: [{measure: takeover, below: 0.3, refute: {above: 0.6}}]
C03:
  title: Doubt about the patron closes the range
  type: causal
  metric: width of the range of terms
  confirm: down
  refute: up
  arms:
    doubt: {label: nobody believes that the patron stays, another_world: true, set: {information.resolve_start: 0.1}}
    again: {label: a guarantor once more, packages: [guarantee]}
  tests:
    - {measure: range, arm: doubt, against: reference, down: 0.01}
    - {measure: channel_share, channel: victory}
    - {measure: settlement, arm: again, against: reference}
C04:
  title: Somebody else's war was different
  type: analogy-to-come
  metric: survival
  confirm: longer
  refute: shorter
  awaits: A model of that war.
""".replace("analogy-to-come", "causal")


@pytest.fixture(scope="module")
def war(tmp_path_factory):
    """The small war of `ripeness new` with three more experiments."""
    folder = new_scenario(tmp_path_factory.mktemp("wars"), "war")
    with (folder / "experiments.yaml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    claims = folder / "claims.yaml"
    claims.write_text(claims.read_text(encoding="utf-8").replace("[C01]", "[C01, C02, C03, C04]"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plan(war) -> Plan:
    return Plan(str(war), worlds=4, futures=160, settings=("choice.precision_patron=4",))


@pytest.fixture(scope="module")
def found(plan, tmp_path_factory):
    return audit(plan, folder=tmp_path_factory.mktemp("audit"), jobs=2)


def numbers(found) -> str:
    return json.dumps(plain({k: v for k, v in as_dict(found).items() if k != "computed"}))


def test_every_experiment_that_can_run_has_a_verdict_and_the_other_says_why(found):
    verdicts = {name: one.judgement.verdict for name, one in found.tried.items()}
    assert verdicts.pop("C04") == "not run"
    assert set(verdicts.values()) <= {"supported", "contradicted", "negligible", "undetermined"}
    assert found.tried["C04"].judgement.why == "A model of that war."


def test_arms_that_change_the_same_are_run_once(plan, found):
    # the reference, the guarantee of two experiments, and doubt
    assert found.computed == 3 * plan.worlds


def test_an_audit_cut_short_goes_on_to_the_same_numbers(plan, found, tmp_path, monkeypatch):
    class Cut(Exception):
        pass

    written = []
    real = running.write_atomic

    def write(path, content):
        if len(written) == 5:
            raise Cut
        written.append(path)
        real(path, content)

    monkeypatch.setattr(running, "write_atomic", write)
    with pytest.raises(Cut):
        audit(plan, folder=tmp_path, jobs=1)
    monkeypatch.undo()
    again = audit(plan, folder=tmp_path, jobs=2)
    assert again.computed == 3 * plan.worlds - 5
    assert numbers(again) == numbers(found).replace(str(found.folder), str(tmp_path))


def test_a_second_audit_runs_nothing(plan, found):
    again = audit(plan, only=["C01"], folder=found.folder)
    assert again.computed == 0
    assert again.tried["C01"].judgement.confirm == found.tried["C01"].judgement.confirm


def test_an_arm_that_changes_nothing_has_no_effect(plan, war, tmp_path):
    text = (war / "experiments.yaml").read_text(encoding="utf-8")
    folder = new_scenario(tmp_path, "other")
    (folder / "experiments.yaml").write_text(
        text.replace("set: {payoff.renege_cost: 0.3}", "set: {}"), encoding="utf-8"
    )
    same = audit(replace(plan, scenario=str(folder)), only=["C01"], folder=tmp_path / "audit")
    assert same.tried["C01"].judgement.findings[0].value == 0.0
    assert same.tried["C01"].judgement.negligible == 1.0


def test_other_rules_and_guesses_stand_beside(plan, found):
    more = audit(plan, only=["C01"], variants=VARIANTS[:3], variant_worlds=2, folder=found.folder)
    assert set(more.tried["C01"].variants) == {"exclusive", "linkage", "base_rate"}
    low, high = more.tried["C01"].structure
    assert low <= high


def test_choice_switched_off_leaves_terms_and_moves_hazards(plan, found):
    more = audit(
        plan, only=["C02"], variants=[v for v in VARIANTS if v.base_rate], variant_worlds=4, folder=found.folder
    )
    one = more.tried["C02"]
    assert one.variants["base_rate"].findings[0].value != one.judgement.findings[0].value


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("measure: takeover,", "measure: takeovr,", "Did you mean 'takeover'?"),
        ("arm: doubt, against: reference, down", "arm: dout, against: reference, down", "unknown arm 'dout'"),
        ("channel: victory", "channel: victry", "unknown channel 'victry'"),
        ("information.resolve_start: 0.1", "information.resolv_start: 0.1", "unknown parameter"),
        ("packages: [guarantee]}\n  tests", "packages: [guarante]}\n  tests", "unknown package 'guarante'"),
        ("{measure: range, arm", "{measure: range, event: exit, arm", "takes no `event:`"),
        ("down: 0.01}", "down: 0.01, up: 0.01}", "both up and down"),
        ("below: 0.3, refute: {above: 0.6}", "refute: {above: 0.6}", "no test decides"),
        ("  awaits: A model of that war.\n", "", "neither tests nor what it waits for"),
    ],
)  # fmt: skip
def test_a_misspelt_experiment_is_refused_with_its_line(war, tmp_path, old, new, words):
    folder = new_scenario(tmp_path, "war")
    text = (war / "experiments.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "experiments.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(str(folder))
    assert words in str(refused.value) and "experiments.yaml:" in str(refused.value)
    assert everything is not None


def test_an_unknown_experiment_is_refused_before_anything_runs(plan, tmp_path):
    with pytest.raises(SettingsError, match="C99"):
        audit(plan, only=["C99"], folder=tmp_path)


def test_every_word_has_a_reading_and_no_other():
    assert set(READS) == set(MEASURES)


def test_text_and_page_say_every_verdict(found):
    result = plain({**envelope(scenario="war", scenario_hash="0" * 64, seed=1, futures=160, prior_set="reference"),
                    **as_dict(found)})  # fmt: skip
    text, page = audit_text(result, 100), audit_html(result)
    for name, one in found.tried.items():
        assert name in text and one.judgement.verdict in text
        assert f'id="{name}"' in page
    for claim in found.claims:
        assert f'id="{claim}"' in page and f'href="#{claim}"' in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_numbers_of_the_page_are_finite(found):
    def walk(value):
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)
        elif isinstance(value, float):
            assert np.isfinite(value)

    walk({"experiments": [one for one in plain(as_dict(found))["experiments"] if one["verdict"] != "not run"]})
