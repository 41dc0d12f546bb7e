"""The picture of the README: how a run may end, taken from its report by a real browser.

`python tools/picture.py RUN` photographs the first section of RUN/report.html into docs/img/report.png; RUN is the
folder of a finished `ripeness run afghanistan-2018`.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "img" / "report.png"
WIDE, TALL = 1000, 1150


def main() -> None:
    """Photograph a report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a finished run")
    report = parser.parse_args().run / "report.html"
    if not report.is_file():
        parser.error(f"{report} is not there: finish the run first")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        parser.error("no Chromium here")
    photograph(report.resolve(), browser)
    print(PICTURE)


def photograph(report: Path, browser: str) -> None:
    """The section on endings, as wide as a column of text."""
    from playwright.sync_api import sync_playwright

    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": WIDE, "height": TALL})
        page.goto(report.as_uri())
        page.wait_for_selector("#endings canvas, #endings svg", timeout=60_000)
        page.wait_for_timeout(2_000)
        box = page.locator("#endings").bounding_box()
        assert box is not None
        height = min(box["height"], float(TALL))
        page.screenshot(
            path=str(PICTURE), full_page=True, clip={"x": 0, "y": box["y"], "width": WIDE, "height": height}
        )
        chromium.close()


if __name__ == "__main__":
    main()
