"""The window for page tests: a browser without scripts for every person, and a small process to handle."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bpmn.layout import layout
from engine.commands import deployments
from engine.model import SYSTEM
from engine.store import sessions
from tests.office import Matter, Office
from tests.web.apps import app_of
from web.auth import COOKIE

SEAL = Path(__file__).parent / "seal"
APPLICANT, KEEPER, MANAGER, DESIGNER, ADMIN = "liujh", "luodr", "shifl", "tangsr", "ouyanglj"


@cache
def seal_files() -> dict[str, bytes]:
    files = {file.name: file.read_bytes() for file in SEAL.iterdir()}
    files["seal_request.bpmn"] = layout(files["seal_request.bpmn"])
    return files


class Person:
    """Somebody in front of a browser that runs no scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, **more: Any) -> TestResponse:
        return self.client.get(url, **more)

    def page(self, url: str) -> str:
        answer = self.get(url, follow_redirects=True)
        assert answer.status_code == 200, f"{url}: {answer.status_code}\n{answer.text[:3000]}"
        return answer.text

    def csrf(self) -> str:
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', self.get("/password").text)
        found = found or re.search(r'name="csrf-token" content="([0-9a-f]+)"', self.get("/login").text)
        assert found is not None
        return found[1]

    def post(self, url: str, _follow: bool = True, _headers: Any = None, **fields: Any) -> TestResponse:
        data = {"csrf_token": self.csrf(), **fields}
        return self.client.post(url, data=data, follow_redirects=_follow, headers=_headers)

    def speaks(self, locale: str) -> Person:
        self.client.set_cookie("liye_language", locale)
        return self


class Window:
    """The pages on the demo office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.app: Flask = app_of(office.engine)
        deployments.deploy(office.engine, seal_files(), SYSTEM)

    def stranger(self) -> Person:
        return Person(self.app.test_client())

    def as_(self, login: str) -> Person:
        """Signed in, without spending time on hashing a password."""
        engine, token = self.office.engine, f"token-of-{login}"
        now = engine.wall.now()
        row = {
            "id": hashlib.sha256(token.encode()).hexdigest(),
            "login": login,
            "created_at": now,
            "seen_at": now,
            "expires_at": now + timedelta(hours=1),
            "data": None,
        }
        with engine.work() as uow:
            sessions.remove(uow, row["id"])
            sessions.add(uow, row)
        client = self.app.test_client()
        client.set_cookie(COOKIE, token)
        return Person(client)

    def matter(self, subject: str = "关于印发会议纪要的用印") -> Matter:
        """A request that waits for the seal keeper."""
        return self.office.start("seal_request", APPLICANT).do("apply", APPLICANT, subject=subject, copies=3)
