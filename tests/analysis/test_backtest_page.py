"""What a back-test shows: a page that stands alone, a table that fits, docs that say what the ledger says."""

from __future__ import annotations

import re
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ripeness.analysis.backtest import ledger
from ripeness.scenario.load import load_scenario
from ripeness.views.backtest_page import write_backtest
from ripeness.views.backtest_pictures import picture
from ripeness.views.backtest_text import backtest_text
from ripeness.views.backtest_words import in_100, skill_words
from ripeness.views.cli.output import about

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import build_backtest

ROOT = Path(__file__).resolve().parents[2]
PAGE = build_backtest.PAGE.read_text(encoding="utf-8")
LEDGER = ledger.read(ROOT / "docs/scores.csv")


@pytest.fixture(scope="module")
def written(found):
    return write_backtest(found, about(found.run))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag not in {"meta", "link", "br", "img", "input"}:
            self.open.append(tag)
        self.ids += [held["id"]] if "id" in held else []
        self.links += [held["href"]] if "href" in held else []

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_loads_nothing_and_needs_no_script(written):
    text = written.page.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.open == [] and len(tags.ids) == len(set(tags.ids))
    assert "<script" not in text and "http" not in text.replace("http-equiv", "")
    assert all(link[1:] in {*tags.ids, ""} for link in tags.links if link.startswith("#"))


def test_every_observable_stands_on_the_page_with_forecast_and_outcome(found, written):
    text = unescape(written.page.read_text(encoding="utf-8"))
    for row in found.rows:
        assert f'<article id="{row.id}"' in text
    assert found.table_hash in text and "not a prediction" in text
    assert all(reason.split(":")[0] in text for reason in found.left_out.values())


def test_every_forecast_that_is_one_number_a_future_has_a_picture_with_words(written):
    for entry in written.content["observables"]:
        drawn = picture(entry, written.content["first_month"])
        assert bool(drawn) == (entry["kind"] != "joint")
        assert not drawn or ('role="img"' in drawn and "happened" in drawn and "nan" not in drawn)


@pytest.mark.parametrize("width", [60, 100, 120])
def test_the_terminals_page_fits_its_width(written, width):
    text = backtest_text(written.content, width)
    assert max(map(len, text.splitlines())) <= width
    assert "Skill against each baseline" in text


def test_the_run_keeps_page_json_and_scores_and_they_go_with_it(found, written):
    from ripeness.ensemble.store import PARTS

    for name in ("backtest.html", "backtest.json", "scores.csv"):
        assert (found.run.folder / name).is_file() and name in PARTS


def test_rounding_never_says_never():
    assert in_100(0.001) == "under 1 in 100" and in_100(0.999) == "over 99 in 100"
    assert in_100(0.0) == "0 in 100" and skill_words(-500.0) == "< -10" and skill_words(None) == "–"


LAST_DIGIT = 5e-5  # the ledger keeps four decimals, the page rounds what they were rounded from


def test_the_docs_show_the_last_scoring_of_the_ledger():
    last = LEDGER[-1]
    assert f"table of observables `{last['table_hash']}`" in PAGE and f"`{last['scenario_hash']}`" in PAGE
    same = [row for row in LEDGER if (row["created"], row["scenario"]) == (last["created"], last["scenario"])]
    for row in same:
        skill = float(row["skill"]) if row["skill"] else None
        kept = [None] if skill is None else [skill - LAST_DIGIT, skill, skill + LAST_DIGIT]
        assert any(skill_words(value) in PAGE for value in kept)


def test_the_ledger_names_the_table_that_the_flagship_has():
    """Whoever changes the table scores it again, and the old scores stay."""
    table = load_scenario("afghanistan-2018").observables.hash[:12]
    assert [row for row in LEDGER if row["scenario"] == "afghanistan-2018"][-1]["table_hash"] == table


def test_the_page_names_every_baseline(found):
    from ripeness.analysis.backtest.run import BASELINES

    rows = re.findall(r"^\| ([a-z' ]+) \| ", PAGE, re.MULTILINE)
    assert set(BASELINES.values()) <= set(rows)
