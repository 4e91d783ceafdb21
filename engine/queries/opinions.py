"""One's phrases and signature; what belongs to the opinions of a matter beside their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor
from engine.office import files
from engine.office.files import File
from engine.store import instances
from engine.store import opinions as store

OFFICE_PHRASES = "opinion.phrases"  # the policy: what everybody finds who has none of his own


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the author of an opinion put right later."""

    user_task_id: str
    login: str
    on_behalf_of: str | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What belongs to the opinions of a matter beside their words."""

    inks: Mapping[tuple[str, str], str] = field(default_factory=dict)  # task and login: file
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)  # by task
    signatures: Sequence[Any] = ()

    def signature(self, login: str, at: datetime) -> str | None:
        """The picture somebody signed with at a moment."""
        return store.signed_before(self.signatures, login, at)


def phrases(engine: Engine, actor: Actor) -> tuple[str, ...]:
    """One's own, else the office's."""
    return own_phrases(engine, actor) or engine.desk.policies.texts(OFFICE_PHRASES)


def own_phrases(engine: Engine, actor: Actor) -> tuple[str, ...]:
    """One's own."""
    with engine.reading() as view:
        return tuple(store.phrases(view, actor.login))


def signature(engine: Engine, actor: Actor) -> str | None:
    """The file one signs with now."""
    with engine.reading() as view:
        return store.signed_before(store.signatures(view, [actor.login]), actor.login, engine.clock.now())


def ink(engine: Engine, task_id: str, actor: Actor) -> str | None:
    """What one has written by hand for a task."""
    with engine.reading() as view:
        row = store.ink_of(view, task_id, actor.login)
    return None if row is None else str(row.file_id)


def marks(engine: Engine, instance_id: str, logins: Sequence[str], actor: Actor) -> Marks:
    """Of the opinions of a matter one may see; ``logins``: who gave them."""
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, instance_id), actor)
        inks = store.inks(view, instance_id, actor.login)
        corrections = store.corrections(view, instance_id)
        signed = store.signatures(view, sorted(set(logins)))
    found: dict[str, list[Correction]] = {}
    for row in corrections:
        made = Correction(
            user_task_id=row.user_task_id,
            login=row.login,
            on_behalf_of=row.on_behalf_of,
            at=row.at,
            text=row.text,
        )
        found.setdefault(row.user_task_id, []).append(made)
    return Marks(
        {(row.user_task_id, row.login): row.file_id for row in inks},
        {task: tuple(some) for task, some in found.items()},
        signed,
    )


def picture(engine: Engine, file_id: str, actor: Actor, *, matter: str | None = None) -> File:
    """A signature or a page of ink: one's own, or of the opinions of a matter one may see."""
    with engine.reading() as view:
        mine = {row.file_id for row in store.signatures(view, [actor.login])}
        if file_id not in mine:
            if matter is None:
                raise NotFound("there is no such file", code="FILE_NOT_FOUND")
            rights.visible_instance(view, instances.row(view, matter), actor)
            inks = {row.file_id for row in store.inks(view, matter, actor.login)}
            people = instances.people_of(view, matter)
            signed = {row.file_id for row in store.signatures(view, people)}
            if file_id not in inks | signed:
                raise NotFound("there is no such file", code="FILE_NOT_FOUND")
        return files.of(view, file_id)
