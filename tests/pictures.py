"""Pictures of diagrams, for whoever draws one: `python -m tests.pictures FILE.bpmn … --out DIRECTORY`.

Draws every file as NAME.svg and NAME.png with the same library and fonts as the pages (headless Chromium;
no server is started). Prints what the import complained about; a warning there is a fault of the file.
"""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browsing import program
from web.assets import DIST

ORIGIN = "http://pictures.invalid"
PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/{script}"></script>'
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


class Picture(NamedTuple):
    """A diagram as SVG text, and what its import complained about."""

    svg: str
    warnings: list[str]


class Renderer:
    """Draws one diagram after the other on one page."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page = browser.new_page()
        self._page.route(f"{ORIGIN}/**", _from_disk)
        self._page.goto(f"{ORIGIN}/")
        self._page.wait_for_selector("html[data-ready]", state="attached")

    def draw(self, xml: str) -> Picture:
        """The SVG of a diagram."""
        drawn = self._page.evaluate("xml => window.render(xml)", xml)
        return Picture(drawn["svg"], drawn["warnings"])

    def rasterize(self, svg: str, scale: float = 1.5) -> bytes:
        """The PNG of an SVG drawn by us."""
        page = self._browser.new_page(device_scale_factor=scale)
        page.set_content("<style>body{margin:0}svg{display:block}</style>" + svg[svg.index("<svg") :])
        png = page.locator("svg").first.screenshot()
        page.close()
        return png


@contextlib.contextmanager
def renderer() -> Iterator[Renderer]:
    """A renderer with its own browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=QUIET)
        try:
            yield Renderer(browser)
        finally:
            browser.close()


def _from_disk(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    if not name:
        script = json.loads((DIST / "manifest.json").read_text("utf-8"))["render.js"]
        route.fulfill(body=PAGE.format(script=script), content_type="text/html")
    elif (DIST / name).is_file():
        route.fulfill(path=DIST / name)
    else:
        route.fulfill(status=404, body="")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Draw .bpmn files as SVG and PNG.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with renderer() as drawing:
        for file in asked.files:
            picture = drawing.draw(file.read_text("utf-8"))
            (asked.out / f"{file.stem}.svg").write_text(picture.svg, "utf-8")
            (asked.out / f"{file.stem}.png").write_bytes(drawing.rasterize(picture.svg))
            print(f"{file} -> {asked.out / file.stem}.png", *picture.warnings, sep="\n  ")  # noqa: T201 - the answer of a command


if __name__ == "__main__":
    main()
