"""User tasks: what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, false, func, or_, select, true, union, update

from engine.model import Actor
from engine.store import dialects, reach, search, standings
from engine.store.instances import escaped
from engine.store.tables.instances import draft, process_instance, user_task, user_task_candidate
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

t = user_task.c
c = user_task_candidate.c
_BY_ID = select(user_task).where(t.id == bindparam("id"))
_CANDIDATES = select(c.name).where(c.user_task_id == bindparam("id"))
FAR = datetime(9000, 1, 1, tzinfo=UTC)  # tasks without a due date come last


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tasks a list shows; None does not narrow."""

    process_instance: str | None = None
    states: tuple[str, ...] | None = ("open",)
    assignee: str | None = None
    candidate_group: str | None = None
    due_before: datetime | None = None
    q: str | None = None
    process: str | None = None
    closed_by: str | None = None
    share: tuple[str, str] | None = None  # mine (nobody else can do it), offered, or acting: to this login
    light: tuple[str, datetime, datetime] | None = None  # late, soon or fine, by now and the end of soon
    visible_to: tuple[str, tuple[str, ...]] | None = None  # a login and its groups: what may be done by them
    seen_by: tuple[str, tuple[str, ...]] | None = None  # the same, what was offered, his matters' tasks
    acting: Actor | None = None  # with these two: also what may be done for those he stands for
    bulk: bool = False  # what may be approved together with others
    unread: bool = False  # nobody who may do it has looked at it
    handled_by: str | None = None  # completed by this login, or given away by it


def row(view: View, task_id: str) -> AnyRow | None:
    """A task, open or closed."""
    return view.row(_BY_ID, id=task_id)


def candidates(view: View, task_id: str) -> frozenset[str]:
    """GROUP or @LOGIN of everybody a task with several candidates is offered to."""
    return frozenset(row.name for row in view.rows(_CANDIDATES, id=task_id))


def done_for(view: View, holder: str, since: datetime, until: datetime) -> Sequence[AnyRow]:
    """What others completed in somebody's name from an instant until before another, the oldest first."""
    when = t.closed_at >= since, t.closed_at < until
    his = t.on_behalf_of == holder, t.state == "completed"
    return view.rows(select(user_task).where(*his, *when).order_by(t.closed_at, t.id))


def candidates_of(view: View, task_ids: Sequence[str]) -> dict[str, list[str]]:
    """The same for several tasks."""
    found: dict[str, list[str]] = {}
    for row in view.rows(select(c.user_task_id, c.name).where(c.user_task_id.in_(task_ids))):
        found.setdefault(row.user_task_id, []).append(row.name)
    return found


def open_of(view: View, instance_ids: Sequence[str]) -> Sequence[AnyRow]:
    """The open tasks of several matters, the oldest first."""
    wanted = t.process_instance_id.in_(instance_ids), t.state == "open"
    return view.rows(select(user_task).where(*wanted).order_by(t.created_at, t.id))


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """All tasks of a matter, the oldest first."""
    return view.rows(
        select(user_task).where(t.process_instance_id == instance_id).order_by(t.created_at, t.id)
    )


SORTS = {
    "created": (t.created_at, t.id),
    "-created": (t.created_at.desc(), t.id.desc()),
    "due": (func.coalesce(t.due_at, FAR), t.id),
    "priority": (t.priority.desc(), func.coalesce(t.due_at, FAR), t.id),
    "-closed": (t.closed_at.desc(), t.id.desc()),
    "-handled": (func.coalesce(t.closed_at, FAR).desc(), t.id.desc()),  # what I gave away and is open first
}


# What is put together first, before the order.
GROUPS: Mapping[str | None, tuple[Any, ...]] = {
    None: (),
    "process": (t.process_key,),
    "step": (t.process_key, t.element_id),
}


def page(
    view: View, wanted: Wanted, *, sort: str, offset: int, limit: int, group: str | None = None
) -> Sequence[AnyRow]:
    """Tasks in the order asked for."""
    order = (*GROUPS[group], *SORTS[sort])
    return view.rows(select(user_task).where(_narrow(wanted)).order_by(*order).offset(offset).limit(limit))


def colours(view: View, wanted: Wanted, now: datetime, soon: datetime) -> tuple[int, int, int]:
    """How many are late, due before ``soon``, and the rest."""
    late = func.sum(case((t.due_at < now, 1), else_=0))
    near = func.sum(case((and_(t.due_at >= now, t.due_at < soon), 1), else_=0))
    found = view.row(select(func.count(), late, near).where(_narrow(wanted)))
    if found is None or not found[0]:
        return 0, 0, 0
    return int(found[1]), int(found[2]), int(found[0]) - int(found[1]) - int(found[2])


def _narrow(wanted: Wanted) -> Any:
    equal = (
        (t.process_instance_id, wanted.process_instance),
        (t.assignee, wanted.assignee),
        (t.process_key, wanted.process),
        (t.closed_by, wanted.closed_by),
    )
    conditions: list[Any] = [true(), *(column == value for column, value in equal if value is not None)]
    conditions += [t.opened_at.is_(None)] if wanted.unread else []
    conditions += [t.bulk] if wanted.bulk else []
    if wanted.states is not None:
        conditions.append(t.state.in_(wanted.states))
    if wanted.candidate_group is not None:
        conditions.append(_offered_to_any((wanted.candidate_group,)))
    if wanted.due_before is not None:
        conditions.append(t.due_at < wanted.due_before)
    if wanted.q:
        conditions.append(_says(wanted.q))
    if wanted.share is not None:
        conditions.append(_shared(*wanted.share, wanted))
    if wanted.light is not None:
        conditions.append(_lit(*wanted.light))
    if wanted.visible_to is not None:
        login, groups = wanted.visible_to
        conditions.append(t.id.in_(reach.own_or_acting(login, groups, wanted.states, wanted.acting)))
    if wanted.seen_by is not None:
        login, groups = wanted.seen_by
        may_do = reach.own_or_acting(login, groups, wanted.states, wanted.acting)
        taken = reach.offered_and_taken(login, groups, wanted.states)
        conditions.append(
            or_(t.id.in_(may_do), t.id.in_(taken), t.process_instance_id.in_(_taken_part(login)))
        )
    if wanted.handled_by is not None:
        conditions.append(t.id.in_(reach.handled(wanted.handled_by)))
    return and_(*conditions)


def _says(q: str) -> Any:
    """Its title or step has this in it, or its matter said it."""
    pattern = f"%{escaped(q)}%"
    ways = [t.title.like(pattern, escape="\\"), t.name.like(pattern, escape="\\")]
    if (found := search.found_by(q)) is not None:
        ways.append(t.process_instance_id.in_(found))
    return or_(*ways)


def _taken_part(login: str) -> Any:
    """Matters a person started, or has or had a task in."""
    mine = user_task.alias()
    had = select(mine.c.process_instance_id).where(or_(mine.c.assignee == login, mine.c.closed_by == login))
    began = select(process_instance.c.id).where(process_instance.c.started_by == login)
    return union(had, began, standings.past_matters(login))


def _lit(colour: str, now: datetime, soon: datetime) -> Any:
    """The same colours as ``colours`` counts."""
    if colour == "late":
        return t.due_at < now
    if colour == "soon":
        return and_(t.due_at >= now, t.due_at < soon)
    return or_(t.due_at.is_(None), t.due_at >= soon)


def _shared(view: str, login: str, wanted: Wanted) -> Any:
    if view == "acting":
        return _only_for_others(wanted.acting, wanted.states)
    alone = and_(t.assignee.is_(None), t.offered_to == f"@{login}")
    if view == "mine":
        return or_(t.assignee == login, alone)
    return and_(t.assignee.is_(None), or_(t.offered_to.is_(None), t.offered_to != f"@{login}"))


def _only_for_others(acting: Actor | None, states: tuple[str, ...] | None) -> Any:
    """What somebody may do for others and not by himself."""
    foreign = None if acting is None else reach.acting_only(acting, states)
    if acting is None or foreign is None:
        return false()
    own = reach.own(acting.login, tuple(acting.groups), states)
    return and_(t.id.in_(foreign), t.id.not_in(own))


def _offered_to_any(names: tuple[str, ...]) -> Any:
    return or_(t.offered_to.in_(names), t.id.in_(_candidate_of(names)))


def _candidate_of(names: tuple[str, ...]) -> Any:
    return select(c.user_task_id).where(c.name.in_(names))


def called_by(view: View, instance_id: str) -> Sequence[str]:
    """The versions of called processes that asked somebody in a matter."""
    called = t.called_definition_id
    wanted = (t.process_instance_id == instance_id, called.is_not(None))
    return [row[0] for row in view.rows(select(called).where(*wanted).distinct().order_by(called))]


def change(uow: UnitOfWork, task_id: str, values: Mapping[str, Any]) -> None:
    """Write some columns of a task whose matter is held; its revision goes up."""
    uow.execute(update(user_task).where(t.id == task_id).values(**values, revision=user_task.c.revision + 1))


def set_due(uow: UnitOfWork, task_id: str, due: datetime | None) -> None:
    """Another day it is due; who has its form before him may still hand it in."""
    uow.execute(update(user_task).where(t.id == task_id, t.state == "open").values(due_at=due))


def mark_opened(uow: UnitOfWork, task_id: str, at: datetime) -> None:
    """Note the first time that somebody who may do it looked at a task."""
    uow.execute(update(user_task).where(t.id == task_id, t.opened_at.is_(None)).values(opened_at=at))


def read_draft(view: View, task_id: str, login: str) -> AnyRow | None:
    """What somebody typed and has not handed in."""
    return view.row(select(draft).where(draft.c.user_task_id == task_id, draft.c.login == login))


def save_draft(uow: UnitOfWork, task_id: str, login: str, values: Mapping[str, Any], at: datetime) -> None:
    """Keep what somebody typed; the newest replaces the one before."""
    put = dialects.upsert(draft, uow.connection.dialect.name, update=("values", "saved_at"))
    uow.execute(put, {"user_task_id": task_id, "login": login, "values": dict(values), "saved_at": at})


def forget_draft(uow: UnitOfWork, task_id: str, login: str) -> None:
    """Drop a draft."""
    uow.execute(delete(draft).where(draft.c.user_task_id == task_id, draft.c.login == login))
