"""退回、加签、调度、撤销: sending back, more signers, moving on, taking back; each looked at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

from flask import Blueprint, flash, render_template, url_for

from engine import rights
from engine.agreements import Agreement
from engine.commands import returns as commands
from engine.commands import signers as signer_commands
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, ProcessInstance, UserTask
from engine.queries import agreements
from engine.queries import process_instances as matters
from engine.queries import returns as queries
from engine.queries import signers as signer_queries
from engine.queries import user_tasks as tasks
from engine.queries.returns import Changed
from engine.queries.signers import Signing
from web import auth, current, deeds, moving, naming, people
from web.auth import Answer, signed_in
from web.deeds import Deed
from web.languages import gettext as _

pages = auth.protect(Blueprint("returns", __name__))
Act = Callable[[Engine], ProcessInstance]


@pages.get("/tasks/<task_id>/return")
@signed_in
def choose(actor: Actor, task_id: str) -> Answer:
    """To which step, in which way, and why."""
    return _return_page(actor, task_id, Deed())


@pages.post("/tasks/<task_id>/return")
@signed_in
def send_back(actor: Actor, task_id: str) -> Answer:
    """Look first; then do it."""
    given = deeds.given("to", "mode", "reason")

    def act(machine: Engine) -> ProcessInstance:
        return commands.return_task(machine, task_id, given["to"], given["mode"], given["reason"], actor)

    def done() -> str:
        flash(_("Sent back."), "success")
        return url_for("tasks.inbox")

    return deeds.looked_at_first(partial(_return_page, actor, task_id), given, act, done)


@pages.get("/tasks/<task_id>/signers")
@signed_in
def signing(actor: Actor, task_id: str) -> Answer:
    """Who signs here, and how the countersign stands."""
    return _signers_page(actor, task_id, Deed())


@pages.post("/tasks/<task_id>/signers")
@signed_in
def change_signers(actor: Actor, task_id: str) -> Answer:
    """Add some or take one away: look first; then do it."""
    given = deeds.given("person", "position", "reason", "remove")
    person = people.login_of(given["person"])

    def act(machine: Engine) -> ProcessInstance:
        if given["remove"]:
            return signer_commands.remove(machine, task_id, given["remove"], given["reason"], actor)
        chosen = [person] if person else []
        return signer_commands.add(machine, task_id, chosen, given["position"], given["reason"], actor)

    def done() -> str:
        flash(_signers_changed(given["remove"] or person, given["position"] if person else ""), "success")
        if tasks.whatever(current.engine(), task_id).state != "open":
            return url_for("tasks.inbox")
        return url_for("returns.signing", task_id=task_id)

    return deeds.looked_at_first(partial(_signers_page, actor, task_id), given, act, done)


def _signers_changed(login: str, position: str) -> str:
    name = people.person_of(login).name
    match position:
        case "before":
            return _("%(name)s signs first; then the task comes back to you.", name=name)
        case "after":
            return _("%(name)s signs after you.", name=name)
        case "beside":
            return _("%(name)s signs beside you.", name=name)
    return _("%(name)s does not sign here any more.", name=name)


@pages.get("/matters/<matter_id>/withdraw")
@signed_in
def ask_back(actor: Actor, matter_id: str) -> Answer:
    """Why the whole matter is taken back."""
    return _matter_page(actor, matter_id, "withdraw", Deed())


@pages.post("/matters/<matter_id>/withdraw")
@signed_in
def take_back(actor: Actor, matter_id: str) -> Answer:
    """Look first; then do it."""
    given = deeds.given("reason")

    def act(machine: Engine) -> ProcessInstance:
        return commands.withdraw_matter(machine, matter_id, given["reason"], actor)

    return _matter_deed(actor, matter_id, "withdraw", given, act, _("The matter is taken back."))


@pages.get("/matters/<matter_id>/move")
@signed_in
def ask_where(actor: Actor, matter_id: str) -> Answer:
    """Where a manager lets it go on."""
    rights.refuse_unless_manager(actor)
    return _matter_page(actor, matter_id, "move", Deed())


@pages.post("/matters/<matter_id>/move")
@signed_in
def move(actor: Actor, matter_id: str) -> Answer:
    """Look first; then do it."""
    rights.refuse_unless_manager(actor)
    given = deeds.given("from", "to", "reason")

    def act(machine: Engine) -> ProcessInstance:
        return commands.move(machine, matter_id, given["from"], given["to"], given["reason"], actor)

    return _matter_deed(actor, matter_id, "move", given, act, _("It goes on there."))


def _matter_deed(
    actor: Actor, matter_id: str, page: str, given: Mapping[str, str], act: Act, done: str
) -> Answer:
    def to_the_matter() -> str:
        flash(done, "success")
        return url_for("matters.show", matter_id=matter_id)

    return deeds.looked_at_first(partial(_matter_page, actor, matter_id, page), given, act, to_the_matter)


def _return_page(actor: Actor, task_id: str, deed: Deed) -> str:
    task = tasks.get(current.engine(), task_id, actor).task
    return render_template(
        "returns/return.html",
        task=task,
        offered=queries.offered(current.engine(), task_id, actor),
        **deed.shown,
    )


def _signers_page(actor: Actor, task_id: str, deed: Deed) -> str:
    opened = tasks.get(current.engine(), task_id, actor)
    return render_template(
        "returns/signers.html",
        task=opened.task,
        may_add="signers" in opened.actions,
        signing=signer_queries.of_task(current.engine(), task_id, actor),
        people=people.active(),
        **deed.shown,
    )


def _matter_page(actor: Actor, matter_id: str, page: str, deed: Deed) -> str:
    matter = matters.get(current.engine(), matter_id, actor)
    return render_template(
        f"returns/{page}.html",
        matter=matter,
        targets=moving.targets(matter, actor) if page == "move" else (),
        **deed.shown,
    )


@pages.app_template_global()
def signing_of(task: UserTask) -> Signing | None:
    """For the task's page: who signs there with others, and how a countersign stands."""
    actor = current.actor()
    if actor is None or task.state != "open":
        return None
    try:
        found = signer_queries.of_task(current.engine(), task.id, actor)
    except NotFound:  # who only reads the matter does not see its tasks
        return None
    return found if len(found.signers) > 1 or found.result is not None else None


@pages.app_template_global()
def agreements_of(matter: ProcessInstance) -> Sequence[Agreement]:
    """For the matter's page: countersigns that have ended and whose text has changed since."""
    actor = current.actor()
    found = () if actor is None else agreements.of_instance(current.engine(), matter.id, actor)
    return [one for one in found if any(each.state != "agreed" for each in one.people)]


@pages.app_template_global()
def changed_since(task: UserTask) -> Sequence[Changed]:
    """For the task's page: what is different from what this person agreed to before."""
    actor = current.actor()
    return () if actor is None or task.state != "open" else queries.changed(current.engine(), task.id, actor)


@pages.app_template_global()
def element_named(process_key: str, element_id: str) -> str:
    """A step in words, by the newest version of its process."""
    return naming.element_in(naming.newest(process_key), element_id)


@pages.app_template_global()
def field_named(task: UserTask, name: str) -> str:
    """A variable in words, where the task's form asks for it."""
    opened = tasks.get(current.engine(), task.id, cast("Actor", current.actor()))
    form = naming.spoken(opened.form, task.form_key or "opinion", task.process_key, task)
    return next((field.title or name for field in form.fields if field.name == name), name)


@pages.app_template_global()
def may_take_back(matter: ProcessInstance) -> bool:
    """For the matter's page: whether this person may take the whole matter back."""
    actor = current.actor()
    if actor is None or matter.started_by != actor.login or matter.state not in {"active", "incident"}:
        return False
    return matters.is_unsigned(current.engine(), matter.id, actor)
