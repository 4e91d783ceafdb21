"""The bulletin of overdue matters: managers prepare it from the draft the ladder writes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import bulletins
from engine.model import Actor
from engine.queries import bulletins as queries
from web import auth, current
from web.auth import Answer, holding
from web.languages import gettext as _

pages = auth.protect(Blueprint("bulletins", __name__, url_prefix="/manage/bulletin"))


@pages.get("")
@holding("manager")
def draft(actor: Actor) -> Answer:
    """The draft, or what was decided."""
    state = request.args.get("state", "draft")
    state = state if state in queries.STATES else "draft"
    page = queries.page(current.engine(), actor, state=state, cursor=request.args.get("cursor"), limit=200)
    return render_template("instances/bulletin.html", page=page, state=state)


@pages.post("/<entry_id>")
@holding("manager")
def decide(actor: Actor, entry_id: str) -> Answer:
    """Published, left out, or back in the draft."""
    bulletins.decide(current.engine(), entry_id, request.form.get("state", ""), actor)
    flash(_("Saved."), "success")
    return redirect(url_for("bulletins.draft"))
