"""Pages of what is sent round: sending, the list of what I was sent, one to read, the wall, the receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import readings
from engine.commands import circulations as commands
from engine.commands._answers import accepted
from engine.errors import FieldError as Refused
from engine.errors import InvalidSubmission
from engine.model import Actor
from engine.office.circulations import Circulation, Sending
from engine.queries import answers
from engine.queries import circulations as queries
from engine.queries import process_instances as matters
from engine.queries import user_tasks as tasks
from forms.form import FieldError, Form, shared
from web import asking, auth, confirming, current, languages, people, sheets, walls
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("circulations", __name__))
Send = Callable[[Sending], Circulation]


@pages.get("/readings")
@signed_in
def mine(actor: Actor) -> Answer:
    """What I was sent: to read, or read."""
    answered, q = request.args.get("state") == "read", request.args.get("q", "").strip()[:200]
    page = queries.mine(
        current.engine(), actor, answered=answered, q=q, cursor=request.args.get("cursor") or None
    )
    return render_template("circulations/mine.html", page=page, answered=answered, q=q)


@pages.get("/readings/<circulation_id>")
@signed_in
def read(actor: Actor, circulation_id: str) -> Answer:
    """One thing I was sent: the sheet, the words, what I think of it."""
    commands.mark_opened(current.engine(), circulation_id, actor)
    return _letter(actor, circulation_id, {})


def _letter(
    actor: Actor, circulation_id: str, given: Mapping[str, str], error: InvalidSubmission | None = None
) -> str:
    found = queries.get(current.engine(), circulation_id, actor)
    matter = matters.get(current.engine(), found.process_instance_id, actor)
    said = answers.of_instance(current.engine(), matter.id, actor)
    mine = readings.reached(found, matter.process_key, actor)
    sheet = sheets.of(matter, said, actor)
    words = {
        "choice": _("Choose one of these."),
        "opinion": _("Say why; who does not agree gives his grounds."),
    }
    errors = {
        name: words.get(name, "") for one in (error.errors if error else ()) if (name := one.pointer[1:])
    }
    asked = confirming.of(found, matter, said, actor)
    return render_template(
        "circulations/read.html", sent=found, mine=mine, matter=matter, sheet=sheet, given=given,
        errors=errors, confirming=asked,
    )  # fmt: skip


@pages.post("/readings/<circulation_id>/answer")
@signed_in
def answer(actor: Actor, circulation_id: str) -> Answer:
    """I have read it."""
    given = {name: request.form.get(name, "") for name in ("opinion", "choice")}
    asking.if_refused(lambda error: _letter(actor, circulation_id, given, error))
    choice = given["choice"] or None
    commands.answer(current.engine(), circulation_id, given["opinion"], actor, choice=choice)
    flash(_("Noted. Whoever sent it sees that you have read it."), "success")
    return redirect(url_for("circulations.mine"))


@pages.post("/readings/<circulation_id>/recall")
@signed_in
def recall(actor: Actor, circulation_id: str) -> Answer:
    """Take it back from one person, or from everybody who has not read it."""
    to = request.form.getlist("to") or None
    commands.recall(current.engine(), circulation_id, actor, to=to)
    flash(_("Recalled."), "success")
    return _to_wall(queries.get(current.engine(), circulation_id, actor))


@pages.get("/readings/<circulation_id>/receipt")
@signed_in
def receipt(actor: Actor, circulation_id: str) -> Answer:
    """On paper: who got it when, read it when, and what he said."""
    found = queries.get(current.engine(), circulation_id, actor)
    matter = matters.get(current.engine(), found.process_instance_id, actor)
    return render_template("circulations/receipt.html", sent=found, matter=matter)


@pages.get("/matters/<matter_id>/circulations")
@signed_in
def wall(actor: Actor, matter_id: str) -> Answer:
    """Everybody a matter was sent to, by unit."""
    matter = matters.get(current.engine(), matter_id, actor)
    return render_template("circulations/wall.html", matter=matter, wall=walls.of(matter_id, actor))


@pages.route("/tasks/<task_id>/circulate", methods=["GET", "POST"], defaults={"form": "circulate"})
@pages.route("/tasks/<task_id>/consult", methods=["GET", "POST"], defaults={"form": "consult"})
@signed_in
def from_task(actor: Actor, task_id: str, form: str) -> Answer:
    """Circulate from a task, or ask others what they think; the task stays where it is."""
    task = tasks.get(current.engine(), task_id, actor).task
    back = url_for("tasks.show", task_id=task_id)
    return _asked(
        actor, form, task.title, back,
        lambda sending: commands.circulate_task(current.engine(), task_id, sending, actor),
    )  # fmt: skip


@pages.route("/matters/<matter_id>/circulate", methods=["GET", "POST"])
@signed_in
def from_matter(actor: Actor, matter_id: str) -> Answer:
    """Circulate a matter."""
    matter = matters.get(current.engine(), matter_id, actor)
    back = url_for("circulations.wall", matter_id=matter_id)
    return _asked(
        actor, "circulate", matter.title, back,
        lambda sending: commands.circulate(current.engine(), matter_id, sending, actor),
    )  # fmt: skip


@pages.route("/readings/<circulation_id>/send-on", methods=["GET", "POST"])
@signed_in
def send_on(actor: Actor, circulation_id: str) -> Answer:
    """A reader sends it on."""
    found = queries.get(current.engine(), circulation_id, actor)
    matter = matters.get(current.engine(), found.process_instance_id, actor)
    back = url_for("circulations.read", circulation_id=circulation_id)
    return _asked(
        actor, "circulate", matter.title, back,
        lambda sending: commands.send_on(current.engine(), circulation_id, sending, actor),
    )  # fmt: skip


def _asked(actor: Actor, key: str, title: str, back: str, send: Send) -> Answer:
    """The form, and what becomes of it."""
    form = shared(key)
    if request.method == "GET":
        return _page(actor, key, title, back, form, form.blank(evaluate=asking.evaluate()))
    posted = asking.Posted(form, actor, {})

    def again(values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> str:
        return _page(actor, key, title, back, form, values, posted, errors)

    if posted.edited is not None:
        return again(posted.edited)
    asking.if_invalid(lambda errors: again(posted.values, errors))
    values = accepted(form, posted.values, {}, current.engine())
    asking.if_refused(lambda error: again(posted.values, _in_the_form(error, values)))
    sent = send(_sending(key, values))
    names = [people.person_of(one.login).name for one in sent.receivers]
    flash(_("Sent to %(names)s.", names=walls.named(names)), "success")
    return redirect(back)


def _sending(key: str, values: Mapping[str, Any]) -> Sending:
    due = values.get("due")
    return Sending(
        to=[*(values.get("units") or ()), *(values.get("people") or ())],
        kind="consult" if key == "consult" else str(values["kind"]),
        text=str(values.get("question") or values.get("text") or ""),
        due=date.fromisoformat(str(due)) if due else None,
        blocks=bool(values.get("blocks")),
        in_turn=bool(values.get("in_turn")),
    )


def _in_the_form(error: InvalidSubmission, values: Mapping[str, Any]) -> list[FieldError]:
    """The command's refusals beside the fields they are about."""
    return [_one(one, values) for one in error.errors]


def _one(error: Refused, values: Mapping[str, Any]) -> FieldError:
    if error.pointer == "/due":
        return FieldError("/due", "day_over")
    chosen = [name for name in ("units", "people") if values.get(name)]
    return FieldError(f"/{(chosen or ['units'])[0]}", "nobody_there" if chosen else "nobody_chosen")


def _page(
    actor: Actor, key: str, title: str, back: str, form: Form, values: Mapping[str, Any],
    posted: asking.Posted | None = None, errors: Sequence[FieldError] = (),
) -> str:  # fmt: skip
    spoken = form if languages.locale() == "zh_CN" else form.translated(key, {})
    page = asking.drawn(spoken, values, actor, errors=errors, posted=posted)
    return render_template("circulations/send.html", page=page, title=title, back=back, key=key)


def _to_wall(sent: Circulation) -> Answer:
    return redirect(url_for("circulations.wall", matter_id=sent.process_instance_id))
