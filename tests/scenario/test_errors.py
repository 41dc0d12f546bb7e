"""A bad scenario is refused with file, line, key and remedy, all faults at once, and nothing in it is ever executed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from ripeness.errors import Problem, ScenarioError
from ripeness.scenario.load import check_scenario, load_scenario
from ripeness.scenario.problems import Problems
from ripeness.scenario.skeleton import new_scenario
from ripeness.scenario.yaml_safe import DEEPEST, LARGEST, read_yaml


@pytest.fixture
def war(tmp_path: Path) -> Path:
    return new_scenario(tmp_path, "war")


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replace one text of a file; returns the line it stands on."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only(folder: Path) -> Problem:
    problems = check_scenario(folder)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def only_about(folder: Path, file: str) -> Problem:
    about = [problem for problem in check_scenario(folder) if problem.file == file]
    assert len(about) == 1, "\n".join(map(str, about))
    return about[0]


def messages(folder: Path) -> str:
    return "\n".join(map(str, check_scenario(folder)))


def test_the_war_these_faults_are_put_into_has_none(war):
    assert check_scenario(war) == ()


# --- YAML that cannot be read


def test_malformed_yaml_names_its_line(war):
    line = edit(war, "scenario.yaml", 'title: "war, an invented war"', 'title: "war, an invented war')
    problem = only_about(war, "scenario.yaml")
    assert problem.line >= line and "not valid YAML" in problem.message and problem.remedy


def test_a_tab_is_told_to_be_a_space(war):
    edit(war, "forces.yaml", "  value: 0.2", "\tvalue: 0.2")
    assert "tabs" in only_about(war, "forces.yaml").remedy


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"# nothing but a comment\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "UTF-8"),
        (b"\x00\x01\x02", "valid YAML"),
        (b"- a\n- b\n", "key: value"),
        (b"just words\n", "key: value"),
    ],
    ids=["empty", "comment", "binary", "control-characters", "list", "words"],
)
def test_a_file_that_is_no_set_of_keys_is_refused(war, content, word):
    (war / "payoff.yaml").write_bytes(content)
    assert word in only_about(war, "payoff.yaml").message + only_about(war, "payoff.yaml").remedy


def test_an_empty_scenario_file_is_refused_and_the_rest_still_checked(war):
    (war / "scenario.yaml").write_bytes(b"")
    (war / "forces.yaml").write_bytes(b"")
    assert {problem.file for problem in check_scenario(war)} >= {"scenario.yaml", "forces.yaml"}


def test_a_key_that_stands_twice_names_both_lines(war):
    line = edit(war, "forces.yaml", "  status: P\n  source: assumption\n  reason: A war", "  status: P\n  status: E\n"
                "  source: assumption\n  reason: A war")  # fmt: skip
    problem = only(war)
    assert problem.line == line + 1 and "stands twice" in problem.message and str(line) in problem.remedy


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: &x 1\nb: *x\n", "anchors"),
        ("b: *x\n", "aliases"),
        ("a: !!python/object/apply:os.system ['true']\n", "tags"),
        ("a: !include other.yaml\n", "tags"),
        ("a: 1\n---\na: 2\n", "more than one document"),
        ("? [a, b]\n: 1\n", "key must be a word"),
    ],
    ids=["anchor", "alias", "python-tag", "include-tag", "two-documents", "list-as-key"],
)
def test_yaml_that_could_expand_or_execute_is_refused(war, text, word):
    (war / "payoff.yaml").write_text(text, encoding="utf-8")
    assert word in only_about(war, "payoff.yaml").message


def test_a_billion_laughs_are_refused_at_once(war):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (war / "payoff.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert "anchors" in only_about(war, "payoff.yaml").message


def test_deep_nesting_is_refused(war):
    (war / "payoff.yaml").write_text("a: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), encoding="utf-8")
    assert "nested" in only_about(war, "payoff.yaml").message


def test_very_deep_nesting_does_not_exhaust_the_stack(war):
    (war / "payoff.yaml").write_text("a: " + "[" * 100_000, encoding="utf-8")
    assert only_about(war, "payoff.yaml").message


def test_a_file_beyond_the_limit_is_refused_before_it_is_parsed(war):
    (war / "payoff.yaml").write_bytes(b"a: 1\n" + b"#" * LARGEST)
    assert "larger than" in only_about(war, "payoff.yaml").message


# --- keys and values


def test_a_misspelt_key_is_refused_and_the_right_one_offered(war):
    line = edit(war, "scenario.yaml", "information_date:", "infomation_date:")
    found = {problem.key: problem for problem in check_scenario(war)}
    assert found["infomation_date"].line == line
    assert "Did you mean 'information_date'?" in found["infomation_date"].remedy
    assert "missing" in found["information_date"].message


def test_a_misspelt_key_inside_an_estimate_is_refused(war):
    line = edit(war, "region.yaml", "  note: The sum", "  notes: The sum")
    problem = only(war)
    assert (problem.file, problem.line) == ("region.yaml", line) and "Did you mean 'note'?" in problem.remedy


def test_a_misspelt_parameter_is_refused_and_the_right_one_offered(war):
    edit(war, "forces.yaml", "weariness:", "wearyness:")
    found = {problem.key: problem for problem in check_scenario(war)}
    assert "Did you mean 'weariness'?" in found["wearyness"].remedy
    assert "missing" in found["weariness"].message


def test_a_parameter_in_the_wrong_file_is_told_where_it_belongs(war):
    text = (war / "payoff.yaml").read_text(encoding="utf-8")
    (war / "region.yaml").write_text((war / "region.yaml").read_text(encoding="utf-8") + text, encoding="utf-8")
    assert "belongs in payoff.yaml" in only(war).remedy


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("region.yaml", "  value: 4.0", "  value: -4.0", ("outside", "Allowed: 0 and above")),
        ("government.yaml", "high: 0.65\n  unit: index, 0-1", "high: 1.65\n  unit: index, 0-1", ("leaves 0 to 1",)),
        ("forces.yaml", "[10, 0.3]", "[-10, 0.3]", ("must be positive",)),
        ("forces.yaml", "[10, 0.3]", "[10, 0.3, 1]", ("at most 2",)),
        ("forces.yaml", "  value: 0.2\n  low: 0.1", "  value: 0.2\n  low: 0.3", ("does not lie between",)),
        ("forces.yaml", "  value: 0.2", "  value: .nan", ("finite",)),
        ("forces.yaml", "  value: 0.2", "  value: .inf", ("finite",)),
        ("forces.yaml", "  value: 0.2", '  value: "0.2"', ("number",)),
        ("forces.yaml", "  reason: A war of some", "  note: A war of some", ("without its reason",)),
        ("forces.yaml", "  high: 0.4\n", "", ("low and high together",)),
        ("payoff.yaml", "source: assumption", "source: exampel", ("unknown source", "Did you mean 'example'?")),
        ("payoff.yaml", "as_of: 2020-06-15", "as_of: 2022-01-01", ("later than the information date",)),
        ("payoff.yaml", "as_of: 2020-06-15", "as_of: 2020-13-45", ("not a date", "YYYY-MM-DD")),
        ("payoff.yaml", "status: P", "status: Q", ("known words",)),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(".yaml") else "",
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_its_line(war, file, old, new, words):
    edit(war, file, old, new)
    problems = [problem for problem in check_scenario(war) if problem.file == file]
    assert len(problems) == 1 and problems[0].line > 0, messages(war)
    assert all(word in str(problems[0]) for word in words), str(problems[0])


def test_a_parameter_that_is_left_out_is_named_with_its_meaning_and_unit(war):
    (war / "payoff.yaml").unlink()
    problem = only(war)
    assert problem.file == "payoff.yaml" and problem.key == "isolation" and "recognition" in problem.remedy


# --- dates


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("calendar.yaml", "{date: 2021-01-20,", "{date: 2019-01-20,", "before the start"),
        ("calendar.yaml", "truces: []", "truces: [{date: 2019-06-01, days: 3, source: example}]", "outside"),
        ("calendar.yaml", "elections: []", "elections: [2001-06-01]", "outside"),
        ("calendar.yaml", "{date: 2020-03-01,", "{date: 2020-09-01,", "later than the information date"),
        ("scenario.yaml", "first_month: 2020-06", "first_month: 2021-06", "does not hold the information date"),
        ("scenario.yaml", "last_month: 2025-06", "last_month: 2019-06", "is not after first_month"),
        ("scenario.yaml", "horizon: 2025-06-30", "horizon: 2024-06-30", "does not lie in last_month"),
        ("scenario.yaml", "last_month: 2025-06", "last_month: 2025-6", "not a month"),
    ],
)
def test_a_date_that_cannot_be_is_refused(war, file, old, new, words):
    edit(war, file, old, new)
    found = [problem for problem in check_scenario(war) if words in problem.message]
    assert found and found[0].file == file and found[0].line > 0, messages(war)


# --- the map


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("districts.csv", "50.5,350000", "50.5,-350000", "must not be negative"),
        ("districts.csv", "50.5,350000", "50.5,many", "not a number"),
        ("districts.csv", "50.5,350000", "50.5,nan", "not a finite number"),
        ("districts.csv", "4,Alder Plain,alder,10.0", "4,Alder Plain,adler,10.0", "unknown province 'adler'"),
        ("districts.csv", "4,Alder Plain,alder,10.0", "3,Alder Plain,alder,10.0", "stands twice"),
        ("districts.csv", "4,Alder Plain,alder,10.0", "4,Alder Plain,alder,1000.0", "outside -180 to 180"),
        ("districts.csv", "50.5,350000", "50.5,450000", "its districts"),
        ("districts.csv", "lon,lat", "long,lat", "unknown column 'long'"),
        ("provinces.csv", "birch,Birch,North,800000,4", "birch,Birch,North,800000,5", "5 districts here and 4"),
        ("provinces.csv", "1300000,4,Cedar Town,1,0", "1300000,4,Cedar Town,0,0", "0 regional capitals"),
        ("provinces.csv", "1300000,4,Cedar Town,1,0", "1300000,4,Cedar Town,1,1", "2 provinces hold the national"),
        ("edges.csv", "\n1,4,2\n", "\n1,40,2\n", "district 40 is not in districts.csv"),
        ("edges.csv", "\n1,4,2\n", "\n1,1,2\n", "tied to itself"),
        ("edges.csv", "\n1,4,2\n", "\n4,1,2\n1,4,2\n", "stands twice"),
        ("edges.csv", "\n1,4,2\n", "\n1,4\n", "has 2 cells"),
        ("edges.csv", "\n1,4,2\n", "\n1,4,0\n", "weight 0"),
        ("highways.csv", "0,5,Birch", "0,50,Birch", "district 50 is not in districts.csv"),
        ("highways.csv", "0,5,Birch Town", "0,6,Birch Hills", "is on a highway"),
        ("tiles.csv", "\n6,0,2\n", "\n6,0,1\n", "same square"),
        ("tiles.csv", "\n6,0,2\n", "\n", "no square for 1 district"),
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_is_refused(war, file, old, new, words):
    edit(war, file, old, new)
    assert words in messages(war)


def test_a_map_that_falls_apart_names_the_districts_that_cannot_be_reached(war):
    path = war / "edges.csv"
    kept = [row for row in path.read_text(encoding="utf-8").splitlines() if "12" not in row.split(",")[:2]]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    problem = only(war)
    assert problem.file == "edges.csv" and "not connected" in problem.message and "12" in problem.message


@pytest.mark.parametrize("file", ["edges.csv", "districts.csv", "provinces.csv"])
@pytest.mark.parametrize("content", [b"", b"\n", b"\x89PNG\r\n\xff"], ids=["empty", "blank", "binary"])
def test_a_table_that_is_none_is_refused(war, file, content):
    (war / file).write_bytes(content)
    assert any(problem.file == file for problem in check_scenario(war))


def test_a_table_with_its_header_alone_is_a_map_of_nothing(war):
    for file in ("edges.csv", "districts.csv", "provinces.csv"):
        path = war / file
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert {problem.file for problem in check_scenario(war)} >= {"districts.csv", "provinces.csv"}


# --- plans


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("goverment: {links: [truce, settlement]}", "unknown actor 'goverment'"),
        ("political-office: {links: [truce, settlement]}", "'political-office' does not decide in the game"),
        ("government: {links: [truce, setlement]}", "Did you mean 'settlement'?"),
        ("government: {links: [truce, truce]}", "stands twice in one chain"),
        ("government: {links: [truce]}", "a chain of 1"),
        ("government: {links: [government_stands, truce]}", "Put it last."),
        ("government: {links: [truce, {happens: settlement, txt: signed}]}", "Did you mean 'text'?"),
        ("government: {links: [truce, settlement], claims: [A900]}", "unknown claim 'A900'"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_its_line(war, plan, words):
    about = "{aim: Peace, source: assumption, reason: An example., "
    (war / "plans.yaml").write_text("# plans\n" + plan.replace("{", about, 1) + "\n", encoding="utf-8")
    problem = only(war)
    assert problem.file == "plans.yaml" and problem.line == 2
    assert words in f"{problem.key} {problem.message} {problem.remedy}"


# --- actors, claims, levers


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("actors.yaml", "to: government, kind: fights", "to: goverment, kind: fights", "unknown actor 'goverment'"),
        ("actors.yaml", "kind: patron,", "kind: patrn,", "not one of the known words"),
        ("actors.yaml", "id: political-office,", "id: government,", "stands 2 times"),
        ("actors.yaml", "kind: power\n", "kind: power\n    region: Nord\n", "unknown region 'Nord'"),
        ("claims.yaml", "parameter: region.sanctuary", "parameter: region.sanctury", "unknown parameter"),
        ("claims.yaml", "experiments: [C01]", "experiments: [C1]", "unknown experiment 'C1'"),
        ("claims.yaml", "  test:\n    experiments: [C01]", "  test: {}", "neither a test nor a reason"),
        ("levers.yaml", "[payoff.renege_cost]", "[hazard.settle]", "probability or a hazard"),
        ("levers.yaml", "[payoff.renege_cost]", "[probability.settlement]", "probability or a hazard"),
        ("levers.yaml", "[payoff.renege_cost]", "[payoff.reneg_cost]", "Did you mean 'payoff.renege_cost'?"),
        ("levers.yaml", "{set: payoff.renege_cost,", "{set: hazard.settle,", "probability or a hazard"),
        ("levers.yaml", "renege_cost, to: 0.3}", "renege_cost, to: -1}", "outside"),
        ("levers.yaml", "target: [payoff]", "target: [hazard]", "known words"),
        ("levers.yaml", "  high: 0.5", "  high: -0.5", "is not below"),
        ("scenario.yaml", "posture: 3, commitment: 0", "posture: 5, commitment: 0", "less than or equal to 3"),
        ("scenario.yaml", "posture: 3, commitment: 0", "posture: 1, commitment: 1", "needs troops"),
    ],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_refused_with_its_line(war, file, old, new, words):
    edit(war, file, old, new)
    found = [problem for problem in check_scenario(war) if words in str(problem)]
    assert found and found[0].file == file and found[0].line > 0, messages(war)


def test_troops_without_a_patron_are_refused(war):
    edit(war, "actors.yaml", "  - {id: patron, name: the patron, kind: patron, source: example}\n", "")
    edit(war, "actors.yaml", "  - {from: patron, to: government, kind: pays, source: example}\n", "")
    assert "no actor of kind patron" in messages(war)


# --- the folder


def test_a_file_that_is_no_part_of_a_scenario_is_pointed_out(war):
    (war / "forcs.yaml").write_text("strength: 1\n", encoding="utf-8")
    assert "Did you mean 'forces.yaml'?" in only(war).remedy


@pytest.mark.parametrize("file", ["districts.csv", "provinces.csv", "edges.csv", "scenario.yaml"])
def test_a_file_every_scenario_needs_is_missed(war, file):
    (war / file).unlink()
    assert any(problem.file == file and "not there" in problem.message for problem in check_scenario(war))


@pytest.mark.parametrize("path", ["../secret.yaml", "../../secret.yaml"])
def test_a_path_out_of_the_folder_is_refused(war, path):
    (war.parent / "secret.yaml").write_text("strength: 1\n", encoding="utf-8")
    edit(war, "scenario.yaml", "\nmeasures:", f"\nparameters: [forces.yaml, {path}]\n\nmeasures:")
    found = [problem for problem in check_scenario(war) if "leads out" in problem.message]
    assert found and found[0].file == "scenario.yaml" and found[0].line > 0


def test_a_link_out_of_the_folder_is_refused(war, tmp_path):
    outside = tmp_path / "outside.yaml"
    shutil.move(war / "payoff.yaml", outside)
    (war / "payoff.yaml").symlink_to(outside)
    assert any("leads out" in problem.message for problem in check_scenario(war))


@pytest.mark.parametrize("name", ["afghanistan-2017", "nowhere", "", "\0", "x" * 5000])
def test_an_unknown_scenario_is_refused_and_the_known_ones_named(name):
    with pytest.raises(ScenarioError) as refusal:
        load_scenario(name)
    assert "afghanistan-2018" in str(refusal.value)


# --- everything at once


def test_all_problems_come_in_one_message_each_with_file_and_line(war):
    edit(war, "forces.yaml", "weariness:", "wearyness:")
    edit(war, "payoff.yaml", "status: P", "status: Q")
    edit(war, "districts.csv", "50.5,350000", "50.5,-350000")
    edit(war, "levers.yaml", "[payoff.renege_cost]", "[hazard.settle]")
    edit(war, "calendar.yaml", "{date: 2021-01-20,", "{date: 2019-01-20,")
    with pytest.raises(ScenarioError) as refusal:
        load_scenario(war)
    problems = refusal.value.problems
    assert {"forces.yaml", "payoff.yaml", "districts.csv", "levers.yaml", "calendar.yaml"} <= {p.file for p in problems}
    text = str(refusal.value)
    assert all(f"{p.file}:{p.line}" in text for p in problems if p.line)
    assert f"{len(problems)} problems" in text


def test_hundreds_of_faults_in_one_file_are_cut_short_and_counted(war):
    rows = "\n".join(f"{i},{i + 1},1" for i in range(100, 900))
    path = war / "edges.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows + "\n", encoding="utf-8")
    problems = [problem for problem in check_scenario(war) if problem.file == "edges.csv"]
    assert len(problems) <= 202 and any("more problems" in problem.message for problem in problems)


def test_the_slow_parser_reads_and_refuses_what_the_quick_one_does(war, monkeypatch):
    def read_all() -> list[object]:
        found: list[object] = []
        for path in sorted(war.glob("*.yaml")):
            document = read_yaml(path.read_bytes(), path.name, Problems())
            found.append((document.data, document.lines) if document else None)
        for text in (b"a: &x 1", b"a: *x", b"a: !t 1", b"a: 1\na: 2", b"a: [1", b"a:\n\t- 1", b"a: 1\n---\nb: 2"):
            problems = Problems()
            document = read_yaml(text, "bad.yaml", problems)
            found.append((document is None, [problem.key for problem in problems.found]))
        return found

    quick = read_all()
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    assert read_all() == quick
