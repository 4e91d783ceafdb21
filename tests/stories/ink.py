"""Strokes as somebody would write them: on the pad of a page, or as the PNG that a pad hands in."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page

AGREED = (
    "M30 50 C60 30 90 28 120 26 M75 20 C72 60 60 100 30 125 M60 70 C90 90 110 105 130 120 M170 40 C190 35 215 34 235 30 "
    "M200 20 C202 60 200 90 196 130 M160 80 C200 70 240 66 270 60 M180 105 C200 120 230 128 250 118 "
    "M290 30 C300 60 300 100 285 130 M300 45 C320 40 335 40 345 50 C350 80 335 110 310 120"
)


def written(browser: Browser, strokes: str = AGREED) -> bytes:
    """Black on nothing."""
    page = browser.new_page(viewport={"width": 360, "height": 150})
    page.set_content(
        "<style>body{margin:0;background:transparent}svg{display:block}</style>"
        f'<svg width="360" height="150"><path d="{strokes}" fill="none" stroke="#111" stroke-width="5" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def write(page: Page, pad: Locator) -> None:
    """A few strokes on a pad with the mouse."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for line in (((0.2, 0.3), (0.8, 0.3)), ((0.5, 0.2), (0.4, 0.8))):
        (x, y), (to_x, to_y) = ((box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in line)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(to_x, to_y, steps=4)
        page.mouse.up()
