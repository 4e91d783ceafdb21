"""Who acts for whom, and who is away."""

from __future__ import annotations

from typing import Literal

from flask import Response
from pydantic import Field

from engine.commands import absences as absence_commands
from engine.commands import proxies as commands
from engine.errors import FieldError, InvalidSubmission
from engine.office.standings import Absence, Proxy
from engine.queries import standings as queries
from web.api import calls
from web.api.shapes import Answer, Body, ById, Instant, Nothing, Paged, Shown, Text

proxies = calls.noun("proxies", "Who acts for whom, and who is away")


class Scope(Body):
    """What a proxy is for: everything, or some processes, or the processes of some kinds."""

    all: bool = False
    processes: list[Text] | None = Field(None, max_length=200)
    kinds: list[Text] | None = Field(None, max_length=50, description="categories of the start page")


class NewProxy(Body):
    """Who acts for me, until when, in what."""

    to: Text
    from_: Instant | None = Field(None, alias="from", description="now, if nothing is said")
    until: Instant
    scope: Scope = Field(description='`{"all": true}`, or processes and kinds')
    can_sign: bool = False
    backlog: bool = Field(True, description="also what was there before it began")
    reason: str = Field("", max_length=500)
    holder: Text | None = Field(None, description="for whom, if not for the caller: managers only")


class ProxyAnswer(Answer):
    """A proxy."""

    id: str
    holder: str
    deputy: str
    from_: Shown = Field(alias="from")
    until: Shown
    processes: list[str] | None = Field(description="null: all")
    kinds: list[str] | None
    can_sign: bool
    backlog: bool
    reason: str
    created_at: Shown
    created_by: str
    revoked_at: Shown | None
    revoked_by: str | None
    holds: bool = Field(description="now")


class ProxiesAnswer(Answer):
    """A piece of the list."""

    items: list[ProxyAnswer]
    next: str | None


class NewAbsence(Body):
    """When somebody is away."""

    from_: Instant = Field(alias="from")
    until: Instant
    kind: Literal["leave", "trip", "other"] = "leave"
    note: str = Field("", max_length=500)
    login: Text | None = Field(None, description="who, if not the caller: managers only")


class AbsenceAnswer(Answer):
    """An absence."""

    id: str
    login: str
    from_: Shown = Field(alias="from")
    until: Shown
    kind: str
    note: str
    created_at: Shown
    created_by: str
    cancelled_at: Shown | None
    cancelled_by: str | None
    holds: bool = Field(description="now")


class AbsencesAnswer(Answer):
    """A piece of the list."""

    items: list[AbsenceAnswer]
    next: str | None


class ConcernedQuery(Paged):
    """Whose; managers see everybody's, others their own."""

    login: str | None = None


@proxies.get("/proxies", responses={"200": ProxiesAnswer})
def list_proxies(query: ConcernedQuery) -> Response:
    """Those the caller gave or acts by, the newest first, with those that ended."""
    page = queries.proxies(
        calls.machine(), calls.actor(), whose=query.login, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, _proxy)


@proxies.post("/proxies", responses={"201": ProxyAnswer})
def give_proxy(body: NewProxy) -> Response:
    """Name somebody who acts for me for a time."""
    scope = body.scope
    if scope.all is (scope.processes is not None or scope.kinds is not None):
        raise InvalidSubmission([FieldError("/scope", "either all, or processes and kinds")])
    terms = commands.Terms(
        to=body.to,
        until=body.until,
        from_=body.from_,
        holder=body.holder,
        processes=None if scope.all else scope.processes or [],
        kinds=scope.kinds,
        can_sign=body.can_sign,
        backlog=body.backlog,
        reason=body.reason,
    )
    actor = calls.actor()
    made = calls.once(lambda machine: commands.give(machine, terms, actor), made=str)
    return calls.answer(_proxy(queries.proxy(calls.machine(), made, actor)), 201)


@proxies.post("/proxies/<id>/revoke", responses={"200": ProxyAnswer})
def revoke_proxy(path: ById, body: Nothing) -> Response:
    """Take it back: from now on nothing is done by it."""
    actor = calls.actor()
    calls.once(lambda machine: commands.revoke(machine, path.id, actor), made=calls.nothing)
    return calls.answer(_proxy(queries.proxy(calls.machine(), path.id, actor)))


@proxies.get("/absences", responses={"200": AbsencesAnswer})
def list_absences(query: ConcernedQuery) -> Response:
    """When the caller is or was away, the newest first."""
    page = queries.absences(
        calls.machine(), calls.actor(), whose=query.login, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, _absence)


@proxies.post("/absences", responses={"201": AbsenceAnswer})
def record_absence(body: NewAbsence) -> Response:
    """Somebody is away: while he is, the deputies of his posts are offered his tasks too."""
    actor = calls.actor()
    made = calls.once(
        lambda machine: absence_commands.record(
            machine, body.from_, body.until, actor, login=body.login, kind=body.kind, note=body.note
        ),
        made=str,
    )
    return calls.answer(_absence(queries.absence(calls.machine(), made, actor)), 201)


@proxies.post("/absences/<id>/cancel", responses={"200": AbsenceAnswer})
def cancel_absence(path: ById, body: Nothing) -> Response:
    """It does not take place, or ends now."""
    actor = calls.actor()
    calls.once(lambda machine: absence_commands.cancel(machine, path.id, actor), made=calls.nothing)
    return calls.answer(_absence(queries.absence(calls.machine(), path.id, actor)))


def _proxy(one: Proxy) -> ProxyAnswer:
    names = ("id", "holder", "deputy", "can_sign", "backlog", "reason", "created_at", "created_by")
    values = {name: getattr(one, name) for name in (*names, "revoked_at", "revoked_by")}
    lists = {name: None if (v := getattr(one, name)) is None else list(v) for name in ("processes", "kinds")}
    now = calls.machine().clock.now()
    when = {"from": one.starts_at, "until": one.ends_at, "holds": one.holds_at(now)}
    return ProxyAnswer.model_validate(values | lists | when)


def _absence(one: Absence) -> AbsenceAnswer:
    names = ("id", "login", "kind", "note", "created_at", "created_by", "cancelled_at", "cancelled_by")
    values = {name: getattr(one, name) for name in names}
    now = calls.machine().clock.now()
    when = {"from": one.starts_at, "until": one.ends_at, "holds": one.holds_at(now)}
    return AbsenceAnswer.model_validate(values | when)
