"""Who answers for a limit, as a ladder or a rule words it: its owner, his head, the office in charge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.machine import Engine
from engine.model import Actor
from engine.office.recipients import Ownership, recipients
from engine.store import user_tasks
from engine.store.unit_of_work import AnyRow, View

MOST = 50  # of those a whole unit's task is told to; all see it in their lists


@dataclass(frozen=True, slots=True)
class About:
    """Which limit of which matter."""

    instance_id: str
    started_by: str
    element_id: str
    token_id: str | None  # none: of the whole matter


def named(engine: Engine, view: View, about: About, words: Iterable[str]) -> tuple[str, ...]:
    """The logins meant: owner and deputy are those of the tasks the limit is about."""
    owners = [name.removeprefix("@") for task in tasks_about(view, about) for name in offered(view, task)]
    directory, today = engine.desk.directory, engine.today()
    ownership = Ownership(tuple(dict.fromkeys(owners)), directory.unit_of(about.started_by, today))
    return recipients(words, ownership, directory, today)[:MOST]


def tasks_about(view: View, about: About) -> list[AnyRow]:
    """The open tasks a limit is about: its own, those at its element, else all of the matter."""
    tasks = [t for t in user_tasks.of_instance(view, about.instance_id) if t.state == "open"]
    own = [t for t in tasks if t.id == about.token_id] or [
        t for t in tasks if about.token_id is None or t.element_id == about.element_id
    ]
    return own or tasks


def offered(view: View, task: AnyRow) -> tuple[str, ...]:
    """Whose a task is: its assignee's, else the candidates'."""
    if task.assignee is not None:
        return (task.assignee,)
    if task.offered_to is not None:
        return (task.offered_to,)
    return tuple(sorted(user_tasks.candidates(view, task.id)))


def may_decide(engine: Engine, view: View, asked: AnyRow, started_by: str, actor: Actor) -> bool:
    """On a request for more time: those named and managers; nobody on his own, nor for who asked (G10)."""
    if not {asked.asked_by, asked.on_behalf_of}.isdisjoint({actor.login, actor.on_behalf_of or actor.login}):
        return False
    about = About(asked.process_instance_id, started_by, asked.element_id, asked.token_id)
    return actor.is_manager or actor.login in named(engine, view, about, asked.decided_by_groups)
