"""Giving my task to somebody else, for good or to be prepared, and taking it back; looked at first."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for

from engine.commands import delegations, user_tasks
from engine.machine import Engine
from engine.model import Actor
from engine.queries import user_tasks as tasks
from web import auth, current, deeds, people
from web.auth import Answer, signed_in
from web.deeds import Deed
from web.languages import gettext as _

pages = auth.protect(Blueprint("delegations", __name__))


@pages.get("/tasks/<task_id>/transfer", defaults={"deed": "transfer"})
@pages.get("/tasks/<task_id>/delegate", defaults={"deed": "delegate"})
@signed_in
def choose(actor: Actor, task_id: str, deed: str) -> Answer:
    """To whom, and why."""
    return _page(actor, task_id, deed, Deed())


@pages.post("/tasks/<task_id>/transfer")
@signed_in
def transfer(actor: Actor, task_id: str) -> Answer:
    """It is somebody else's from now on: look first; then do it."""
    matter_id = tasks.get(current.engine(), task_id, actor).task.process_instance_id
    given = deeds.given("to", "reason")
    to = people.login_of(given["to"])

    def act(machine: Engine) -> None:
        user_tasks.transfer(machine, task_id, to, given["reason"], actor)

    def done() -> str:
        flash(_("%(name)s has the task now.", name=people.person_of(to).name), "success")
        return url_for("matters.show", matter_id=matter_id) if actor.is_manager else url_for("tasks.inbox")

    return deeds.looked_at_first(partial(_page, actor, task_id, "transfer"), given, act, done)


@pages.post("/tasks/<task_id>/delegate")
@signed_in
def delegate(actor: Actor, task_id: str) -> Answer:
    """He prepares it, I confirm it: look first; then do it."""
    given = deeds.given("to", "reason")
    to = people.login_of(given["to"])

    def act(machine: Engine) -> None:
        delegations.delegate(machine, task_id, to, actor, reason=given["reason"])

    def done() -> str:
        name = people.person_of(to).name
        flash(_("%(name)s prepares it now; it comes back to you to confirm.", name=name), "success")
        return url_for("tasks.inbox")

    return deeds.looked_at_first(partial(_page, actor, task_id, "delegate"), given, act, done)


@pages.post("/tasks/<task_id>/take-back")
@signed_in
def take_back(actor: Actor, task_id: str) -> Answer:
    """I have it again."""
    delegations.take_back(current.engine(), task_id, actor)
    flash(_("Taken back: the task is yours again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


def _page(actor: Actor, task_id: str, which: str, deed: Deed) -> str:
    return render_template(
        "delegations/hand_on.html",
        task=tasks.get(current.engine(), task_id, actor).task,
        deed=which,
        people=people.active(),
        **deed.shown,
    )
