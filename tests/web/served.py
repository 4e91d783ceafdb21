"""The window behind an address, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.office import OpenOffice
from tests.web.window import Window
from web.auth import COOKIE


class Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object, **_more: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Served:
    window: Window
    base: str

    def sit_down(self, page: Page, login: str, locale: str = "zh_CN") -> None:
        """Somebody else sits down in front of this browser; nobody when the login is empty."""
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "liye_language", "value": locale, "url": self.base}])
        if login:
            self.window.as_(login)
            page.context.add_cookies([{"name": COOKIE, "value": f"token-of-{login}", "url": self.base}])

    def go(self, page: Page, url: str) -> None:
        page.goto(self.base + url)
        page.wait_for_selector("html[data-app=ready]")


@pytest.fixture
def served(open_office: OpenOffice) -> Iterator[Served]:
    window = Window(open_office())
    server = make_server("127.0.0.1", 0, window.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Served(window, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
