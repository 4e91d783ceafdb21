"""Matters: what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select, true, union_all

from engine.model import Actor
from engine.store import reach, search, standings
from engine.store.circulations import answered_in, sent_to
from engine.store.tables.instances import process_instance, user_task, user_task_candidate
from engine.store.tables.office import number
from engine.store.tables.standing import past_holder
from engine.store.talk import followed_by
from engine.store.unit_of_work import AnyRow, View

i = process_instance.c
t = user_task.c
RUNNING = ("active", "suspended", "incident")
_SUMMARY = [c for c in process_instance.c if c.name not in {"snapshot", "undo"}]
_BY_ID = select(process_instance).where(i.id == bindparam("id"))
_IS_PARTY = select(
    exists().where(i.id == bindparam("id"), i.started_by == bindparam("login"))
    | exists().where(
        t.process_instance_id == bindparam("id"),
        or_(
            t.assignee == bindparam("login"), t.closed_by == bindparam("login"), t.owner == bindparam("login")
        ),
    )
    | exists().where(
        past_holder.c.process_instance_id == bindparam("id"), past_holder.c.login == bindparam("login")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which matters a list shows; None does not narrow."""

    process: str | None = None
    states: tuple[str, ...] | None = None
    business_key: str | None = None
    started_by: str | None = None
    party: str | None = None  # a login that took part
    groups: tuple[str, ...] | None = None  # with `party`: or whose groups hold an open task
    acting: Actor | None = None  # with `party`: or a task may be done for somebody he stands for
    late_at: datetime | None = None  # due before this instant
    q: str | None = None  # part of the title, the business key, a number it was given, or what was said in it
    unit_names: tuple[str, ...] | None = None  # an open task waits for one of these groups, logins, @logins
    ids: tuple[str, ...] | None = None
    followed_by: str | None = None  # a login


def row(view: View, instance_id: str) -> AnyRow | None:
    """A matter, snapshot included."""
    return view.row(_BY_ID, id=instance_id)


def is_party(view: View, instance_id: str, login: str) -> bool:
    """Whether a person started the matter or has or had a task in it."""
    return bool(view.value(_IS_PARTY, id=instance_id, login=login))


def page(view: View, wanted: Wanted, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[AnyRow]:
    """Matters without their snapshots, the newest first; ``after``: started_at and id of the last seen."""
    statement = (
        select(*_SUMMARY).where(_narrow(wanted)).order_by(i.started_at.desc(), i.id.desc()).limit(limit)
    )
    if after is not None:
        at, last = after
        statement = statement.where(or_(i.started_at < at, and_(i.started_at == at, i.id < last)))
    return view.rows(statement)


def _narrow(wanted: Wanted) -> Any:
    equal = (
        (i.process_key, wanted.process),
        (i.business_key, wanted.business_key),
        (i.started_by, wanted.started_by),
    )
    conditions: list[Any] = [true(), *(column == value for column, value in equal if value is not None)]
    if wanted.states is not None:
        conditions.append(i.state.in_(wanted.states))
    if wanted.late_at is not None:
        conditions.append(and_(i.due_at < wanted.late_at, i.state.in_(RUNNING)))
    if wanted.q:
        pattern = f"%{escaped(wanted.q)}%"
        numbered = select(number.c.process_instance_id).where(number.c.text.like(pattern, escape="\\"))
        named = i.title.like(pattern, escape="\\"), i.business_key.like(pattern, escape="\\")
        found = search.found_by(wanted.q)
        said = () if found is None else (i.id.in_(found),)
        conditions.append(or_(*named, i.id.in_(numbered), *said))
    if wanted.party is not None:
        conditions.append(seen_by(wanted.party, wanted.groups or (), wanted.acting))
    if wanted.unit_names is not None:
        conditions.append(i.id.in_(_waiting_for(wanted.unit_names)))
    if wanted.ids is not None:
        conditions.append(i.id.in_(wanted.ids))
    if wanted.followed_by is not None:
        conditions.append(i.id.in_(followed_by(wanted.followed_by)))
    return and_(*conditions)


def _waiting_for(names: tuple[str, ...]) -> Any:
    """The matters with an open task that one of them has, or that is offered to one while nobody has it."""
    among = select(user_task_candidate.c.user_task_id).where(user_task_candidate.c.name.in_(names))
    offered = and_(t.assignee.is_(None), or_(t.offered_to.in_(names), t.id.in_(among)))
    return select(t.process_instance_id).where(t.state == "open", or_(t.assignee.in_(names), offered))


def seen_by(login: str, groups: tuple[str, ...], acting: Actor | None = None) -> Any:
    """The matters a person started, took part in, was sent, or is offered a task of, also for another."""
    mine = or_(t.assignee == login, t.closed_by == login, t.owner == login)
    may_do = t.id.in_(reach.own_or_acting(login, groups, ("open",), acting))
    tasks = (select(t.process_instance_id).where(one) for one in (mine, may_do))
    return or_(
        i.started_by == login, i.id.in_(union_all(*tasks, standings.past_matters(login), sent_to(login)))
    )


def people_of(view: View, instance_id: str) -> list[str]:
    """Who began a matter, has done something in it, or answered what was sent."""
    began = select(i.started_by.label("login")).where(i.id == instance_id)
    did = select(t.closed_by).where(t.process_instance_id == instance_id, t.closed_by.is_not(None))
    return [login for (login,) in view.rows(union_all(began, did, answered_in(instance_id)))]


def escaped(text: str) -> str:
    """A text as LIKE takes it literally, a backslash being its escape."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def running(view: View) -> Sequence[str]:
    """Every matter that has not ended."""
    return [instance_id for (instance_id,) in view.rows(select(i.id).where(i.state.in_(RUNNING)))]
