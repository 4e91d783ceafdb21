"""Pictures of pages, for whoever asks for them: ``LIYE_PICTURES`` names the folder. docs/img keeps some under the same
names: what has changed is made again there.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

FOLDER = os.environ.get("LIYE_PICTURES")
DESK = 1000


def picture(page: Page, name: str) -> None:
    """From the top, as high as the page is but not endlessly; what sticks to the bottom sticks to its bottom."""
    if not FOLDER:
        return
    was, file = page.viewport_size, Path(FOLDER) / f"{name}.png"
    assert was is not None
    height = min(page.evaluate("document.documentElement.scrollHeight"), 1500)
    page.set_viewport_size({"width": was["width"], "height": max(height, was["height"])})
    if page.locator(".canvas").count() and was["width"] > DESK:
        expect(page.locator(".canvas .djs-shape").first).to_be_attached()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        file, optimize=True
    )
    page.set_viewport_size(was)
