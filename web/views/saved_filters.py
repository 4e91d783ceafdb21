"""Keeping what the inbox shows under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for

from engine.commands import saved_filters as commands
from engine.model import Actor
from web import auth, current
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("saved_filters", __name__, url_prefix="/saved-filters"))


@pages.post("/")
@signed_in
def save(actor: Actor) -> Answer:
    """What the list shows now gets a name."""
    criteria = {name: request.form[name] for name in commands.CRITERIA if name in request.form}
    shared_with = request.form.get("shared_with") or None
    name = request.form.get("name", "")
    commands.save(current.engine(), name, criteria, actor, shared_with=shared_with)
    flash(_("Kept. You find it above the list."), "success")
    return redirect(f"{url_for('tasks.inbox')}?{urlencode(criteria)}")


@pages.post("/<filter_id>/remove")
@signed_in
def remove(actor: Actor, filter_id: str) -> Answer:
    """It is not needed any more."""
    commands.remove(current.engine(), filter_id, actor)
    flash(_("The filter was removed."), "success")
    return redirect(url_for("tasks.inbox"))
