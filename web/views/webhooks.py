"""Pages of the system administrator: other systems that are told, and the calendar."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import json
from engine.commands import calendars, webhooks
from engine.errors import InvalidSubmission, Rejected
from engine.model import Actor
from engine.queries import webhooks as queries
from web import asking, auth, current, deeds
from web.auth import Answer, holding
from web.languages import gettext as _

pages = auth.protect(Blueprint("webhooks", __name__, url_prefix="/admin"))


def events_offered() -> dict[str, str]:
    """The events most systems ask for, in words."""
    return {
        "process_instance.start": _("The matter began"),
        "process_instance.end": _("The matter ended"),
        "process_instance.cancel": _("Cancelled"),
        "user_task.open": _("A task reached somebody"),
        "user_task.complete": _("A task was handed in"),
        "user_task.transfer": _("Handed over"),
        "deadline.remind": _("Reminded"),
        "incident.raise": _("Incident"),
    }


@pages.get("/webhooks", endpoint="every")
@holding("sys_admin")
def list_webhooks(actor: Actor) -> Answer:
    """Who listens, and the form for another."""
    return _list(actor, {"name": "", "address": "", "events": []})


@pages.post("/webhooks")
@holding("sys_admin")
def add(actor: Actor) -> Answer:
    """Another system listens."""
    events = request.form.getlist("events") + request.form.get("more", "").split()
    given: dict[str, object] = {"events": events}
    given |= deeds.given("name", "address")
    asking.if_refused(lambda error: _list(actor, given, error))
    made = webhooks.add(current.engine(), str(given["name"]), str(given["address"]), events, actor)
    return _show(actor, made.id, secret=made.secret)


@pages.get("/webhooks/<webhook_id>")
@holding("sys_admin")
def show(actor: Actor, webhook_id: str) -> Answer:
    """One, and its latest deliveries."""
    return _show(actor, webhook_id)


@pages.post("/webhooks/<webhook_id>/active")
@holding("sys_admin")
def set_active(actor: Actor, webhook_id: str) -> Answer:
    """It listens, or does not for now."""
    webhooks.set_active(current.engine(), webhook_id, active=request.form.get("active") == "1", actor=actor)
    flash(_("Saved."), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@pages.post("/webhooks/<webhook_id>/remove")
@holding("sys_admin")
def remove(actor: Actor, webhook_id: str) -> Answer:
    """It listens no more."""
    webhooks.remove(current.engine(), webhook_id, actor)
    flash(_("The webhook is removed."), "success")
    return redirect(url_for("webhooks.every"))


@pages.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/retry")
@holding("sys_admin")
def retry(actor: Actor, webhook_id: str, delivery_id: str) -> Answer:
    """Try a failed call again."""
    webhooks.retry(current.engine(), delivery_id, actor)
    flash(_("It is tried again."), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@pages.get("/calendar")
@holding("sys_admin")
def calendar(actor: Actor) -> Answer:
    """The years that are known."""
    years = current.engine().desk.calendar.years
    return render_template("admin/calendar.html", years=[years[key] for key in sorted(years, reverse=True)])


@pages.post("/calendar")
@holding("sys_admin")
def load_calendar(actor: Actor) -> Answer:
    """Take in a year; open limits are counted anew."""
    file = request.files.get("file")
    try:
        content = json.load(file.read()) if file is not None else None
        listed = calendars.load_year(current.engine(), content, actor)
    except (ValueError, Rejected) as error:
        flash(_("The list cannot be taken in: %(why)s", why=getattr(error, "message", error)), "error")
        return redirect(url_for("webhooks.calendar"))
    flash(_("The list of %(year)s is in force; open limits are counted anew.", year=listed.year), "success")
    return redirect(url_for("webhooks.calendar"))


def _list(actor: Actor, given: dict[str, object], error: InvalidSubmission | None = None) -> str:
    errors = {one.pointer.strip("/"): one.message for one in error.errors} if error else {}
    return render_template(
        "admin/webhooks.html",
        hooks=queries.every(current.engine(), actor),
        given=given,
        events=events_offered(),
        errors=errors,
        refused=_("Something is missing or wrong.") if error else None,
        allowed=current.engine().settings.webhook_hosts.split(),
    )


def _show(actor: Actor, webhook_id: str, secret: str | None = None) -> str:
    return render_template(
        "admin/webhook.html",
        hook=queries.get(current.engine(), webhook_id, actor),
        deliveries=queries.deliveries(current.engine(), webhook_id, actor),
        secret=secret,
    )
