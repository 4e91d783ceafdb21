"""A bare machine: a few people, no processes but what a test deploys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from engine.commands import deployments
from engine.handlers import Handler
from engine.machine import Engine
from engine.model import SYSTEM
from engine.office import staff
from tests.office import Office, build


class Bare(Office):
    """An office of four: ann manages, bob and cai are clerks, eve is nobody in particular."""

    def deploy_diagram(self, xml: bytes, **files: bytes) -> None:
        """Deploy one diagram under its process's name, with files by name (``__`` for the dot)."""
        named = {name.replace("__", "."): content for name, content in files.items()}
        deployments.deploy(self.engine, {"diagram.bpmn": xml, **named}, SYSTEM)

    def with_handlers(self, **handlers: Handler) -> Bare:
        """The same office with handlers by their names (``__`` for the dot)."""
        known: Mapping[str, Handler] = {h.name: h for h in handlers.values()}
        return Bare(replace(self.engine, handlers={**self.engine.handlers, **known}))


def people(engine: Engine) -> None:
    """Ann, Bob, Cai, Eve."""
    now = engine.clock.now()
    with engine.work() as uow:
        staff.add_user(uow, "ann", "安", roles=("staff", "manager", "designer"), now=now)
        staff.add_user(uow, "bob", "鲍", groups=("clerks",), now=now)
        staff.add_user(uow, "cai", "蔡", groups=("clerks",), now=now)
        staff.add_user(uow, "eve", "夏", now=now)
    engine.desks.forget()


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Bare]:
    """The bare machine on each database."""
    engine = build(database_url, tmp_path)
    people(engine)
    yield Bare(replace(engine, folders={}, handlers={}))
    engine.database.dispose()
