"""A browser for the tests of pages. Every page is held to: no script error, no breach of the security policy.

A pytest plugin; the browser is started when the first test asks for it. ``LIYE_LATE=400`` answers each request
of a page so many milliseconds later, as on a slow machine: every browser test must pass then too.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
WATCH = """window.breaches = []; document.addEventListener('securitypolicyviolation',
  event => window.breaches.push(`${event.effectiveDirective} ${event.sourceFile}:${event.lineNumber}`))"""

# A page whose script has started, or one that has none.
ALIVE = "html[data-app=ready], html:has(body):not(:has(script[src*='/app-']))"
DEEDS = (
    "click",
    "fill",
    "check",
    "uncheck",
    "set_checked",
    "clear",
    "tap",
    "select_option",
    "press",
    "press_sequentially",
    "set_input_files",
    "focus",
)


PATIENCE = 30_000
"""Milliseconds until what does not come is a failure: a test machine may be slow, a test is not hasty."""

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is a browser without windows: a page costs a quarter of the time."""


def program() -> str | None:
    """The Chromium of this machine."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, and the bundles its pages need."""
    chromium = program()
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on the PATH")
        pytest.skip(
            "no chromium on the PATH (Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"
        )
    from playwright.sync_api import BrowserContext, Locator, expect, sync_playwright

    from web import bundles

    with (Path(tempfile.gettempdir()) / "liye-bundles.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bundles.build()
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for deed in DEEDS:
            patch.setattr(Locator, deed, _once_alive(getattr(Locator, deed)))
        if late := float(os.environ.get("LIYE_LATE", "0")):
            patch.setattr(BrowserContext, "new_page", _late(BrowserContext.new_page, late))
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


def _once_alive(deed: Callable[..., Any]) -> Callable[..., Any]:
    """A person acts on a page that he sees whole; a driver is faster than the page's script, whose answer
    to a change would then never come.
    """

    @wraps(deed)
    def patient(self: Locator, *args: Any, **more: Any) -> Any:
        if self.page.context in Watched.contexts:
            self.first.wait_for(state="attached")
            self.page.locator(ALIVE).wait_for(state="attached")
        return deed(self, *args, **more)

    return patient


def _late(new_page: Callable[..., Page], milliseconds: float) -> Callable[..., Page]:
    """Pages whose requests are answered so much later: what a test reads without waiting is not yet there."""

    @wraps(new_page)
    def opened(self: BrowserContext) -> Page:
        page = new_page(self)
        session = self.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        return page

    return opened


class Watched:
    """A context whose pages note what a person would not see: script errors and breaches of the policy."""

    contexts: ClassVar[WeakSet[BrowserContext]] = WeakSet()

    def __init__(self, context: BrowserContext) -> None:
        self.contexts.add(context)
        self.context = context
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        return page

    def breaches(self) -> list[str]:
        return [breach for page in self.context.pages for breach in page.evaluate("window.breaches || []")]

    def _heard(self, message: ConsoleMessage) -> None:
        # a refused request is logged by the browser and by htmx; that it is handled is what the tests look at.
        # htmx also logs a question that a newer one of the same form took the place of
        known = (
            "Failed to load resource",
            "htmx:sendError",
            "htmx:sendAbort",
            "htmx:afterRequest",
            "htmx:responseError",
        )
        if message.type == "error" and not message.text.startswith(known):
            self.complaints.append(message.text)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1280 × 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    watched = Watched(context)
    yield watched.page()
    breaches = watched.breaches()
    context.close()
    assert watched.complaints == []
    assert breaches == []
