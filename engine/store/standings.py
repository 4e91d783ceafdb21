"""Proxies, absences, and what a task says of those who act for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, exists, or_, select, update

from engine.store import facts
from engine.store.tables.instances import process_instance
from engine.store.tables.standing import absence, deputy_offer, past_holder, proxy, proxy_limit
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

FACT = "standings"
TABLES: Mapping[str, Table] = {"proxy": proxy, "absence": absence}
_ENDED = {"proxy": ("revoked_at", "revoked_by"), "absence": ("cancelled_at", "cancelled_by")}
_LIMITS = select(proxy_limit.c.kind, proxy_limit.c.name).where(
    proxy_limit.c.user_task_id == bindparam("task_id")
)
_STARTED_BY = select(
    exists().where(
        process_instance.c.id == bindparam("id"), process_instance.c.started_by == bindparam("login")
    )
)
_OFFERS = select(deputy_offer.c.holder).where(
    deputy_offer.c.user_task_id == bindparam("task_id"), deputy_offer.c.deputy == bindparam("deputy")
)


def all_standing(view: View, noun: str) -> Sequence[Mapping[str, Any]]:
    """Every proxy or absence that was not taken back."""
    table, ended = TABLES[noun], _ENDED[noun][0]
    rows = view.rows(select(table).where(table.c[ended].is_(None)).order_by(table.c.created_at, table.c.id))
    return [row._asdict() for row in rows]


def row(view: View, noun: str, row_id: str) -> AnyRow | None:
    """One of them, whatever became of it."""
    return view.row(select(TABLES[noun]).where(TABLES[noun].c.id == row_id))


def hold(uow: UnitOfWork, noun: str, row_id: str) -> AnyRow | None:
    """The same, locked until the transaction ends."""
    return uow.row(select(TABLES[noun]).where(TABLES[noun].c.id == row_id).with_for_update())


def page(
    view: View, noun: str, *, of: str | None, after: tuple[datetime, str] | None, limit: int
) -> Sequence[AnyRow]:
    """The newest first, those taken back too; ``of``: those that concern this person."""
    table = TABLES[noun]
    statement = select(table).order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    if of is not None:
        concerned = [table.c[name] == of for name in ("holder", "deputy", "login") if name in table.c]
        statement = statement.where(or_(*concerned))
    if after is not None:
        at, last = after
        older = and_(table.c.created_at == at, table.c.id < last)
        statement = statement.where(or_(table.c.created_at < at, older))
    return view.rows(statement)


def add(uow: UnitOfWork, noun: str, record: Record) -> None:
    """A new one; all machines read them anew."""
    uow.execute(TABLES[noun].insert(), record)
    facts.change(uow, FACT)


def end(uow: UnitOfWork, noun: str, row_id: str, at: datetime, by: str) -> None:
    """It was taken back; same."""
    ended_at, ended_by = _ENDED[noun]
    table = TABLES[noun]
    uow.execute(update(table).where(table.c.id == row_id).values({ended_at: at, ended_by: by}))
    facts.change(uow, FACT)


def resume(uow: UnitOfWork, proxy_id: str) -> None:
    """One that was taken back holds again."""
    uow.execute(update(proxy).where(proxy.c.id == proxy_id).values(revoked_at=None, revoked_by=None))
    facts.change(uow, FACT)


def unended(uow: UnitOfWork, login: str, now: datetime) -> Sequence[AnyRow]:
    """The proxies a person gave or acts by that have not ended, locked."""
    mine = or_(proxy.c.holder == login, proxy.c.deputy == login)
    holds_on = proxy.c.revoked_at.is_(None), proxy.c.ends_at > now
    return uow.rows(select(proxy).where(mine, *holds_on).order_by(proxy.c.id).with_for_update())


def holds(view: View, ground: str, now: datetime) -> bool:
    """Whether the proxy or absence somebody acts by (proxy:ID) holds in this very transaction."""
    noun, _colon, row_id = ground.partition(":")
    found = row(view, noun, row_id)
    if found is None or getattr(found, _ENDED[noun][0]) is not None:
        return False
    return bool(found.starts_at <= now < found.ends_at)


# -- of tasks --------------------------------------------------------------------------------------


def limits(view: View, task_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """GROUP or @LOGIN of those kept out at a task, and of those who alone act there for another."""
    rows = view.rows(_LIMITS, task_id=task_id)
    return tuple(frozenset(r.name for r in rows if r.kind == kind) for kind in ("except", "only"))  # type: ignore[return-value]


def add_limits(uow: UnitOfWork, task_id: str, kind: str, names: Iterable[str]) -> None:
    """What a step says of proxies; written after the tasks."""
    for name in sorted(names):
        uow.add(proxy_limit, {"user_task_id": task_id, "kind": kind, "name": name})


def is_starter(view: View, instance_id: str, login: str) -> bool:
    """Whether a person began a matter."""
    return bool(view.value(_STARTED_BY, id=instance_id, login=login))


def offers(view: View, task_id: str, deputy: str) -> Sequence[str]:
    """Whose unanswered task it is that is also offered to this deputy."""
    return [found.holder for found in view.rows(_OFFERS, task_id=task_id, deputy=deputy)]


def offer(uow: UnitOfWork, task_id: str, deputy: str, holder: str, at: datetime) -> None:
    """The deputy may do it too from now on."""
    if holder in offers(uow, task_id, deputy):
        return  # the task was taken back and opened again: it is his still
    uow.add(deputy_offer, {"user_task_id": task_id, "deputy": deputy, "holder": holder, "at": at})


def remember(
    uow: UnitOfWork, task_id: str, instance_id: str, login: str, how: str, to: str, at: datetime
) -> None:
    """Somebody gave a task away: it stays among what he handled."""
    forget(uow, task_id, login)
    values = {"user_task_id": task_id, "login": login, "process_instance_id": instance_id}
    uow.execute(past_holder.insert(), {**values, "how": how, "to_login": to, "at": at})


def forget(uow: UnitOfWork, task_id: str, login: str) -> None:
    """He has it again."""
    mine = and_(past_holder.c.user_task_id == task_id, past_holder.c.login == login)
    uow.execute(delete(past_holder).where(mine))


def past(view: View, task_id: str, login: str) -> AnyRow | None:
    """How and to whom a person gave a task away."""
    mine = and_(past_holder.c.user_task_id == task_id, past_holder.c.login == login)
    return view.row(select(past_holder).where(mine))


def past_matters(login: str) -> Any:
    """The matters in which a person gave a task away, as a subquery."""
    return select(past_holder.c.process_instance_id).where(past_holder.c.login == login)
