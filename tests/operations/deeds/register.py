"""Which deeds there are, and which commands of the engine each of them tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.model import UserTask
from tests.operations.life import Life

Deed = Callable[[Life, UserTask | None], Any]

DEEDS: dict[str, Deed] = {}
TRIED: dict[Callable[..., Any], str] = {}  # commands, and the deed that tries each


def deed(*commands: Callable[..., Any]) -> Callable[[Deed], Deed]:
    """What somebody may think of doing with a matter, on an open task of it if there is one."""

    def enter(one: Deed) -> Deed:
        DEEDS[one.__name__] = one
        TRIED.update(dict.fromkeys(commands, one.__name__))
        return one

    return enter


def act(life: Life, name: str) -> None:
    """Try one deed on one of the matters that go on."""
    life.turn()
    if life.has_ended:
        return
    tasks = life.tasks
    DEEDS[name](life, life.dice.choice(tasks) if tasks else None)
