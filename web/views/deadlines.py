"""Limits on pages: paused and resumed, more time asked for and decided on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import deadlines, extensions
from engine.errors import EngineError, InvalidSubmission
from engine.model import Actor
from engine.queries import extensions as queries
from web import auth, current
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("deadlines", __name__))


@pages.get("/extensions")
@signed_in
def requests(actor: Actor) -> Answer:
    """Requests for more time: mine, and those I decide on."""
    state = request.args.get("state", "asked")
    state = state if state in queries.STATES else "asked"
    page = queries.page(current.engine(), actor, state=state, cursor=request.args.get("cursor"))
    return render_template("deadlines/extensions.html", page=page, state=state)


@pages.get("/extensions/<extension_id>")
@signed_in
def extension(actor: Actor, extension_id: str) -> Answer:
    """One of them."""
    return render_template("deadlines/extension.html", one=queries.get(current.engine(), extension_id, actor))


@pages.post("/extensions/<extension_id>/approve")
@signed_in
def approve(actor: Actor, extension_id: str) -> Answer:
    """More time is given."""
    extensions.approve(current.engine(), extension_id, actor, request.form.get("reason", ""))
    flash(_("The extension is approved; reminders count from the new end."), "success")
    return redirect(url_for("deadlines.extension", extension_id=extension_id))


@pages.post("/extensions/<extension_id>/refuse")
@signed_in
def refuse(actor: Actor, extension_id: str) -> Answer:
    """It is not."""
    there = url_for("deadlines.extension", extension_id=extension_id)

    def do() -> None:
        extensions.refuse(current.engine(), extension_id, request.form.get("reason", ""), actor)

    return _done(do, _("The extension is refused."), there)


@pages.post("/matters/<matter_id>/deadlines/<deadline_id>/pause")
@signed_in
def pause(actor: Actor, matter_id: str, deadline_id: str) -> Answer:
    """The days of a limit do not count."""
    given = request.form.get("ground", ""), request.form.get("reason", "")

    def do() -> None:
        deadlines.pause(current.engine(), matter_id, deadline_id, *given, actor)

    return _done(do, _("The limit is paused."), url_for("matters.show", matter_id=matter_id))


@pages.post("/matters/<matter_id>/deadlines/<deadline_id>/resume")
@signed_in
def resume(actor: Actor, matter_id: str, deadline_id: str) -> Answer:
    """It goes on."""
    deadlines.resume(current.engine(), matter_id, deadline_id, actor)
    flash(_("The limit goes on; the days it stood still are added to its end."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


@pages.post("/matters/<matter_id>/deadlines/<deadline_id>/extension")
@signed_in
def ask(actor: Actor, matter_id: str, deadline_id: str) -> Answer:
    """More time is asked for."""
    to, reason = request.form.get("to", "").strip(), request.form.get("reason", "")

    def do() -> None:
        extensions.ask(current.engine(), matter_id, deadline_id, to, reason, actor)

    told = _("Asked for; who decides was told. The limit stays as it is until then.")
    return _done(do, told, url_for("matters.show", matter_id=matter_id))


def _done(do: Callable[[], None], told: str, there: str) -> Answer:
    """Do it and go back; what was filled in wrongly is said there, beside everything else."""
    try:
        do()
    except InvalidSubmission as error:
        flash(_refusal(error), "error")
        return redirect(there)
    flash(told, "success")
    return redirect(there)


def _refusal(error: EngineError) -> str:
    pointers = {one.pointer for one in error.errors} if isinstance(error, InvalidSubmission) else set()
    if "/reason" in pointers:
        return _("Say why: the reason is missing.")
    if "/to" in pointers:
        return _("Give a day after the present end, or an amount such as 5WD.")
    if "/ground" in pointers:
        return _("Choose one of the grounds.")
    return _("Something is missing or wrong.")
