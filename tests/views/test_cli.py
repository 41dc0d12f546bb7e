"""The command line keeps its promises: exit codes, streams, one JSON object, errors that say what to do."""

from __future__ import annotations

import copy
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ripeness
from ripeness.ensemble.design import Plan
from ripeness.scenario.skeleton import new_scenario
from ripeness.views import outputs
from ripeness.views.charts import charts
from ripeness.views.cli import commands, main, simulate
from ripeness.views.cli.output import COMMON, SCHEMA_VERSION, envelope, plain
from ripeness.views.outputs import stored_summary

RIPENESS = [sys.executable, "-c", "import sys; from ripeness.views.cli import main; sys.exit(main())"]
TINY = ("--futures", "24", "--worlds", "2", "--jobs", "1")


@pytest.fixture(scope="module", autouse=True)
def columns():
    """As wide in this process as in the ones it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        patch.delenv("NO_COLOR", raising=False)
        patch.delenv("FORCE_COLOR", raising=False)
        yield


@pytest.fixture(scope="module")
def war(tmp_path_factory) -> Path:
    return new_scenario(tmp_path_factory.mktemp("wars"), "war")


@pytest.fixture(scope="module")
def stored(war, tmp_path_factory) -> Path:
    """The folder of a finished run of the small war."""
    folder = tmp_path_factory.mktemp("runs") / "small"
    done = subprocess.run([*RIPENESS, "run", war, *TINY, "--out", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    (folder.parent / "stdout.txt").write_text(done.stdout, encoding="utf-8")
    (folder.parent / "stderr.txt").write_text(done.stderr, encoding="utf-8")
    return folder


@pytest.fixture
def cli(capsys):
    """Run a command in this process: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return run


def parsed(text: str) -> dict:
    """The one object on standard output."""
    found = json.loads(text)
    assert isinstance(found, dict)
    assert found["schema_version"] == SCHEMA_VERSION and found["version"] == ripeness.__version__
    assert set(COMMON) <= set(found)
    return found


# --- running


def test_a_run_leaves_summary_report_and_results(stored):
    for name in ("manifest.json", "summary.json", "report.html", "results.zarr"):
        assert (stored / name).exists(), name
    summary = json.loads((stored / "summary.json").read_text(encoding="utf-8"))
    assert summary["meta"]["futures"] == 24
    assert (stored / "report.html").read_text(encoding="utf-8").lstrip().startswith("<!doctype html>")


def test_the_table_goes_to_standard_output_and_the_next_step_to_standard_error(stored):
    out = (stored.parent / "stdout.txt").read_text(encoding="utf-8")
    err = (stored.parent / "stderr.txt").read_text(encoding="utf-8")
    assert "base rate" in out and "O2" in out and "not a prediction" in out
    assert "report.html" in err and "ripeness tell" in err and "report.html" not in out


def test_a_finished_run_is_not_computed_again_and_gives_the_promised_fields(war, stored, cli):
    before = (stored / "chunks").stat().st_mtime_ns
    code, out, err = cli("run", war, *TINY, "--out", stored, "--json", "--quiet")
    found = parsed(out)
    assert (code, err) == (0, "")
    assert (stored / "chunks").stat().st_mtime_ns == before
    assert (found["scenario"], found["seed"], found["futures"]) == ("war", 1, 24)
    assert (found["start"], found["prior_set"], found["run_dir"]) == ("as-of", "reference", str(stored))
    assert {"outcomes", "flags", "ripeness", "adequacy", "timing"} <= set(found)
    assert sum(row["share"] for row in found["outcomes"]) == pytest.approx(1.0)
    for row in found["outcomes"]:
        assert {"class", "label", "share", "run_noise", "parameters", "base_rate"} <= set(row)
    for row in found["flags"]:
        assert {"flag", "label", "share", "base_rate"} <= set(row)
    assert {"margin_median", "probability_positive"} <= set(found["ripeness"])


def test_a_finished_run_keeps_its_report_until_it_is_missing_or_other_code_made_it(war, stored, cli, monkeypatch):
    files = [stored / name for name in ("summary.json", "report.html", "results.zarr")]
    known = json.loads(files[0].read_bytes())
    made_by = known["meta"].pop("made_by")
    monkeypatch.setattr("ripeness.analysis.summary.summarise", lambda run: copy.deepcopy(known))

    def written() -> list[bool]:
        before = [path.stat().st_mtime_ns if path.exists() else 0 for path in files]
        assert cli("run", war, *TINY, "--out", stored, "--quiet")[0] == 0
        return [path.stat().st_mtime_ns != time for path, time in zip(files, before, strict=True)]

    assert written() == [False, False, False]
    (stored / "report.html").unlink()
    assert written() == [True, True, True]
    (stored / "summary.json").write_text("{", encoding="utf-8")
    assert written() == [True, True, True]
    assert written() == [False, False, False]
    with monkeypatch.context() as patch:
        patch.setattr("ripeness.views.outputs.code_hash", lambda: "an older version")
        assert written() == [True, True, True]
    assert written() == [True, True, True]
    assert json.loads(files[0].read_bytes())["meta"]["made_by"] == made_by


def test_the_fingerprint_of_the_code_follows_every_source(tmp_path, monkeypatch):
    package = Path(ripeness.__file__).parent
    for folder in ("ensemble", "analysis", "views"):
        shutil.copytree(package / folder, tmp_path / folder)
    own = outputs.code_hash.__wrapped__()
    monkeypatch.setattr(ripeness, "__file__", str(tmp_path / "__init__.py"))
    assert outputs.code_hash.__wrapped__() == own
    template = tmp_path / "views" / "templates" / "report.html.j2"
    template.write_text(template.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert outputs.code_hash.__wrapped__() != own


def test_the_defaults_on_the_command_line_are_those_of_a_plan():
    options = inspect.signature(simulate.run).parameters
    plan = Plan()
    named = {"seed": "seed", "futures": "futures", "worlds": "worlds", "start": "start", "prior": "prior_set"}
    assert {option: options[option].default for option in named} == {
        option: getattr(plan, field) for option, field in named.items()
    }


def heed_interrupts():
    """A job started in the background inherits SIGINT ignored; a user's terminal does not hand that down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_run_exits_130_and_resumes_to_the_same_result(war, tmp_path):
    settings = ("--futures", "48", "--worlds", "12", "--jobs", "1", "--quiet")
    folder = tmp_path / "cut"
    process = subprocess.Popen(
        [*RIPENESS, "run", war, *settings, "--out", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=heed_interrupts,
    )  # fmt: skip
    deadline = time.monotonic() + 240
    while not list(folder.glob("chunks/*.npz")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert out == "" and f"ripeness runs resume {folder}" in err
    assert 0 < len(list(folder.glob("chunks/*.npz"))) < 12
    resumed = subprocess.run([*RIPENESS, "runs", "resume", folder, "--json"], capture_output=True, text=True)
    assert resumed.returncode == 0, resumed.stderr[-3000:]
    whole = ripeness.run(war, futures=48, worlds=12, jobs=2, out=tmp_path / "whole")
    assert ripeness.open_run(folder).hash == whole.hash
    assert parsed(resumed.stdout)["futures"] == 48


# --- settings that cannot be


@pytest.mark.parametrize(
    ("words", "message", "remedy"),
    [
        (("--futures", "0"), "futures: 0", "--futures"),
        (("--futures", "1000000000"), "futures: 1000000000", "--futures"),
        (("--futures", "-5"), "futures: -5", "--futures"),
        (("--worlds", "0"), "worlds: 0", "--worlds"),
        (("--seed", "-1"), "seed: -1", "--seed"),
        (("--prior", "hopeful"), "unknown prior set 'hopeful'", "sceptical"),
        (("--start", "tomorrow"), "unknown start 'tomorrow'", "as-of"),
        (("--start", "nowcast"), "needs an imported district map", "--start as-of"),
        (("--set", "payoff.reneg_cost=1"), "unknown key 'payoff.reneg_cost'", "Did you mean 'payoff.renege_cost'?"),
        (("--set", "payoff.renege_cost"), "sets nothing", "KEY=VALUE"),
        (("--set", "payoff.renege_cost=lots"), "'lots' is not a number", "Give a number"),
        (("--set", "payoff.renege_cost=-1"), "outside", "Allowed: 0 and above"),
        (("--set", "start.posture=7"), "less than or equal to 3", ""),
        (("--package", "guarante"), "unknown package 'guarante'", "Did you mean 'guarantee'?"),
        (("--futures", "many"), "--futures", "ripeness run --help"),
        (("--jobs", "0"), "--jobs", "ripeness run --help"),
        (("--furtures", "10"), "--furtures", "ripeness run --help"),
    ],
    ids=lambda value: "=".join(value) if isinstance(value, tuple) else "",
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_written(war, tmp_path, cli, words, message, remedy):
    folder = tmp_path / "out"
    code, out, err = cli("run", war, *words, "--out", folder)
    assert code == 2 and out == ""
    assert message in err and remedy in err and "Traceback" not in err
    assert not folder.exists()
    code, out, err = cli("run", war, *words, "--out", folder, "--json")
    error = parsed(out)["error"]
    assert code == 2 and err == "" and not folder.exists()
    assert set(error) >= {"kind", "message", "remedy"}
    assert message in error["message"] and remedy in error["message"] + error["remedy"]


def test_a_package_that_names_a_probability_is_refused(tmp_path, cli):
    war = new_scenario(tmp_path, "war")
    levers = war / "levers.yaml"
    levers.write_text(levers.read_text().replace("{set: payoff.renege_cost", "{set: hazard.settle"), encoding="utf-8")
    code, _, err = cli("run", war, "--package", "guarantee", "--out", tmp_path / "out")
    assert code == 2 and "probability or a hazard" in err and "levers.yaml:" in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused(war, tmp_path, cli):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, _, err = cli("run", war, *TINY, "--out", tmp_path / "file" / "below")
    assert code == 2 and "--out" in err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_with_something_else_in_it_is_left_alone(war, tmp_path, cli):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    code, _, err = cli("run", war, *TINY, "--out", tmp_path)
    assert code == 2 and "thesis.txt" in err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("command", ["run", "check", "show", "explain"])
def test_an_unknown_scenario_names_the_known_ones(cli, command):
    code, out, err = cli(command, "afganistan-2018")
    assert code == 2 and out == "" and "Did you mean 'afghanistan-2018'?" in err
    code, out, err = cli(command, "afganistan-2018", "--json")
    error = parsed(out)["error"]
    assert code == 2 and error["kind"] == "scenario" and error["problems"][0]["message"] == "no such scenario"


def test_a_scenario_with_problems_fails_a_check_and_is_misuse_of_a_run(tmp_path, cli):
    war = new_scenario(tmp_path, "war")
    (war / "payoff.yaml").unlink()
    assert cli("check", war)[0] == 1
    for words in (("run", war, "--out", tmp_path / "out"), ("show", war), ("explain", war)):
        code, out, err = cli(*words)
        assert code == 2 and out == "" and "payoff.yaml" in err


# --- asking


@pytest.mark.parametrize("words", [(), ("runs",)])
def test_no_command_prints_the_help_and_is_misuse(cli, words):
    code, out, err = cli(*words)
    assert code == 2 and out == "" and "Usage: ripeness" in err


@pytest.mark.parametrize(
    "command", [*commands.NAMES, "runs list", "runs show", "runs figures", "runs resume", "runs remove", "data import"]
)
def test_every_command_has_help_and_takes_json(cli, command):
    code, out, _ = cli(*command.split(), "--help")
    assert code == 0 and "Usage: ripeness" in out
    assert "--json" in out or command in {"runs", "data"}


def test_the_version_is_printed(cli):
    assert cli("--version") == (0, f"ripeness {ripeness.__version__}\n", "")


def test_a_misspelt_command_is_guessed(cli):
    code, _, err = cli("chek", "afghanistan-2018")
    assert code == 2 and "Did you mean 'check'?" in err


def test_check_says_so_if_nothing_is_wrong(war, cli):
    assert cli("check", war) == (0, "war: no problems\n", "")
    found = parsed(cli("check", war, "--json")[1])
    assert found["ok"] is True and found["problems"] == [] and found["scenario_hash"]


def test_check_lists_every_problem_with_its_line(tmp_path, cli):
    war = new_scenario(tmp_path, "war")
    (war / "payoff.yaml").write_text("isolaton:\n  value: 1\n", encoding="utf-8")
    code, out, _ = cli("check", war)
    assert code == 1 and "payoff.yaml:1" in out and "Did you mean 'isolation'?" in out
    code, out, _ = cli("check", war, "--json")
    found = parsed(out)
    assert code == 1 and found["ok"] is False
    assert set(found["problems"][0]) == {"file", "line", "key", "value", "message", "remedy"}


def test_show_lists_every_parameter_with_unit_source_and_status(war, cli):
    code, out, _ = cli("show", war)
    head, *rows = out.splitlines()
    assert code == 0 and head.split("\t")[:2] == ["parameter", "value"]
    found = parsed(cli("show", war, "--json")[1])["parameters"]
    assert len(found) == len(rows) == len(ripeness.load(war).parameters)
    assert all(row["unit"] and row["source"] and row["status"] in "EWPF" for row in found)


def test_show_with_a_setting_shows_the_setting(war, cli):
    _, out, err = cli("show", war, "--set", "payoff.renege_cost=0.25")
    assert "payoff.renege_cost\t0.25\t" in out and "-> 0.25" in err


def test_show_traces_one_number_to_the_code_that_reads_it(war, cli):
    code, out, _ = cli("show", war, "--trace", "region.sanctuary")
    assert code == 0 and "region.yaml:" in out and "A2" in out
    found = parsed(cli("show", war, "--trace", "payoff.renege_cost", "--json")[1])["trace"]
    assert found["readers"] and found["levers"] == [{"id": "L01", "label": found["levers"][0]["label"]}]
    code, _, err = cli("show", war, "--trace", "region.sanctury")
    assert code == 2 and "Did you mean 'region.sanctuary'?" in err


def test_show_draws_the_actors_and_lists_the_levers(war, cli):
    assert "fights the government" in cli("show", war, "actors")[1]
    assert parsed(cli("show", war, "actors", "--json")[1])["relations"][0]["from"] == "insurgents"
    assert "acts on payoff.renege_cost" in cli("show", war, "--levers")[1]
    assert parsed(cli("show", war, "levers", "--json")[1])["packages"][0]["name"] == "guarantee"


def test_new_writes_a_scenario_that_passes_and_never_overwrites(tmp_path, cli):
    code, out, err = cli("new", "mine", "--dir", tmp_path)
    assert code == 0 and out.strip() == str(tmp_path / "mine") and "ripeness check" in err
    assert cli("check", tmp_path / "mine")[0] == 0
    assert cli("new", "mine", "--dir", tmp_path)[0] == 2
    found = parsed(cli("new", "alone", "--dir", tmp_path, "--without-patron", "--json")[1])
    assert "scenario.yaml" in found["files"] and "patron.yaml" not in found["files"]


def test_what_each_lever_does_stands_in_the_report_of_a_run_once_it_is_asked_for(war, stored, cli, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(stored, run)
    absent = "puts it here"
    assert absent in (run / "report.html").read_text(encoding="utf-8")
    code, _, err = cli("explain", war, "--levers", "--run", run, "--date", "2021-06")
    assert code == 0 and absent in (run / "report.html").read_text(encoding="utf-8"), err
    code, _, err = cli("explain", war, "--levers", "--run", run)
    assert code == 0 and f"report, now with what each lever does: {run / 'report.html'}" in err
    assert absent not in (run / "report.html").read_text(encoding="utf-8")
    assert json.loads((run / "summary.json").read_text(encoding="utf-8"))["levers"]["changes"]


def test_compare_says_what_a_package_changes_on_the_same_futures(war, cli, tmp_path):
    page = tmp_path / "compare.html"
    words = (
        "compare",
        war,
        "--package",
        "guarantee",
        "--worlds",
        "2",
        "-n",
        "24",
        "--set",
        "choice.precision_patron=4",
        "--out",
        page,
    )
    code, out, err = cli(*words)
    assert code == 0 and f"page: {page}" in err and "what would change it" in page.read_text(encoding="utf-8")
    assert "next: ripeness run" in err
    assert "guarantee: A guarantor makes reneging costly" in out and "LN(0.05, 0.8) to 0.3" in out
    assert "Ripeness margin" in out and "not a prediction" in out
    code, out, err = cli(*words, "--json", "--quiet")
    found = parsed(out)
    assert (code, err) == (0, "") and (found["scenario"], found["futures"], found["worlds"]) == ("war", 24, 2)
    assert found["page"] == str(page)
    fields = {"package", "metric", "reference", "value", "effect", "low", "high", "probability_of_sign"}
    assert all(fields | {"variance_reduction"} <= set(row) for row in found["effects"])
    for row in found["effects"]:
        assert row["effect"] == pytest.approx(row["value"] - row["reference"], abs=1e-9)
    assert found["failed"] == [] and found["packages"][0]["moves"][0]["key"] == "payoff.renege_cost"


@pytest.mark.parametrize(
    ("words", "message"),
    [((), "no package to compare"), (("--package", "guarante"), "Did you mean 'guarantee'?"),
     (("--package", "guarantee", "--worlds", "0"), "worlds: 0")],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(war, cli, words, message):
    code, out, err = cli("compare", war, *words)
    assert (code, out) == (2, "") and message in err


def test_ablate_leaves_out_one_mechanism_at_a_time(war, cli):
    words = ("ablate", war, "--without", "posts,diffusion", "--worlds", "2", "-n", "24", "--set",
             "choice.precision_patron=4")  # fmt: skip
    code, out, err = cli(*words)
    assert code == 0 and "--without posts" in err and "not a prediction" in out
    assert all(word in out for word in ("posts", "diffusion", "takeover", "deaths"))
    found = parsed(cli(*words, "--json", "--quiet")[1])
    assert [module["name"] for module in found["modules"]] == ["posts", "diffusion"] and found["failed"] == []
    assert {effect["module"] for effect in found["effects"]} == {"posts", "diffusion"}
    code, out, err = cli("ablate", war, "--without", "post")
    assert (code, out) == (2, "") and "Did you mean 'posts'?" in err


def test_a_run_without_a_mechanism_says_so(war, cli, tmp_path):
    code, _, err = cli("run", war, "--without", "milita", "--out", tmp_path / "run")
    assert code == 2 and "Did you mean 'militias'?" in err and not (tmp_path / "run").exists()
    code, *_ = cli("run", war, *TINY, "--without", "posts", "--out", tmp_path / "run", "--json")
    assert code == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert "territory.outpost_benefit=0.0" in json.dumps(manifest)


def test_explain_gives_the_ledger_and_adds_it_up(war, cli):
    code, out, _ = cli("explain", war, "--worlds", "5", "--json")
    found = parsed(out)
    assert code == 0 and found["date"] == "2020-06-15" and found["scenario"] == "war"
    assert {"ledger", "width", "steps", "hazards"} <= set(found)
    terms = [term["value"] for term in found["ledger"] if "range" in term["adds_to"]]
    assert sum(terms) == pytest.approx(found["width"]["value"])
    code, out, _ = cli("explain", war, "--worlds", "5")
    assert code == 0 and "Closed-form margin" in out


def test_explain_speaks_of_a_later_date_and_of_where_futures_then_stand(war, stored, cli):
    plain = parsed(cli("explain", war, "--worlds", "5", "--date", "2021-06", "--json")[1])
    seen = parsed(cli("explain", war, "--worlds", "5", "--date", "2021-06", "--run", stored, "--json")[1])
    assert plain["date"] == seen["date"] == "2021-06"
    assert (plain["situation"]["source"], seen["situation"]["source"]) == ("carried", "run")
    assert seen["situation"]["futures"] > 0 and seen["run_dir"] == str(stored)
    assert plain["ledger"] != seen["ledger"]
    code, out, _ = cli("explain", war, "--worlds", "5", "--date", "2021-06", "--run", stored)
    assert code == 0 and "On the first day of June 2021" in out
    code, _, err = cli("explain", war, "--date", "1999-01")
    assert code == 2 and "2020-06" in err


def test_explain_answers_one_question_closer_up(war, cli):
    found = parsed(cli("explain", war, "--ledger", "--levers", "--json")[1])
    fall = found["waterfall"]
    assert fall["base"]["value"] + sum(t["value"] for t in fall["terms"]) == pytest.approx(fall["width"]["value"])
    assert found["levers"]["changes"] and "steps" not in found
    code, out, _ = cli("explain", war, "--ledger", "--levers")
    assert code == 0 and "what closes it" in out and "what would widen the range" in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_plan_is_printed_with_its_futures_and_an_unknown_actor_is_refused(stored, war, cli):
    planned = parsed(cli("explain", "afghanistan-2018", "--plan", "kabul", "--json")[1])["plan"]
    assert [link["happens"] for link in planned["links"]][-1] == "government_stands"
    assert all(link["futures"] is None for link in planned["links"])
    code, _, err = cli("explain", "afghanistan-2018", "--plan", "kabull")
    assert code == 2 and "Did you mean 'kabul'?" in err
    code, _, err = cli("explain", war, "--plan", "government")
    assert code == 2 and "plans.yaml" in err


def test_tell_tells_dated_stories_and_the_one_asked_for(stored, cli):
    code, out, _ = cli("tell", stored)
    assert code == 0 and "Future " in out and "2020-" in out
    future = int(ripeness.open_run(stored).futures()[1])
    found = parsed(cli("tell", stored, "--future", future, "--json")[1])
    assert [story["future"] for story in found["stories"]] == [future] and found["run_dir"] == str(stored)
    code, _, err = cli("tell", stored, "--future", "24")
    assert code == 2 and "0 to 23" in err


def test_tell_takes_the_newest_run_or_says_that_there_is_none(stored, tmp_path, cli):
    future = int(ripeness.open_run(stored).futures()[0])
    assert cli("tell", "--root", stored.parent, "--future", future)[0] == 0
    code, _, err = cli("tell", "--root", tmp_path)
    assert code == 2 and "ripeness run" in err


@pytest.fixture
def plain_run(war, tmp_path) -> Path:
    """A run as the library leaves it, without a report, as small as can be."""
    return ripeness.run(
        war, futures=4, worlds=1, arms=("reference",), audit=0, kept=1, told=1, jobs=1, out=tmp_path / "one"
    ).folder


def test_ask_answers_a_question_with_its_base_rate_and_writes_a_table(stored, tmp_path, cli):
    table = tmp_path / "answers.csv"
    code, out, err = cli("ask", stored, "O1 or not O1 given F2 or not F2", "--csv", table, "--json")
    (answer,) = parsed(out)["answers"]
    assert code == 0 and answer["count"] == answer["of"] > 0 and answer["share"] == answer["base_rate"] == 1.0
    assert (
        table.read_text(encoding="utf-8").startswith("name,label,question,words,count,of,share") and str(table) in err
    )
    code, out, _ = cli("ask", stored, "collapse given")
    assert code == 0 and "in 100" in out and "no condition" in out and "base rate" in out


def test_ask_shows_the_place_of_what_it_does_not_understand(stored, cli):
    code, out, err = cli("ask", stored, "colapse given exit")
    assert code == 2 and not out and "Did you mean 'collapse'?" in err and "\n  ^" in err
    code, out, err = cli("ask", stored)
    assert code == 0 and not out and "questions.yaml" in err


def test_offer_lists_what_is_known_and_refuses_what_is_not(war, cli):
    code, out, _ = cli("offer", "--json")
    assert code == 0 and "doha-2020" in {entry["name"] for entry in parsed(out)["offers"]}
    code, out, err = cli("offer", "doha-2002")
    assert code == 2 and not out and "Did you mean 'doha-2020'?" in err
    code, out, err = cli("offer", "doha-2020", war)
    assert code == 2 and not out and "offers.yaml" in err


def test_offer_says_what_signing_is_worth_to_everybody(cli, monkeypatch):
    from ripeness.analysis.offering import change

    monkeypatch.setattr(change, "MOST_GAMES", 1)  # the search has its own tests
    code, out, _ = cli("offer", "conditions-based", "--json")
    found = parsed(out)
    assert code == 0 and found["scenario"] == "afghanistan-2018"
    assert {one["party"] for one in found["gains"]} >= {"insurgent", "government", "patron_irresolute"}
    assert len(found["fields"]) == 8 and set(found["blocks"]) <= {one["party"] for one in found["gains"]}


def test_runs_are_listed_and_shown(stored, cli):
    assert "complete" in cli("runs", "list", "--root", stored.parent)[1]
    listed = parsed(cli("runs", "list", "--root", stored.parent, "--json")[1])["runs"]
    assert [entry["folder"] for entry in listed] == [str(stored)] and listed[0]["complete"]
    assert cli("runs", "show", stored)[1] == (stored.parent / "stdout.txt").read_text(encoding="utf-8")
    assert parsed(cli("runs", "show", stored, "--json")[1])["plan"]["futures"] == 24


def test_every_figure_of_a_run_becomes_a_picture(stored, tmp_path, cli, monkeypatch):
    drawn = [figure.name for figure in charts(stored_summary(ripeness.open_run(stored))).each()]
    monkeypatch.setattr("vl_convert.vegalite_to_png", lambda *_, **__: b"\x89PNG")
    found = parsed(cli("runs", "figures", stored, tmp_path / "pictures", "--json")[1])
    assert [Path(path).name for path in found["figures"]] == [f"{name}.png" for name in drawn]
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == sorted(f"{name}.png" for name in drawn)
    code, out, _ = cli("runs", "figures", stored)
    assert code == 0 and out.splitlines() == [str(stored / "figures" / f"{name}.png") for name in drawn]
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert cli("runs", "figures", stored, tmp_path / "file")[0] == 2


def test_a_run_is_removed_and_what_is_not_its_own_stays(plain_run, cli):
    (plain_run / "notes.txt").write_text("mine", encoding="utf-8")
    assert parsed(cli("runs", "remove", plain_run, "--json")[1])["left"] == ["notes.txt"]
    assert [path.name for path in plain_run.iterdir()] == ["notes.txt"]
    code, _, err = cli("runs", "show", plain_run)
    assert code == 2 and "holds no run" in err


def test_a_damaged_chunk_is_named_with_its_remedy(plain_run, cli):
    (chunk,) = plain_run.glob("chunks/*.npz")
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 0xFF
    chunk.write_bytes(content)
    code, _, err = cli("runs", "show", plain_run)
    assert code == 2 and chunk.name in err and f"ripeness runs resume {plain_run}" in err


# --- the page about it


def test_the_page_names_every_command_every_option_of_a_run_and_every_field():
    page = (Path(__file__).resolve().parents[2] / "docs/command-line.md").read_text(encoding="utf-8")
    assert all(f"`ripeness {command} " in page for command in commands.NAMES)
    named = set(re.findall(r"`--([a-z][a-z-]*)", page.partition("## Options of a run")[2].partition("\n## ")[0]))
    wanted = {name.replace("_", "-") for name in inspect.signature(simulate.run).parameters} - {"scenario", "json"}
    assert named == wanted - {"settings"} | {"set"}
    assert all(f"`{field}`" in page for field in ("schema_version", "version", *COMMON))
    assert set(re.findall(r"\bripeness\.([a-z_]+)\(", page)) <= set(dir(ripeness))


# --- streams


def test_a_reader_that_has_seen_enough_makes_no_noise():
    command = " ".join([f"'{word}'" for word in (*RIPENESS, "show", "afghanistan-2018")])
    done = subprocess.run(["bash", "-c", f"{command} | head -1"], capture_output=True, text=True)
    assert done.stderr == "" and done.stdout.startswith("parameter")


@pytest.mark.parametrize(
    ("environment", "painted"), [({"NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1"}, True), ({}, False)]
)
def test_colour_is_used_where_it_is_wanted(stored, environment, painted):
    command = [*RIPENESS, "runs", "show", stored]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == 0 and ("\033[" in done.stdout) == painted


def test_ascii_is_ascii(stored, cli):
    code, out, _ = cli("runs", "show", stored, "--ascii")
    assert code == 0 and out.isascii()


def test_a_bug_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr("ripeness.views.cli.scenarios.checked", lambda name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["check", "afghanistan-2018"])


def test_machine_output_holds_no_number_json_does_not_know():
    np = pytest.importorskip("numpy")
    found = plain(envelope(a=float("nan"), b=(np.float32(0.5), np.arange(2)), c={1: Path("x")}, seed=np.int64(3)))
    assert (found["a"], found["b"], found["c"], found["seed"]) == (None, [0.5, [0, 1]], {"1": "x"}, 3)
    json.dumps(found, allow_nan=False)


# --- the same as a library


def test_the_library_has_the_same_functions_and_loads_none_of_them_early():
    code = "import sys, ripeness; early = set(sys.modules); ripeness.load; print('numpy' in early, 'pydantic' in early)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
    assert {"run", "load", "explain", "check", "open_run"} <= set(dir(ripeness))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ripeness.nothing  # noqa: B018
