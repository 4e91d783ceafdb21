"""委托代理: somebody is named to act for another for a time, and the naming is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.commands import _digests
from engine.commands._record import Act, record_system
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, new_id
from engine.office import notifications
from engine.store import definitions, standings
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a proxy is for. Neither processes nor kinds: everything."""

    to: str
    until: datetime
    from_: datetime | None = None  # None: from now
    holder: str | None = None  # None: whoever gives it
    processes: Sequence[str] | None = None
    kinds: Sequence[str] | None = None  # categories of processes, as the start page groups them
    can_sign: bool = False
    backlog: bool = True
    reason: str = ""


def give(engine: Engine, terms: Terms, actor: Actor) -> str:
    """Name a proxy for oneself; a manager, for anybody. Answers its id."""
    holder = terms.holder or actor.login
    if holder != actor.login and not actor.is_manager:
        raise Forbidden("only a manager names a proxy for somebody else", code="MANAGERS_ONLY")
    now = engine.clock.now()
    with engine.work() as uow:
        processes = _processes(engine, uow, terms)
        _refuse_faulty(engine, terms, holder, now)
        row = {
            "id": new_id(),
            "holder": holder,
            "deputy": terms.to,
            "starts_at": max(terms.from_ or now, now),
            "ends_at": terms.until,
            "processes": None if processes is None else sorted(processes),
            "kinds": list(terms.kinds) if terms.kinds is not None else None,
            "can_sign": terms.can_sign,
            "backlog": terms.backlog,
            "reason": terms.reason,
            "created_at": now,
            "created_by": actor.login,
        }
        write(engine, uow, row, Act(actor, "proxy.give", f"proxy:{row['id']}", told(row)))
        uow.result = row["id"]
    engine.desks.forget()
    return str(row["id"])


def write(engine: Engine, uow: UnitOfWork, row: Record, act: Act) -> None:
    """A proxy begins: its row, the record, the news to both, the first digest of what is done by it."""
    now = engine.clock.now()
    standings.add(uow, "proxy", {"revoked_at": None, "revoked_by": None, **row})
    record_system(uow, act, now)
    told = {str(row["holder"]), str(row["deputy"])} - {act.actor.login}
    _tell(uow, told, row, "proxy.given", now)
    _digests.plan(engine, uow, str(row["holder"]), max(row["starts_at"], now), row["ends_at"])


def revoke(engine: Engine, proxy_id: str, actor: Actor) -> None:
    """Take a proxy back: who gave it, for whom it was given, who was to act by it, or a manager."""
    now = engine.clock.now()
    with engine.work() as uow:
        row = standings.hold(uow, "proxy", proxy_id)
        if row is None or not (actor.is_manager or actor.login in {row.holder, row.deputy, row.created_by}):
            raise NotFound("there is no such proxy", code="PROXY_NOT_FOUND")
        if row.revoked_at is not None or row.ends_at <= now:
            raise Conflict("the proxy has ended", code="PROXY_ENDED", details={"at": row.revoked_at})
        end(engine, uow, row, actor)
    engine.desks.forget()


def end(engine: Engine, uow: UnitOfWork, row: AnyRow, actor: Actor) -> None:
    """From now on nothing is done by it; both learn of it."""
    now = engine.clock.now()
    standings.end(uow, "proxy", row.id, now, actor.login)
    record_system(uow, Act(actor, "proxy.revoke", f"proxy:{row.id}", told(row._asdict())), now)
    _tell(uow, {row.holder, row.deputy} - {actor.login}, row._asdict(), "proxy.revoked", now)


def categories(engine: Engine, view: View) -> dict[str, list[str]]:
    """The processes of each category, newest versions; those without one under the empty name."""
    found: dict[str, list[str]] = {}
    for row in definitions.latest(view):
        said = engine.versions.get(view, row.id).process.extensions.properties
        found.setdefault(said.get("category", ""), []).append(row.key)
    return found


def _processes(engine: Engine, view: View, terms: Terms) -> set[str] | None:
    """The processes it is for: those named, and those of the kinds named as they are today."""
    if terms.processes is None and terms.kinds is None:
        return None
    of_kind = categories(engine, view)
    known = {key for keys in of_kind.values() for key in keys}
    errors = [_unknown("processes", key) for key in terms.processes or () if key not in known]
    errors += [_unknown("kinds", kind) for kind in terms.kinds or () if kind not in of_kind]
    if errors:
        raise InvalidSubmission(errors)
    found = {*(terms.processes or ()), *(key for kind in terms.kinds or () for key in of_kind[kind])}
    if not found:
        raise InvalidSubmission([FieldError("/scope", "name at least one process or kind, or all")])
    return found


def _unknown(name: str, value: str) -> FieldError:
    return FieldError(f"/scope/{name}", f"there is none named {value!r}")


def _refuse_faulty(engine: Engine, terms: Terms, holder: str, now: datetime) -> None:
    errors = []
    if engine.actor(holder) is None:
        errors.append(FieldError("/holder", f"there is no active account {holder!r}"))
    if engine.actor(terms.to) is None:
        errors.append(FieldError("/to", f"there is no active account {terms.to!r}"))
    if terms.to == holder:
        errors.append(FieldError("/to", "nobody is his own proxy"))
    if terms.until <= max(terms.from_ or now, now):
        errors.append(FieldError("/until", "it ends before it begins, or has ended"))
    if len(terms.reason) > LONGEST_REASON:
        errors.append(FieldError("/reason", f"at most {LONGEST_REASON} characters"))
    if errors:
        raise InvalidSubmission(errors)


def told(row: Record) -> Record:
    """What the record keeps of it; nothing of it is content."""
    names = ("holder", "deputy", "processes", "can_sign", "backlog")
    when = {name: row[name].isoformat() for name in ("starts_at", "ends_at")}
    return {name: row[name] for name in names} | when


def _tell(uow: UnitOfWork, who: set[str], row: Record, text: str, now: datetime) -> None:
    params = told(row)
    notifications.tell(
        uow,
        sorted(who),
        about=f"{text}:{row['id']}",
        kind="notice",
        text=text,
        at=now,
        params={name: params[name] for name in ("holder", "deputy", "starts_at", "ends_at")},
    )
