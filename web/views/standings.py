"""我的委托与请假: who acts for me, for whom I act, when I am away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.clock import OFFICE_ZONE
from engine.commands import absences, proxies
from engine.errors import FieldError, InvalidSubmission
from engine.model import Actor
from engine.office.standings import Absence, Proxy
from engine.queries import definitions
from engine.queries import standings as queries
from web import asking, auth, current, languages, naming, people, refusals, showing
from web.auth import Answer, signed_in
from web.languages import gettext as _

PostOf: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]  # a post, its holders, its deputies
pages = auth.protect(Blueprint("standings", __name__))


@pages.get("/proxies")
@signed_in
def mine(actor: Actor) -> Answer:
    """Everything about it on one page."""
    return _page(actor, {})


@pages.post("/proxies")
@signed_in
def give(actor: Actor) -> Answer:
    """Somebody acts for me from a day to a day."""
    asking.if_refused(lambda error: _page(actor, request.form, error, "proxy"))
    scope = request.form.get("scope", "all")
    terms = proxies.Terms(
        to=people.login_of(request.form.get("to", "")),
        holder=people.login_of(request.form.get("holder", "")) or None,
        from_=_start(request.form.get("from", ""), "/from"),
        until=_end(request.form.get("until", "")),
        processes=request.form.getlist("processes") if scope == "processes" else None,
        kinds=request.form.getlist("kinds") if scope == "kinds" else None,
        can_sign="can_sign" in request.form,
        backlog="backlog" in request.form,
        reason=request.form.get("reason", ""),
    )
    proxies.give(current.engine(), terms, actor)
    flash(_("%(name)s acts from now on as was said.", name=people.person_of(terms.to).name), "success")
    return redirect(url_for("standings.mine"))


@pages.post("/proxies/<proxy_id>/revoke")
@signed_in
def revoke(actor: Actor, proxy_id: str) -> Answer:
    """I take it back."""
    proxies.revoke(current.engine(), proxy_id, actor)
    flash(_("Taken back: nothing is done by it any more."), "success")
    return redirect(url_for("standings.mine"))


@pages.post("/absences")
@signed_in
def away(actor: Actor) -> Answer:
    """I am away from a day to a day."""
    asking.if_refused(lambda error: _page(actor, request.form, error, "absence"))
    absences.record(
        current.engine(),
        _start(request.form.get("from", ""), "/from") or current.now(),
        _end(request.form.get("until", "")),
        actor,
        login=people.login_of(request.form.get("login", "")) or None,
        kind=request.form.get("kind", "leave"),
        note=request.form.get("note", ""),
    )
    flash(_("Noted. While it lasts your deputies are offered your tasks too."), "success")
    return redirect(url_for("standings.mine"))


@pages.post("/absences/<absence_id>/cancel")
@signed_in
def back(actor: Actor, absence_id: str) -> Answer:
    """I am back, or do not go."""
    absences.cancel(current.engine(), absence_id, actor)
    flash(_("Cancelled."), "success")
    return redirect(url_for("standings.mine"))


def _page(
    actor: Actor, given: Mapping[str, Any], error: InvalidSubmission | None = None, form: str = ""
) -> str:
    engine = current.engine()
    found = queries.proxies(engine, actor, cursor=request.args.get("cursor"), limit=100)
    latest = definitions.page(engine, latest=True, limit=200).items
    return render_template(
        "standings/mine.html",
        proxies=found,
        absences=queries.absences(engine, actor, limit=50).items,
        posts=_posts(actor),
        people=people.active(),
        processes=[one.key for one in latest],
        kinds=_kinds([one.key for one in latest]),
        given=given,
        chosen=request.form.getlist("processes") + request.form.getlist("kinds"),
        form=form,
        errors=refusals.by_field(error),
        today=current.today(),
        span=_span,
    )


def _kinds(processes: Sequence[str]) -> dict[str, str]:
    """The categories of processes: as they are stored, and as the start page shows them."""
    found: dict[str, str] = {}
    for version in filter(None, map(naming.newest, processes)):
        kind = version.process.extensions.properties.get("category", "")
        found[kind] = version.text("category", kind, languages.locale()) or _("Others")
    return dict(sorted(found.items(), key=lambda one: (one[1] == _("Others"), one)))


def _span(one: Proxy | Absence) -> str:
    """From its first day to its last; with the minute where it does not begin or end with a day."""
    begins_with_the_day = f"{one.starts_at.astimezone(OFFICE_ZONE):%H:%M}" == "00:00"
    start = showing.day(one.starts_at) if begins_with_the_day else showing.short(one.starts_at)
    return f"{start} – {showing.end(one.ends_at - timedelta(minutes=1))}"


def _posts(actor: Actor) -> list[PostOf]:
    """My posts with their deputies, and the posts I deputise in with their holders."""
    directory, today = current.engine().desk.directory, current.today()
    me = (actor.login,)
    own: list[PostOf] = [
        (post.id, me, directory.deputies_of_post(post.id, today))
        for post in directory.posts_of(actor.login, today)
    ]
    return own + [(post.id, holders, me) for post, holders in directory.deputised_by(actor.login, today)]


def _start(text: str, pointer: str) -> datetime | None:
    return None if not text else datetime.combine(_day(text, pointer), time(), OFFICE_ZONE)


def _end(text: str) -> datetime:
    """The day said is the last one."""
    return datetime.combine(_day(text, "/until") + timedelta(days=1), time(), OFFICE_ZONE)


def _day(text: str, pointer: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise InvalidSubmission([FieldError(pointer, _("Say a day."))]) from None
    if not 1900 < found.year < 9000:
        raise InvalidSubmission([FieldError(pointer, _("Say a day."))])
    return found
