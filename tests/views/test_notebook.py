"""A run shows itself in a notebook with nothing to load and nothing to run."""

from __future__ import annotations

from example_summary import example_summary
from summaries import hostile_summary

from ripeness.views.headline import headline
from ripeness.views.notebook import Shown


def test_a_run_shows_its_headline_and_its_bar():
    summary = example_summary()
    shown = Shown(summary)
    html = shown._repr_html_()
    assert repr(shown) == headline(summary)
    assert headline(summary) in html and "not a prediction" in html
    assert html.count("<svg") == 1 and "Taliban takeover" in html
    assert len(html) < 60_000


def test_the_display_loads_and_runs_nothing():
    html = Shown(hostile_summary())._repr_html_()
    for danger in ("<script", "<img", "<iframe", "<link", "@import", "url(http"):
        assert danger not in html
    assert html.replace("http://www.w3.org/", "").count("http") == 0


def test_a_run_without_outcomes_says_so():
    html = Shown({"meta": {"title": "A war"}})._repr_html_()
    assert "Not in this run: outcomes." in html and "<svg" not in html
