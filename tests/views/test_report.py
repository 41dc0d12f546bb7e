"""One page that needs nothing else, says what it lacks, and cannot be broken out of."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from example_summary import example_summary
from summaries import HOSTILE, LONG, hard_summary, hostile_summary, short_summary

from ripeness.views.charts import charts
from ripeness.views.page import inline_json, inline_script
from ripeness.views.report import cautions, render_report, report_html
from ripeness.views.vega import library

VOID = {"meta", "link", "br", "input", "img", "hr", "path", "circle"}
LOADING = {"src", "href", "srcset", "action", "formaction", "poster", "data", "background", "xlink:href"}


class Page(HTMLParser):
    """Elements, attributes and text of a page; complains about elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of {tag} stands twice"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def text(self) -> str:
        """Everything a reader sees."""
        return " ".join(
            " ".join("".join(parts).split()) for tag, parts in self.texts.items() if tag not in ("script", "style")
        )


def test_plans_stand_with_their_futures_and_a_war_without_any_says_nothing(page):
    assert "How each side means to win" in page.text() and "They rule the capital" in page.text()
    assert "How each side means to win" not in Page(report_html(example_summary() | {"plans": []})).text()


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(report_html(example_summary()))


def test_the_page_is_well_formed_and_every_id_is_given_once(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag in ("h1", "main", "title"):
        assert [name for name, _ in page.elements].count(tag) == 1
    links = {attrs["href"] for tag, attrs in page.elements if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_the_page_loads_nothing(page):
    for tag, attrs in page.elements:
        for name in LOADING & attrs.keys():
            assert (attrs[name] or "").startswith(("#", "data:")), (tag, attrs)
        assert "url(" not in (attrs.get("style") or "")
    style = "".join(page.texts["style"])
    assert "url(" not in style and "@import" not in style and "@font-face" not in style
    policy = next(
        attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';") and "http" not in policy


def test_the_page_is_small_enough_to_send(tmp_path):
    path = render_report(example_summary(), tmp_path / "report.html")
    assert path.stat().st_size <= 2_000_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_the_same_summary_gives_the_same_page():
    assert report_html(short_summary()) == report_html(short_summary())


def test_the_page_says_what_it_is_not_and_where_it_comes_from(page):
    meta, text = example_summary()["meta"], page.text()
    assert text.count("not a prediction") == 2
    for value in (meta["scenario_hash"], meta["version"], "100,000 in 64 worlds", meta["start"], meta["prior_set"]):
        assert value in text


def test_every_number_of_the_table_of_endings_stands_beside_its_base_rate(page):
    text = page.text()
    for word in ("In 100", "Base rate", "Chance", "Numbers", "Rules"):
        assert word in text


def test_a_check_that_fails_is_said_at_the_top():
    failed = example_summary()
    assert "Read with care." in report_html(failed)
    failed["meta"]["adequacy"]["passed"] = {"a": True, "b": True, "c": True}
    assert "Read with care." not in report_html(failed)


def test_worlds_left_out_are_said_once():
    summary = short_summary()
    summary["meta"]["failed_worlds"] = 1
    assert cautions(summary)[1] == "1 of 64 worlds failed and is left out of every number."
    summary["meta"]["adequacy"]["text"] += " 1 of 64 worlds had no solution to be trusted and is in no number."
    assert " ".join(cautions(summary)).count("1 of 64 worlds") == 1


def test_every_picture_has_a_name_a_reading_and_a_table(page):
    plots = [attrs for _, attrs in page.elements if attrs.get("data-figure")]
    assert [attrs["data-figure"] for attrs in plots] == [figure.name for figure in charts(example_summary()).each()]
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in plots)
    tables = [attrs for _, attrs in page.elements if (attrs.get("aria-label") or "").startswith("Table: ")]
    assert len(tables) == len(plots)


@pytest.mark.parametrize(
    "key",
    [
        "outcomes",
        "ripeness",
        "hazards",
        "ledger",
        "districts",
        "violence",
        "provinces",
        "levers",
        "stories",
        "flags",
        "guesses",
    ],
)
def test_a_part_that_is_missing_is_named_in_its_section(key):
    summary = short_summary()
    del summary[key]
    page = Page(report_html(summary))
    assert "Not in this run:" in page.text()


def test_an_empty_summary_still_makes_a_page_that_says_what_it_lacks():
    page = Page(report_html({}))
    absent = [attrs for _, attrs in page.elements if attrs.get("class") == "absent"]
    assert len(absent) >= 14
    assert not [attrs for _, attrs in page.elements if attrs.get("data-figure")]


def test_hostile_words_stay_words():
    honest, hostile = Page(report_html(short_summary())), Page(report_html(hostile_summary()))
    count = [tag for tag, _ in honest.elements].count("script")
    assert [tag for tag, _ in hostile.elements].count("script") == count == 3
    assert "img" not in {tag for tag, _ in hostile.elements}
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in honest.elements]
    assert not [name for _, attrs in hostile.elements for name in attrs if name.startswith("on")]
    assert "window.pwned=1" in hostile.text() and "{{7*7}}" in hostile.text()


def test_numbers_at_their_edges_are_said_and_not_drawn_as_answers():
    text = Page(report_html(hard_summary())).text()
    assert "not known" in text and LONG in text
    assert not re.search(r"\b(nan|NaN|None|inf|Infinity|undefined)\b", text.replace("None of them is", ""))


def test_data_in_the_page_cannot_end_its_script():
    text = inline_json({"name": HOSTILE})
    assert "<" not in text and ">" not in text and json.loads(text) == {"name": HOSTILE}


def test_a_number_that_is_none_is_refused_where_the_page_would_carry_it():
    with pytest.raises(ValueError, match="JSON"):
        inline_json({"value": float("nan")})


def test_code_in_the_page_cannot_end_its_script():
    assert "</script" not in inline_script("a('</script>'); b('<!--')")
    assert "</script" not in inline_script(library()).lower()


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("ripeness.views.vega.os.replace", refuse)
    with pytest.raises(OSError, match="full"):
        render_report({}, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def refuse(*_):
    raise OSError("disk full")


def test_the_library_is_bundled_once_and_works_where_nothing_can_be_kept(tmp_path, monkeypatch):
    kept = library()
    calls = []
    monkeypatch.setattr("vl_convert.javascript_bundle", lambda snippet: calls.append(snippet) or "made")
    monkeypatch.setenv("RIPENESS_CACHE", str(tmp_path / "cache"))
    assert library() == library() == "made" and calls == [None]
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("RIPENESS_CACHE", str(tmp_path / "file" / "below"))
    assert library() == "made" and calls == [None, None]
    assert "vegaEmbed" in kept
