"""The demo office with its pages open, and people who sit in front of them.

def test_a_request_is_sealed(stage):
    matter = stage.office.start("seal_request", "liujh")
    clerk = stage.desk("liujh")
    clerk.take(matter, "apply")
    clerk.hand_in(subject="关于印发会议纪要", copies=3)
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser
from werkzeug.serving import make_server

from engine.clock import OFFICE_ZONE
from engine.commands import deployments
from engine.settings import Settings
from engine.store import sessions
from tests.browsing import Watched
from tests.office import ROOT, Office
from tests.stories.desk import DESKTOP, PHONE, Desk
from tests.web.window import seal_files
from web import compose
from web.app import create_app
from web.auth import COOKIE

HANDLERS = '''"""The seal register of this story: it answers when its file is there."""

from pathlib import Path

from engine.handlers import Result, service_task


@service_task("register_seal")
def register_seal(subject: str) -> Result:
    """Write the impression into the register."""
    if not Path(r"{register}").exists():
        raise ConnectionError("the seal register did not answer")
    return {{"registered": subject}}
'''


class Stage:
    """A service on a home of its own; it can be started again."""

    def __init__(self, home: Path, browser: Browser, at: str = "2026-03-02 09:00") -> None:
        self.home = home
        self.register = home / "register"
        self._browser = browser
        self._at = datetime.fromisoformat(at).replace(tzinfo=OFFICE_ZONE)
        self._port = 0
        self._desks: list[Desk] = []
        responsibility(home / "processes", self.register)
        self.begin()

    def begin(self) -> None:
        """Start the service."""
        self.engine = compose.engine(
            Settings(
                home=self.home,
                processes=self.home / "processes",
                clock=f"manual:{self._at.isoformat()}",
                secret_key="story",
            )
        )
        self.news = {one.key: one for one in deployments.deploy_folders(self.engine)}
        self.office = Office(self.engine)
        self._server = make_server("127.0.0.1", self._port, create_app(self.engine), threaded=True)
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._port}"

    def end(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.engine.database.dispose()

    def close(self) -> None:
        """Everybody goes home; nobody's page may have complained."""
        complaints = [found for desk in self._desks for found in desk.leave()]
        self.end()
        assert complaints == [], complaints

    def desk(
        self, login: str = "", *, phone: bool = False, english: bool = False, scripts: bool = True
    ) -> Desk:
        """Somebody, signed in, in front of a browser of his own; without a login he stands at the door."""
        context = self._browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            base_url=self.url,
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=scripts,
        )
        watched = Watched(context)
        if not scripts:
            Watched.contexts.discard(context)  # there is no script to wait for
        cookies = {"liye_language": "en" if english else "zh_CN"}
        if login:
            cookies[COOKIE] = self._session(login)
        context.add_cookies([{"name": n, "value": v, "url": self.url} for n, v in cookies.items()])
        self._desks.append(Desk(watched, self.office.settle))
        return self._desks[-1]

    def looks(self, login: str) -> Iterator[tuple[Desk, int, str]]:
        """Somebody in front of each width, in each language: the desk, its width, and what the look is called."""
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            desk = self.desk(login, phone=size is PHONE)
            for language in ("zh_CN", "en"):
                spoken = {"name": "liye_language", "value": language, "url": self.url}
                desk.page.context.add_cookies([spoken])
                yield desk, size["width"], f"{language[:2]}-{name}"

    def _session(self, login: str) -> str:
        """A session without spending time on hashing a password."""
        token, now = f"token-of-{login}", self.engine.wall.now()
        row = {
            "id": hashlib.sha256(token.encode()).hexdigest(),
            "login": login,
            "created_at": now,
            "seen_at": now,
            "expires_at": now + timedelta(hours=1),
            "data": None,
        }
        with self.engine.work() as uow:
            sessions.remove(uow, row["id"])
            sessions.add(uow, row)
        return token


def responsibility(processes: Path, register: Path) -> None:
    """Every responsibility of ours, and a small one with a job that fails while its register is away."""
    ours = shutil.ignore_patterns("__pycache__", "test_*")
    shutil.copytree(ROOT / "processes", processes, ignore=ours)
    folder = processes / "seal_request"
    (folder / "forms").mkdir(parents=True)
    for name, content in seal_files().items():
        is_form = name.endswith(".json") and name != "en.json"
        (folder / "forms" / name if is_form else folder / name).write_bytes(content)
    (folder / "handlers.py").write_text(HANDLERS.format(register=register), "utf-8")
