"""The page of a comparison says what packages change, how sure that is, and what they do."""

from __future__ import annotations

import pytest
from example_comparison import SIZES, example_comparison
from test_browser import CHROMIUM, RULES, TEXTS, Opened, browser  # noqa: F401 - the fixture
from test_report import LOADING, Page

from ripeness.views.charts_compare import effects, parts, sure
from ripeness.views.charts_dots import wrapped
from ripeness.views.compare_page import comparison_html, lead, render_comparison
from ripeness.views.figures import standalone
from ripeness.views.vega import VEGA_LITE


@pytest.fixture(scope="module")
def found():
    return example_comparison()


@pytest.fixture(scope="module")
def page(found):
    return Page(comparison_html(found))


def test_every_picture_is_sorted_and_its_table_holds_the_same_numbers(found):
    drawn = effects(found)
    assert [figure.name for figure in drawn] == [
        "effect_takeover",
        "effect_settlement",
        "effect_margin",
        "effect_deaths",
    ]
    for figure in drawn:
        places = [row["x"] for row in figure.rows]
        assert places == sorted(places, reverse=True) and len(places) == len(SIZES)
        assert [row[3] for row in figure.table.rows] == [row["word"] for row in figure.rows]


def test_chance_and_worlds_are_two_lines_and_what_may_be_chance_is_hollow(found):
    rows = effects(found)[0].rows
    for row in rows:
        assert row["low"] < row["from"] < row["x"] < row["to"] < row["high"]
        assert row["sure"] == (not row["from"] <= 0 <= row["to"])
    assert [row["sure"] for row in rows] == [True, False, True]
    assert [sure(row) for row in found.rows if row.metric == "deaths"] == [True, True, False]


def test_only_packages_with_parts_are_taken_apart(found):
    for figure in parts(found):
        assert {row["label"] for row in figure.rows} == {found.packages["dated-timeline"]}
        assert [row["lane"] for row in figure.rows] == ["whole", "anticipation", "response"]


def test_the_first_sentence_names_what_changes_most_and_never_what_may_be_chance(found):
    assert "30 in 100" in lead(found) and "50 in 100" in lead(found)
    assert lead(found).count(found.packages["guarantee"]) == 2 and " + " not in lead(found)


def test_a_comparison_becomes_a_page_that_loads_nothing_and_says_what_is_done(page, found):
    for tag, attrs in page.elements:
        for name in LOADING & attrs.keys():
            assert (attrs[name] or "").startswith(("#", "data:")), (tag, attrs)
    text = page.text()
    known = "from June 2019 on; known from the first day"
    for word in (found.packages["guarantee"], "set to 0.3", known, "not a prediction", "Read with care",
                 "left out of both sides", "payoff.renege_cost", found.scenario.hash[:12]):  # fmt: skip
        assert word in text, word
    plots = [attrs["data-figure"] for _, attrs in page.elements if attrs.get("data-figure")]
    assert plots == [figure.name for figure in (*effects(found), *parts(found))]


def test_every_picture_of_a_comparison_becomes_a_file(found):
    import vl_convert

    for figure in (*effects(found), *parts(found)):
        for width in (820, 340):
            assert vl_convert.vegalite_to_png(standalone(figure, width), vl_version=VEGA_LITE).startswith(b"\x89PNG")


def test_long_names_take_few_lines():
    assert len(wrapped("a word of it " * 40)) == 3 and wrapped("") == [""]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_comparison_can_be_read_offline_by_all(browser, found, tmp_path, width):  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    opened = Opened(browser, render_comparison(found, tmp_path / "compare.html"), width)
    page = opened.page
    assert opened.outside() == [] and opened.complaints == []
    assert page.evaluate(TEXTS) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => location.hash") == "#changes"
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    response = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in response["violations"]] == []
    opened.context.close()
