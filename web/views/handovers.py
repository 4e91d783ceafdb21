"""工作移交: everything somebody has goes to another when he leaves or moves."""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import rights
from engine.commands import handovers as commands
from engine.machine import Engine
from engine.model import Actor
from engine.queries import handovers as queries
from web import auth, current, deeds, people
from web.auth import Answer, signed_in
from web.deeds import Deed
from web.languages import gettext as _

pages = auth.protect(Blueprint("handovers", __name__))


def handing(view: Any) -> Any:
    """For managers and administrators of accounts."""

    @wraps(view)
    def guarded(actor: Actor, /, *args: Any, **kwargs: Any) -> Answer:
        rights.refuse_unless_hands_over(actor)
        found: Answer = view(actor, *args, **kwargs)
        return found

    return signed_in(guarded)


@pages.get("/handovers")
@handing
def overview(actor: Actor) -> Answer:
    """The form, and what was handed over before."""
    return _page(actor, Deed(request.args))


@pages.post("/handovers")
@handing
def hand_over(actor: Actor) -> Answer:
    """Look first; then do it."""
    given = deeds.given("from", "to", "reason")
    from_, to = people.login_of(given["from"]), people.login_of(given["to"]) or None

    def act(machine: Engine) -> str:
        return commands.hand_over(machine, from_, to, given["reason"], actor)

    def done() -> str:
        flash(_("Handed over."), "success")
        return url_for("handovers.overview")

    return deeds.looked_at_first(partial(_page, actor), given, act, done)


@pages.post("/handovers/<handover_id>/take-back")
@handing
def take_back(actor: Actor, handover_id: str) -> Answer:
    """What has not been done meanwhile goes back."""
    commands.take_back(current.engine(), handover_id, actor)
    flash(_("Taken back: what was not done meanwhile is where it was."), "success")
    return redirect(url_for("handovers.overview"))


def _page(actor: Actor, deed: Deed) -> str:
    told = deed.found.notified if deed.found else ()
    moved = next((one for one in told if one.text == "handover.received"), None)
    return render_template(
        "handovers/overview.html",
        page=queries.page(current.engine(), actor, cursor=request.args.get("cursor"), limit=20),
        **deed.shown,
        heir=moved.recipient if moved else None,
        items=moved.params["n"] if moved else 0,
        people=people.active(),
        former=people.former(),
    )
