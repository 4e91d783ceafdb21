"""Pages of whoever handles tasks: inbox, the handling sheet, drafts, starting a matter, notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from engine.commands import delegations, preview, process_instances
from engine.commands import notifications as notification_commands
from engine.commands import user_tasks as commands
from engine.commands.preview import Preview
from engine.errors import Forbidden, NotFound
from engine.model import Actor, Json
from engine.queries import answers, definitions, notifications
from engine.queries import process_instances as matters
from engine.queries import user_tasks as tasks
from engine.queries.user_tasks import Opened
from engine.store.user_tasks import Wanted
from forms.form import FieldError, Form
from web import asking, auth, current, drawn, endings, inbox, naming, news, opinions, people, sheets, trails
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("tasks", __name__))


@pages.get("/")
@signed_in
def home(actor: Actor) -> Answer:
    """Where everybody begins."""
    return redirect(url_for("tasks.inbox"))


@pages.get("/tasks", endpoint="inbox")
@signed_in
def list_open(actor: Actor) -> Answer:
    """What waits for me."""
    return render_template("tasks/inbox.html", **inbox.of(actor, request.args))


@pages.get("/tasks/done")
@signed_in
def done(actor: Actor) -> Answer:
    """What I handed in."""
    q = request.args.get("q", "").strip()
    wanted = Wanted(states=None, handled_by=actor.login, q=q or None)
    cursor = request.args.get("cursor")
    page = tasks.page(current.engine(), wanted, actor, sort="-handled", cursor=cursor)
    return render_template("tasks/done.html", page=page, q=q)


@pages.get("/tasks/<task_id>")
@signed_in
def show(actor: Actor, task_id: str) -> Answer:
    """One task: the sheet so far, the form, the diagram, the trail."""
    opened = tasks.get(current.engine(), task_id, actor)
    if {"complete", "resolve", "consult"} & set(opened.actions) and opened.task.opened_at is None:
        commands.mark_opened(current.engine(), task_id, actor)
        opened = tasks.get(current.engine(), task_id, actor)  # the page says itself that it was opened
    try:
        return _sheet(actor, opened, _first_values(opened))
    except NotFound:  # the matter: it was offered to him too, and another had it
        flash(endings.gone(opened.task), "info")
        return redirect(url_for("tasks.inbox"))


@pages.post("/tasks/<task_id>")
@signed_in
def refresh(actor: Actor, task_id: str) -> Answer:
    """The form again for what was chosen: other fields may be asked now."""
    opened = tasks.get(current.engine(), task_id, actor)
    posted = asking.Posted(opened.form, actor, opened.variables)
    return _sheet(actor, opened, posted.values if posted.edited is None else posted.edited, posted=posted)


@pages.get("/tasks/<task_id>/complete")
@pages.get("/tasks/<task_id>/draft")
@pages.get("/tasks/<task_id>/ahead")
@signed_in
def again(actor: Actor, task_id: str) -> Answer:
    """Somebody loads the address again under which he saw his errors."""
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/tasks/<task_id>/complete")
@signed_in
def complete(actor: Actor, task_id: str) -> Answer:
    """The staff member hands in the form."""
    opened = tasks.get(current.engine(), task_id, actor)
    posted = asking.Posted(opened.form, actor, opened.variables)
    if posted.edited is not None:
        return _sheet(actor, opened, posted.edited, posted=posted)
    asking.if_invalid(partial(_sheet, actor, opened, posted.values, posted))
    if "resolve" in opened.actions:
        delegations.resolve(current.engine(), task_id, posted.values, actor, revision=_revision())
        owner = people.person_of(opened.task.owner or "").name
        flash(_("Given back to %(name)s, who finds what you filled in as a draft.", name=owner), "success")
        return redirect(url_for("tasks.inbox"))
    post = request.form.get("_post") or None
    commands.complete(current.engine(), task_id, posted.values, actor, revision=_revision(), post=post)
    flash(
        _("Handed in. It can be taken back from “Handled by me” until somebody opens what follows."),
        "success",
    )
    return redirect(_next(actor, opened))


@pages.post("/tasks/<task_id>/ahead")
@signed_in
def ahead(actor: Actor, task_id: str) -> Answer:
    """What would follow if it were handed in like this; nothing is done yet."""
    opened = tasks.get(current.engine(), task_id, actor)
    posted = asking.Posted(opened.form, actor, opened.variables)
    if posted.edited is not None:
        return _sheet(actor, opened, posted.edited, posted=posted)
    asking.if_invalid(partial(_sheet, actor, opened, posted.values, posted))
    found = preview.preview(
        current.engine(),
        lambda engine: commands.complete(
            engine,
            task_id,
            posted.values,
            actor,
            revision=_revision(),
            post=request.form.get("_post") or None,
        ),
    )
    return _sheet(actor, opened, posted.values, posted, ahead=found)


@pages.post("/tasks/<task_id>/draft")
@signed_in
def draft(actor: Actor, task_id: str) -> Answer:
    """What was typed is kept, by itself or by the button."""
    opened = tasks.get(current.engine(), task_id, actor)
    posted = asking.Posted(opened.form, actor, opened.variables)
    commands.save_draft(current.engine(), task_id, posted.values, actor)
    if not request.accept_mimetypes.accept_html or "text/html" not in request.headers.get("Accept", ""):
        return Response(status=204)
    flash(_("The draft was saved."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/tasks/<task_id>/claim")
@signed_in
def claim(actor: Actor, task_id: str) -> Answer:
    """Take a task that is offered to me."""
    commands.claim(current.engine(), task_id, actor)
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/tasks/<task_id>/unclaim")
@signed_in
def unclaim(actor: Actor, task_id: str) -> Answer:
    """Give it back to those it was offered to."""
    commands.unclaim(current.engine(), task_id, actor)
    flash(_("The task was given back."), "success")
    return redirect(url_for("tasks.inbox"))


@pages.post("/tasks/<task_id>/withdraw")
@signed_in
def withdraw(actor: Actor, task_id: str) -> Answer:
    """Take back what I handed in."""
    commands.withdraw(current.engine(), task_id, actor)
    flash(_("Taken back. The step is open again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.get("/start")
@signed_in
def start(actor: Actor) -> Answer:
    """What I may start, by category."""
    found = [inbox.startable(one) for one in definitions.startable(current.engine(), actor)]
    found.sort(key=lambda one: (one.category, one.name))
    categories = [(name, list(some)) for name, some in groupby(found, key=lambda one: one.category)]
    return render_template("tasks/start.html", categories=categories)


@pages.get("/start/<key>")
@signed_in
def begin(actor: Actor, key: str) -> Answer:
    """How a process goes, and what has to be filled in to start it."""
    form = _start_form(actor, key)
    return _start_page(actor, key, form, form.blank(evaluate=asking.evaluate()) if form else {})


@pages.post("/start/<key>")
@signed_in
def started(actor: Actor, key: str) -> Answer:
    """A matter begins."""
    form = _start_form(actor, key)
    posted = asking.Posted(form, actor, {}) if form else None
    if form and posted and posted.edited is not None:
        return _start_page(actor, key, form, posted.edited, posted)
    values = posted.values if posted else {}
    asking.if_invalid(partial(_start_page, actor, key, form, values, posted))
    matter = process_instances.start(current.engine(), key, actor, variables=values)
    flash(_("Started."), "success")
    for task in tasks.of_instance(current.engine(), matter.id, actor):
        if task.state == "open" and (task.assignee == actor.login or task.is_offered_to(actor)):
            return redirect(url_for("tasks.show", task_id=task.id))
    return redirect(url_for("matters.show", matter_id=matter.id))


@pages.get("/start/<key>/diagram.bpmn")
@signed_in
def process_diagram(actor: Actor, key: str) -> Answer:
    """The newest diagram of a process, to look at before starting."""
    version = definitions.latest_version(current.engine(), key)
    return Response(drawn.diagram(version.id), mimetype="application/xml")


@pages.get("/notifications", endpoint="notifications")
@signed_in
def told(actor: Actor) -> Answer:
    """What I was told."""
    page = notifications.page(current.engine(), actor, cursor=request.args.get("cursor"))
    return render_template("tasks/notifications.html", page=news.page(page))


@pages.post("/notifications/read")
@signed_in
def read_notifications(actor: Actor) -> Answer:
    """I have seen them."""
    notification_commands.mark_all_read(current.engine(), actor)
    return redirect(url_for("tasks.notifications"))


def _sheet(
    actor: Actor,
    opened: Opened,
    values: Mapping[str, Any],
    posted: asking.Posted | None = None,
    errors: Sequence[FieldError] = (),
    ahead: Preview | None = None,
) -> str:
    task = opened.task
    form = naming.spoken(opened.form, task.form_key or "opinion", task.process_key, task)
    matter = matters.get(current.engine(), task.process_instance_id, actor)
    said = answers.of_instance(current.engine(), matter.id, actor)
    steps = trails.of(matter, said, actor, trails.tasks_of(matter, actor))
    return render_template(
        "tasks/show.html",
        task=task,
        actions=opened.actions,
        opened=opened,
        sheet=sheets.of(matter, said, actor),
        page=asking.drawn(form, values, actor, given=opened.variables, errors=errors, posted=posted),
        trail=steps,
        drafted=opened.draft is not None and posted is None,
        shown_again=posted is not None,
        ahead=ahead,
    )


def _first_values(opened: Opened) -> dict[str, Json]:
    """The draft; else what is known already under the form's names, over what the form begins with.

    Words are everybody's own: nobody finds another's opinion in his field.
    """
    if opened.draft is not None:
        return dict(opened.draft)
    blank = opened.form.blank(evaluate=asking.evaluate(), scope=opened.variables)
    names = {field.name for field in opened.form.fields if not opinions.is_opinion(field)}
    return {**blank, **{name: value for name, value in opened.variables.items() if name in names}}


def _start_form(actor: Actor, key: str) -> Form | None:
    if key not in {one.key for one in definitions.startable(current.engine(), actor)}:
        definitions.latest_version(current.engine(), key)
        raise Forbidden("you may not start this process", code="MAY_NOT_START")
    return definitions.latest_version(current.engine(), key).start_form


def _start_page(
    actor: Actor,
    key: str,
    form: Form | None,
    values: Mapping[str, Any],
    posted: asking.Posted | None = None,
    errors: Sequence[FieldError] = (),
) -> str:
    spoken = naming.spoken(form, inbox.start_form_key(key), key) if form else None
    page = asking.drawn(spoken, values, actor, errors=errors, posted=posted) if spoken else None
    about = inbox.startable(
        definitions.get(current.engine(), definitions.latest_version(current.engine(), key).id)
    )
    return render_template(
        "tasks/begin.html", key=key, name=about.name, description=about.description, page=page
    )


def _revision() -> int | None:
    said = request.form.get("_revision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _next(actor: Actor, opened: Opened) -> str:
    """The next task of the same matter, if it is mine; else the inbox."""
    for task in tasks.of_instance(current.engine(), opened.task.process_instance_id, actor):
        if task.state == "open" and task.assignee == actor.login:
            return url_for("tasks.show", task_id=task.id)
    return url_for("tasks.inbox")
