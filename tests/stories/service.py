"""The service as it is run: `liye serve` in a process of its own, started and stopped like an operator does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browsing import Watched
from tests.office import ROOT
from tests.stories.desk import DESKTOP, Desk
from tests.stories.stage import responsibility


class Service:
    """`liye serve` with the demo office on a home of its own."""

    def __init__(self, home: Path, browser: Browser) -> None:
        self.register = home / "register"
        self.said = ""
        self._home = home
        self._browser = browser
        self._desks: list[Desk] = []
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        responsibility(home / "processes", self.register)
        self.begin()

    def begin(self) -> None:
        """Start it, and wait until it answers; what it printed is in `said`."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIYE_")}
        told = {
            "LIYE_HOME": str(self._home / "var"),
            "LIYE_PROCESSES": str(self._home / "processes"),
            "LIYE_DEMO": "1",
            "LIYE_TICK_SECONDS": "0.2",
        }
        self._log = (self._home / "log").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from web.cli import main; main()", "serve", "--port", str(self._port)],
            cwd=ROOT,
            env=kept | told,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def end(self) -> None:
        """Tell it to stop, and wait until it has."""
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(30) == 0, self.said
        self._log.close()

    def restart(self) -> None:
        """As an operator does."""
        self.end()
        self.begin()

    def close(self) -> None:
        """The end of the story; nobody's page may have complained."""
        complaints = [found for desk in self._desks for found in desk.leave()]
        self.end()
        assert complaints == []

    def desk(self, login: str) -> Desk:
        """Somebody signs in at the door, with the password the service printed."""
        context = self._browser.new_context(viewport=DESKTOP, base_url=self.url, locale="zh-CN")
        desk = Desk(Watched(context))
        self._desks.append(desk)
        desk.page.goto("/")
        desk.page.get_by_label("账号").fill(login)
        desk.page.get_by_label("密码").fill("liye")
        desk.page.get_by_role("button", name="登录").click()
        expect(desk.page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
        return desk

    def _wait(self) -> None:
        for _ in range(600):
            with socket.socket() as knocking:
                knocking.settimeout(0.1)
                ready = knocking.connect_ex(("127.0.0.1", self._port)) == 0
            self.said = (self._home / "log").read_text("utf-8")
            assert self._process.poll() is None, self.said
            if ready:
                return
            self._pause()
        raise AssertionError(self.said)

    def _pause(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
