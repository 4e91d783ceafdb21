"""Having somebody else prepare my task, and taking back what I gave away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for

from engine.commands import delegations
from engine.model import Actor
from web import auth, current, people
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("delegations", __name__))


@pages.post("/tasks/<task_id>/delegate")
@signed_in
def delegate(actor: Actor, task_id: str) -> Answer:
    """He prepares it, I confirm it."""
    to = people.login_of(request.form.get("to", ""))
    delegations.delegate(current.engine(), task_id, to, actor, reason=request.form.get("reason", ""))
    flash(
        _("%(name)s prepares it now; it comes back to you to confirm.", name=people.person_of(to).name),
        "success",
    )
    return redirect(url_for("tasks.inbox"))


@pages.post("/tasks/<task_id>/take-back")
@signed_in
def take_back(actor: Actor, task_id: str) -> Answer:
    """I have it again."""
    delegations.take_back(current.engine(), task_id, actor)
    flash(_("Taken back: the task is yours again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))
