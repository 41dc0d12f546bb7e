"""The report as a reader meets it: offline, by keyboard, on a phone, in the dark, on paper, and by a screen reader."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from example_summary import example_summary
from summaries import hard_summary, hostile_summary

from ripeness.views.charts import BUILDERS, charts
from ripeness.views.report import render_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
READY = "html[data-ready=true]"
PAPER = {"width": 688, "height": 1001}  # A4 without its margins, in CSS pixels

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here: none of chromium, chromium-browser, google-chrome is on the path"
    ),
]

# Texts of a figure that stand outside it, are too small, or lie on each other's words.
TEXTS = """(name) => {
  const faults = [];
  for (const plot of document.querySelectorAll('.plot')) {
    const svg = plot.querySelector('svg');
    if (!svg) { faults.push(`${plot.dataset.figure}: not drawn`); continue; }
    const frame = svg.getBoundingClientRect(), box = plot.getBoundingClientRect();
    if (frame.width < 50 || frame.height < 50) faults.push(`${plot.dataset.figure}: no size`);
    if (frame.right > box.right + 1) faults.push(`${plot.dataset.figure}: wider than its place`);
    const seen = [];
    for (const text of svg.querySelectorAll('text')) {
      const style = getComputedStyle(text), words = text.textContent.trim();
      if (!words || style.opacity === '0' || style.display === 'none') continue;
      const at = text.getBoundingClientRect();
      if (at.left < frame.left - 1 || at.right > frame.right + 1 ||
          at.top < frame.top - 1 || at.bottom > frame.bottom + 1)
        faults.push(`${plot.dataset.figure}: "${words}" is cut`);
      if (parseFloat(style.fontSize) * frame.width / svg.viewBox.baseVal.width < 10)
        faults.push(`${plot.dataset.figure}: "${words}" is too small`);
      if (plot.dataset.figure === 'map') continue;
      for (const [other, place] of seen)
        if (other !== words && at.left < place.right - 2 && place.left < at.right - 2 &&
            at.top < place.bottom - 4 && place.top < at.bottom - 4)
          faults.push(`${plot.dataset.figure}: "${words}" lies on "${other}"`);
      seen.push([words, at]);
    }
  }
  return faults;
}"""

# Takes elements out of the page, to be put back.
ASIDE = """(selectors) => {
  window.aside = [];
  for (const element of document.querySelectorAll(selectors.join())) {
    const place = document.createComment('');
    element.replaceWith(place);
    window.aside.push([place, element]);
  }
}"""


class Opened:
    """A page of the report with what it asked for and complained about."""

    def __init__(self, browser, path, width=1280, **settings) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.route(
            "**/*", lambda route: route.continue_() if route.request.url == path.as_uri() else route.abort()
        )
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(READY, timeout=60_000)
        self.own = path.as_uri()

    def outside(self) -> list[str]:
        """Addresses asked for that are not the page itself."""
        return [url for url in self.requests if url != self.own and not url.startswith("data:")]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return render_report(example_summary(), tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def wide(browser, report):
    opened = Opened(browser, report)
    yield opened
    opened.context.close()


@pytest.fixture(scope="module")
def narrow(browser, report):
    opened = Opened(browser, report, 390, color_scheme="dark", reduced_motion="reduce")
    yield opened
    opened.context.close()


@pytest.fixture(params=["wide", "narrow"])
def opened(request):
    return request.getfixturevalue(request.param)


def test_the_page_asks_nobody_for_anything_and_does_not_complain(opened):
    assert opened.outside() == [] and opened.complaints == []


def test_every_figure_is_drawn_and_all_its_words_can_be_read(opened):
    names = opened.page.eval_on_selector_all(".plot", "plots => plots.map(plot => plot.dataset.figure)")
    assert names == [figure.name for figure in charts(example_summary()).each()]
    assert opened.page.evaluate(TEXTS) == []


def test_nothing_sticks_out_at_the_side(opened):
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.page.evaluate(overflow) == 0


def test_axe_finds_nothing(opened):
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    opened.page.eval_on_selector_all(
        "#endings details, #ripe details, #parties details, #provinces details",
        "all => all.forEach(one => one.open = true)",
    )
    # Pictures are hidden from assistive technology, whose version is the table; of a long table the first rows will do.
    opened.page.evaluate(ASIDE, [".plot svg", ".more tbody tr:nth-child(n+4)"])
    found = sync_playwright.Axe().run(opened.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    opened.page.evaluate("() => aside.forEach(([place, element]) => place.replaceWith(element))")
    opened.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = false)")
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == []


def test_pictures_are_hidden_from_a_screen_reader_that_gets_words_and_a_table(opened):
    hidden = "plots => plots.every(plot => plot.querySelector('svg').closest('[aria-hidden=true]'))"
    assert opened.page.eval_on_selector_all(".plot", hidden)
    named = "plots => plots.every(plot => plot.getAttribute('role') === 'img' && plot.getAttribute('aria-label'))"
    assert opened.page.eval_on_selector_all(".plot", named)


def test_the_first_key_leads_past_the_front(wide):
    page = wide.page
    page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); }")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("() => location.hash") == "#endings"


def test_arrow_keys_move_the_map_through_time(wide):
    page, slider = wide.page, wide.page.locator("#month")
    fills = (
        "() => [...document.querySelectorAll('[data-figure=map] .mark-rect path')].map(one => one.getAttribute('fill'))"
    )
    slider.focus()
    before = page.evaluate(fills)
    assert slider.get_attribute("aria-valuetext") == "December 2018"
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "January 2019"
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == page.inner_text(".slider .month") == "December 2024"
    page.wait_for_function(
        "word => document.querySelector('[role=status]').textContent.startsWith(word)", arg="December 2024"
    )
    after = page.evaluate(fills)
    assert len(after) == len(before) > 400 and after != before
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "December 2018"
    page.wait_for_function(f"before => JSON.stringify(({fills})()) === JSON.stringify(before)", arg=before)


def test_arrow_keys_choose_a_province_and_words_pictures_and_units_follow(wide):
    page, select = wide.page, wide.page.locator("#province")
    line = "() => document.querySelector('[data-figure=province_capital] .mark-line path').getAttribute('d')"
    rows = page.locator("#province-units tbody tr")
    select.focus()
    assert page.inner_text("#province-said").startswith("Province of Kabul") and rows.count() == 15
    before = page.evaluate(line)
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#province-said").startswith("Province of Kandahar") and rows.count() != 15
    page.wait_for_function(f"before => ({line})() !== before", arg=before)
    assert "Kandahar" in page.locator("[data-figure=province_control]").get_attribute("aria-label")
    assert "Kandahar town" in page.text_content("[data-figure=province_capital] svg")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"before => ({line})() === before", arg=before)


def test_the_map_can_show_true_places(wide):
    page = wide.page
    page.locator("[name=geography][value=places]").check()
    page.wait_for_selector("[data-figure=map] .mark-symbol path")
    assert page.evaluate(TEXTS) == []
    page.locator("[name=geography][value=tiles]").check()
    page.wait_for_function("() => !document.querySelector('[data-figure=map] .mark-symbol path')")


def test_disclosures_open_by_keyboard_and_hold_the_table(wide):
    page, details = wide.page, wide.page.locator("#figure-ledger details").last
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.evaluate("one => one.open")
    assert details.locator("tbody tr").first.is_visible()
    page.keyboard.press("Enter")
    assert not details.evaluate("one => one.open")


def test_every_control_shows_where_the_keyboard_is(wide):
    page = wide.page
    for selector in ("#month", "#play", "#province", "#figure-ledger summary", "header nav a"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift")  # the keyboard was used last, so focus is shown
        style = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; }"
        )
        assert style == ["solid", "2px"], selector


def test_a_dark_reader_gets_a_dark_page_with_light_words(narrow, wide):
    assert shade(narrow, "backgroundColor") < 120 and shade(narrow, "color") > 600
    assert shade(wide, "backgroundColor") > 700 and shade(wide, "color") < 120


def shade(opened, key):
    """Red, green and blue of the page added up, 0-765."""
    colour = opened.page.evaluate("key => getComputedStyle(document.body)[key]", key)
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def test_who_wants_no_motion_gets_none(narrow, wide):
    scroll = "() => getComputedStyle(document.documentElement).scrollBehavior"
    assert narrow.page.locator("#play").is_hidden() and narrow.page.evaluate(scroll) == "auto"
    assert wide.page.locator("#play").is_visible() and wide.page.evaluate(scroll) == "smooth"


def test_on_paper_no_figure_is_cut_and_nothing_asks_to_be_pressed(browser, report):
    opened = Opened(browser, report, PAPER["width"], color_scheme="dark")
    page = opened.page
    drawn = charts(example_summary()).figures
    page.emulate_media(media="print", color_scheme="dark")
    heights = page.eval_on_selector_all("figure", "all => all.map(one => [one.id, one.getBoundingClientRect().height])")
    alone = ("plans", "levers")  # a figure a picture, so that none is too tall for a sheet
    assert len(heights) == len(BUILDERS) - len(alone) + sum(len(drawn[name]) for name in alone)
    assert all(height <= PAPER["height"] for _, height in heights), heights
    assert set(page.eval_on_selector_all("figure", "all => all.map(one => getComputedStyle(one).breakInside)")) == {
        "avoid"
    }
    for selector in ("#month", "#play", "#province", "summary", "header nav", ".skip"):
        assert page.locator(selector).first.is_hidden(), selector
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(TEXTS) == []
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    opened.context.close()


def test_hostile_words_run_nothing_even_under_the_pointer(browser, tmp_path):
    opened = Opened(browser, render_report(hostile_summary(), tmp_path / "hostile.html"))
    page = opened.page
    for name in ("outcome_bar", "hazards"):
        page.locator(f"[data-figure={name}]").hover(position={"x": 400, "y": 60})
    page.locator("[data-figure=outcome_bar] .mark-rect path").last.hover(force=True)
    assert page.evaluate("() => window.pwned") is None
    assert page.evaluate("() => document.querySelectorAll('img').length") == 0
    assert opened.outside() == [] and opened.complaints == []
    opened.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_numbers_at_their_edges_break_no_layout(browser, tmp_path, width):
    opened = Opened(browser, render_report(hard_summary(), tmp_path / "hard.html"), width)
    page = opened.page
    assert page.evaluate(TEXTS) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert opened.outside() == [] and opened.complaints == []
    opened.context.close()
