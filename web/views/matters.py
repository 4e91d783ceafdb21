"""Matters for those who take part in them: mine, one with its diagram and trail, its sheet on paper."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import json
from engine.commands import attachments, messages
from engine.model import Actor, ProcessInstance
from engine.office.files import File
from engine.queries import answers, files, user_tasks
from engine.queries import process_instances as matters
from engine.store.instances import Wanted
from web import auth, current, diagrams, drawn, limits, sheets, trails
from web.auth import Answer, signed_in
from web.views.attachments import attachments_of

pages = auth.protect(Blueprint("matters", __name__))
STATES = {"running": ("active", "suspended", "incident"), "ended": ("completed", "cancelled")}


@pages.get("/matters")
@signed_in
def mine(actor: Actor) -> Answer:
    """What I started, or follow."""
    state = request.args.get("state", "running")
    wanted = Wanted(states=STATES.get(state), started_by=actor.login, q=_q() or None)
    if state == "followed":
        wanted = Wanted(followed_by=actor.login, q=_q() or None)
    page = matters.page(current.engine(), wanted, actor, cursor=request.args.get("cursor"))
    return render_template("matters/mine.html", mine=True, page=page, state=state, q=_q())


@pages.get("/search")
@signed_in
def search(actor: Actor) -> Answer:
    """Among all matters I may see."""
    page = matters.page(current.engine(), Wanted(q=_q() or None), actor, cursor=request.args.get("cursor"))
    return render_template("matters/mine.html", mine=False, page=page, state="", q=_q())


@pages.get("/matters/<matter_id>")
@signed_in
def show(actor: Actor, matter_id: str) -> Answer:
    """One matter: where it stands, its diagram, its trail."""
    return page_of(actor, matter_id)


def page_of(actor: Actor, matter_id: str, remark: str = "", refused: str = "") -> str:
    """Its page; what somebody wanted to say of it and why it was not taken stand where he wrote it."""
    matter = matters.get(current.engine(), matter_id, actor)
    tasks = trails.tasks_of(matter, actor)
    said = answers.of_instance(current.engine(), matter_id, actor)
    seen = matters.variables(current.engine(), matter_id, actor) if actor.is_manager else None
    return render_template(
        "matters/show.html",
        matter=matter,
        open_tasks=[task for task in tasks if task.state == "open"],
        acted_for=user_tasks.acted_for(current.engine(), tasks, actor),
        incidents=matters.incidents_of(current.engine(), matter_id, actor),
        deadlines=limits.of(matter, actor),
        grounds=limits.grounds(),
        numbers=matters.numbers(current.engine(), matter_id, actor),
        files=_of_forms(matter_id, actor),
        trail=trails.of(matter, said, actor, tasks),
        variables=seen,
        deeds=matters.deeds(current.engine(), matter_id, actor),
        remark=remark,
        refused=refused,
    )


@pages.post("/matters/<matter_id>/ask/<element_id>")
@signed_in
def ask(actor: Actor, matter_id: str, element_id: str) -> Answer:
    """Ask for something the diagram lets this person ask for; what it asks of him opens at once."""
    before = _asked_of(actor, matter_id)
    messages.ask(current.engine(), matter_id, element_id, actor)
    for task_id in sorted(_asked_of(actor, matter_id) - before):
        return redirect(url_for("tasks.show", task_id=task_id))
    return redirect(url_for("matters.show", matter_id=matter_id))


@pages.get("/matters/<matter_id>/sheet")
@signed_in
def sheet(actor: Actor, matter_id: str) -> Answer:
    """The handling sheet, for paper."""
    matter = matters.get(current.engine(), matter_id, actor)
    said = answers.of_instance(current.engine(), matter_id, actor)
    steps = trails.of(matter, said, actor, trails.tasks_of(matter, actor))
    return render_template("matters/sheet.html", sheet=sheets.of(matter, said, actor), trail=steps)


@pages.get("/matters/<matter_id>/diagram.bpmn")
@signed_in
def diagram(actor: Actor, matter_id: str) -> Answer:
    """The diagram of the version it runs on."""
    matter = matters.get(current.engine(), matter_id, actor)
    return _xml(matter)


@pages.get("/matters/<matter_id>/diagram.json")
@signed_in
def diagram_state(actor: Actor, matter_id: str) -> Answer:
    """Where it stands, for the viewer."""
    matter = matters.get(current.engine(), matter_id, actor)
    state = diagrams.state(matter, trails.tasks_of(matter, actor), actor)
    return Response(json.dump(state), mimetype="application/json")


@pages.get("/files/<file_id>")
@signed_in
def file(actor: Actor, file_id: str) -> Answer:
    """A file of a matter I may see; always to be saved, never shown by the browser."""
    found = files.get(current.engine(), file_id, actor)
    attachments.note_access(current.engine(), found.id, actor, downloaded=True)
    stream = files.content(current.engine(), found)
    answer: AnyResponse = send_file(
        stream, mimetype=found.media_type, as_attachment=True, download_name=found.name, etag=found.sha256
    )
    return answer


def _of_forms(matter_id: str, actor: Actor) -> list[File]:
    """The files that were asked for or made; what was added beside the forms is listed with its versions."""
    beside = {version.file_id for one in attachments_of(matter_id) for version in one.versions}
    return [one for one in files.of_instance(current.engine(), matter_id, actor) if one.id not in beside]


def _asked_of(actor: Actor, matter_id: str) -> set[str]:
    """The open tasks of a matter that are this person's."""
    tasks = trails.tasks_of(matters.get(current.engine(), matter_id, actor), actor)
    return {task.id for task in tasks if task.state == "open" and task.assignee == actor.login}


def _xml(matter: ProcessInstance) -> Answer:
    content = drawn.diagram(matter.process_definition_id)
    return Response(content, mimetype="application/xml")


def _q() -> str:
    return request.args.get("q", "").strip()[:200]
