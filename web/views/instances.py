"""Pages of managers: all matters, incidents, failed jobs, and what repairs them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import json
from engine.commands import incidents as incident_commands
from engine.commands import jobs as job_commands
from engine.commands import process_instances as commands
from engine.errors import FieldError, InvalidSubmission
from engine.model import Actor, Json
from engine.queries import jobs, process_instances
from engine.store.instances import Wanted
from web import asking, auth, current, overview, refusals
from web.auth import Answer, holding
from web.languages import gettext as _

pages = auth.protect(Blueprint("instances", __name__, url_prefix="/manage"))
JOB_STATES = ("failed", "ready", "running", "done")


@pages.get("/matters", endpoint="overview")
@holding("manager")
def list_all(actor: Actor) -> Answer:
    """All matters: whom they wait for, since when, what is due next."""
    return render_template("instances/list.html", **overview.of(actor, request.args))


@pages.get("/incidents", endpoint="incidents")
@holding("manager")
def list_incidents(actor: Actor) -> Answer:
    """What broke."""
    page = jobs.incidents_page(current.engine(), actor, cursor=request.args.get("cursor"))
    return render_template("instances/incidents.html", page=page)


@pages.get("/incidents/<incident_id>")
@holding("manager")
def incident(actor: Actor, incident_id: str) -> Answer:
    """One incident: its cause, and what can be done."""
    return _incident(actor, incident_id, None)


@pages.post("/incidents/<incident_id>")
@holding("manager")
def resolve(actor: Actor, incident_id: str) -> Answer:
    """Try again, or skip the step."""
    asking.if_refused(partial(_incident, actor, incident_id))
    matter = incident_commands.resolve(
        current.engine(),
        incident_id,
        request.form.get("action", ""),
        request.form.get("reason", ""),
        actor,
        variables=_variables(request.form.get("variables", "")),
    )
    flash(_("The incident is repaired; the matter goes on."), "success")
    return redirect(url_for("matters.show", matter_id=matter.id))


@pages.get("/jobs", endpoint="jobs")
@holding("manager")
def list_jobs(actor: Actor) -> Answer:
    """Jobs by their state."""
    state = request.args.get("state", "")
    state = state if state in JOB_STATES else "failed"
    page = jobs.page(current.engine(), actor, state=state, cursor=request.args.get("cursor"))
    ids = {one.process_instance_id for one in page.items if one.process_instance_id}
    found = process_instances.page(current.engine(), Wanted(ids=tuple(ids)), actor).items
    return render_template(
        "instances/jobs.html", page=page, state=state, matters={one.id: one for one in found}
    )


@pages.post("/jobs/<job_id>/retry")
@holding("manager")
def retry(actor: Actor, job_id: str) -> Answer:
    """Have the machine try a failed job again."""
    job_commands.retry(current.engine(), job_id, actor)
    flash(_("The job is tried again."), "success")
    return redirect(url_for("instances.jobs"))


@pages.post("/matters/<matter_id>/cancel")
@holding("manager")
def cancel(actor: Actor, matter_id: str) -> Answer:
    """End a matter, with a reason."""
    commands.cancel(current.engine(), matter_id, request.form.get("reason", ""), actor)
    flash(_("The matter was cancelled."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


@pages.post("/matters/<matter_id>/suspend")
@holding("manager")
def suspend(actor: Actor, matter_id: str) -> Answer:
    """Let nothing in it move."""
    commands.suspend(current.engine(), matter_id, request.form.get("reason", ""), actor)
    flash(_("The matter is suspended."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


@pages.post("/matters/<matter_id>/resume")
@holding("manager")
def resume(actor: Actor, matter_id: str) -> Answer:
    """Let it move again."""
    commands.resume(current.engine(), matter_id, actor)
    flash(_("The matter goes on."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


def _incident(actor: Actor, incident_id: str, error: InvalidSubmission | None) -> str:
    found = jobs.incident(current.engine(), incident_id, actor)
    return render_template("instances/incident.html", incident=found, errors=refusals.by_field(error))


def _variables(text: str) -> dict[str, Json]:
    """What a manager typed as JSON."""
    if not text.strip():
        return {}
    try:
        values = json.load(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise InvalidSubmission([FieldError("/variables", _("This is not a JSON object."))])
    return values
