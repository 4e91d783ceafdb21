"""Somebody who calls the API with a token of his own."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import json
from engine.commands import accounts
from engine.model import SYSTEM
from tests.office import Office
from tests.web.apps import app_of

PATH = "/api/v1"


class Caller:
    """``api("login").post("/process-instances", json={…})``: the answer, or an assertion that says why not."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self.client = client
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Whatever comes back."""
        headers = {**self.headers, **(more.pop("headers", None) or {})}
        if "json" in more:
            more["data"], more["content_type"] = json.dump(more.pop("json")), "application/json"
        path = path if path.startswith(("/api/", "/healthz", "/readyz", "/metrics")) else PATH + path
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        """What stands there."""
        return answered(self.ask("GET", path, query_string=query))

    def post(
        self, path: str, json: Any = None, /, expect: tuple[int, ...] = (200, 201, 202), **more: Any
    ) -> Any:
        """Do it."""
        return answered(self.ask("POST", path, json=more.pop("json", json) or {}, **more), expect)

    def refused(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The problem that comes back."""
        answer = self.ask(method, path, **more)
        assert 400 <= answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        assert answer.mimetype == "application/problem+json", answer.mimetype
        problem: dict[str, Any] = json.load(answer.data)
        assert problem["status"] == answer.status_code
        return problem

    def tasks(self, **query: Any) -> list[dict[str, Any]]:
        """Tasks this person sees, all pieces of the list."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.get("/user-tasks", **query)
            found += page["items"]
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]

    def complete(self, element_id: str, process_instance: str, **values: Any) -> dict[str, Any]:
        """Complete the one open task of a matter at an element."""
        found = [t for t in self.tasks(process_instance=process_instance) if t["element_id"] == element_id]
        assert len(found) == 1, f"{len(found)} open tasks at {element_id} for this caller"
        done: dict[str, Any] = self.post(f"/user-tasks/{found[0]['id']}/complete", {"variables": values})
        return done


class Api:
    """The API of an office: ``api("login")`` is a caller; ``api.nobody`` has no token."""

    def __init__(self, office: Office, app: Flask | None = None) -> None:
        self.office = office
        self.app = app or app_of(office.engine)
        self._tokens: dict[str, str] = {}

    def __call__(self, login: str) -> Caller:
        if login not in self._tokens:
            self._tokens[login] = accounts.create_token(self.office.engine, login, "test", SYSTEM)
        return Caller(self.app.test_client(), self._tokens[login])

    @property
    def nobody(self) -> Caller:
        """Somebody without a token."""
        return Caller(self.app.test_client(), None)


def answered(answer: TestResponse, expect: tuple[int, ...] = (200, 201, 202)) -> Any:
    """The JSON of an answer that must be one of these."""
    assert answer.status_code in expect, f"{answer.status_code}: {answer.text[:2000]}"
    return json.load(answer.data)
