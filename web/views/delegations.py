"""Giving my task to somebody else, for good or to be prepared, and taking it back; looked at first."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import delegations, user_tasks
from engine.commands.preview import Preview, preview
from engine.errors import InvalidSubmission
from engine.machine import Engine
from engine.model import Actor
from engine.queries import user_tasks as tasks
from web import asking, auth, current, people, refusals
from web.auth import Answer, signed_in
from web.languages import gettext as _
from web.people import Person

pages = auth.protect(Blueprint("delegations", __name__))


@pages.get("/tasks/<task_id>/transfer", defaults={"deed": "transfer"})
@pages.get("/tasks/<task_id>/delegate", defaults={"deed": "delegate"})
@signed_in
def choose(actor: Actor, task_id: str, deed: str) -> Answer:
    """To whom, and why."""
    return _page(actor, task_id, deed, {})


@pages.post("/tasks/<task_id>/transfer")
@signed_in
def transfer(actor: Actor, task_id: str) -> Answer:
    """It is somebody else's from now on: look first; then do it."""
    matter_id = tasks.get(current.engine(), task_id, actor).task.process_instance_id

    def act(machine: Engine, to: str, reason: str) -> None:
        user_tasks.transfer(machine, task_id, to, reason, actor)

    def done(to: Person) -> str:
        flash(_("%(name)s has the task now.", name=to.name), "success")
        return url_for("matters.show", matter_id=matter_id) if actor.is_manager else url_for("tasks.inbox")

    return _looked_at_first(actor, task_id, "transfer", act, done)


@pages.post("/tasks/<task_id>/delegate")
@signed_in
def delegate(actor: Actor, task_id: str) -> Answer:
    """He prepares it, I confirm it: look first; then do it."""

    def act(machine: Engine, to: str, reason: str) -> None:
        delegations.delegate(machine, task_id, to, actor, reason=reason)

    def done(to: Person) -> str:
        flash(_("%(name)s prepares it now; it comes back to you to confirm.", name=to.name), "success")
        return url_for("tasks.inbox")

    return _looked_at_first(actor, task_id, "delegate", act, done)


@pages.post("/tasks/<task_id>/take-back")
@signed_in
def take_back(actor: Actor, task_id: str) -> Answer:
    """I have it again."""
    delegations.take_back(current.engine(), task_id, actor)
    flash(_("Taken back: the task is yours again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


def _looked_at_first(
    actor: Actor,
    task_id: str,
    deed: str,
    act: Callable[[Engine, str, str], None],
    done: Callable[[Person], str],
) -> Answer:
    given = {name: request.form.get(name, "").strip() for name in ("to", "reason")}
    to = people.login_of(given["to"])
    asking.if_refused(lambda error: _page(actor, task_id, deed, given, error))
    if "do" not in request.form:
        found = preview(current.engine(), lambda machine: act(machine, to, given["reason"]))
        return _page(actor, task_id, deed, given, found=found)
    act(current.engine(), to, given["reason"])
    return redirect(done(people.person_of(to)))


def _page(
    actor: Actor,
    task_id: str,
    deed: str,
    given: dict[str, str],
    error: InvalidSubmission | None = None,
    found: Preview | None = None,
) -> str:
    errors = {one.pointer.strip("/"): refusals.field_error(one) for one in error.errors} if error else {}
    return render_template(
        "delegations/hand_on.html",
        task=tasks.get(current.engine(), task_id, actor).task,
        deed=deed,
        people=people.active(),
        given=given,
        errors=errors,
        found=found,
    )
