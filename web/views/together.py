"""批量办理: tasks ticked in the inbox are approved together; looked at first, told one by one after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import bulk as commands
from engine.commands._answers import InvalidAnswers
from engine.commands.bulk import Chosen, Handled
from engine.commands.preview import Preview
from engine.errors import EngineError, NotFound
from engine.model import Actor, UserTask
from engine.queries import bulk as queries
from engine.queries import user_tasks as tasks
from engine.queries.bulk import Offered
from forms.form import Form
from web import auth, current, languages, naming, problems, refusals
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("together", __name__))
LONGEST = 2000  # of an opinion


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: what is answered, whether it takes an opinion, and what would come of it."""

    task: UserTask
    answer: str
    choices: tuple[tuple[str, str], ...]  # answers that approve, where there are several, in words
    chosen: str | None
    takes_opinion: bool
    foretold: Preview | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one of them."""

    task: UserTask
    is_done: bool
    why: str | None
    is_before: bool = False


@pages.get("/tasks/together")
@signed_in
def choose(actor: Actor) -> Answer:
    """What was ticked, what approving means for each, and one opinion for all."""
    found = queries.offered(current.engine(), request.args.getlist("task")[: commands.MOST], actor)
    if not found:
        return _nothing_ticked()
    return _page([_line(one) for one in found], "")


@pages.post("/tasks/together")
@signed_in
def approve(actor: Actor) -> Answer:
    """Look first; then each is approved, or says why not."""
    ids, opinion = request.form.getlist("task")[: commands.MOST], request.form.get("opinion", "").strip()
    found = queries.offered(current.engine(), ids, actor)
    if not ids:
        return _nothing_ticked()
    chosen = [Chosen(one, _revision(one), _chosen(one)) for one in ids]
    if "do" in request.form:
        return _results(commands.approve(current.engine(), chosen, opinion, actor), _forms(found))
    told = {one.task_id: one for one in commands.foretell(current.engine(), chosen, opinion, actor)}
    return _page([_line(one, told.get(one.task.id)) for one in found], opinion, looked=True)


def _nothing_ticked() -> Answer:
    flash(_("Tick the tasks that are to be handled together first."), "error")
    return redirect(url_for("tasks.inbox"))


def _page(lines: Sequence[Line], opinion: str, *, looked: bool = False) -> str:
    return render_template(
        "together/choose.html",
        lines=lines,
        opinion=opinion[:LONGEST],
        looked=looked,
        possible=sum(1 for one in lines if one.refusal is None),
    )


def _line(one: Offered, told: Handled | None = None) -> Line:
    refusal = told.refusal if told is not None else None
    return Line(
        task=one.task,
        answer=_answer(one),
        choices=_choices(one),
        chosen=_chosen(one.task.id),
        takes_opinion=one.said.opinion is not None,
        foretold=told.foretold if told is not None else None,
        refusal=_why(refusal, _form(one)) if refusal is not None else None,
    )


def _answer(one: Offered) -> str:
    """What is answered, in the words of the form: “Decision: Agree”."""
    if one.said.field is None:
        return _("Done")
    agree = one.said.answers[0]
    if one.form is None:
        return agree
    title = _spoken(one.form, one.task).field(one.said.field).title
    return _("%(field)s: %(answer)s", field=title, answer=_labels(one).get(agree, agree))


def _choices(one: Offered) -> tuple[tuple[str, str], ...]:
    """Where several answers approve: each with its words."""
    answers, labels = one.said.answers, _labels(one)
    return tuple((each, labels.get(each, each)) for each in answers) if len(answers) > 1 else ()


def _labels(one: Offered) -> dict[str, str]:
    if one.form is None or one.said.field is None:
        return {}
    asked = _spoken(one.form, one.task).field(one.said.field)
    said = {"true": _("Yes"), "false": _("No")}
    return {str(choice.value): choice.label for choice in asked.choices} | said


def _spoken(form: Form, task: UserTask) -> Form:
    return naming.spoken(form, task.form_key or "", task.process_key, task)


def _form(one: Offered) -> Form | None:
    return None if one.form is None else _spoken(one.form, one.task)


def _forms(found: Sequence[Offered]) -> dict[str, Form]:
    return {one.task.id: form for one in found if (form := _form(one)) is not None}


def _results(found: Sequence[Handled], forms: Mapping[str, Form]) -> str:
    """What became of each; of what one may not see nothing is told."""
    seen = [one for one in found if not isinstance(one.refusal, NotFound)]
    shown = [_told(one, forms.get(one.task_id)) for one in seen]
    done = sum(1 for one in shown if one.is_done and not one.is_before)
    before = sum(1 for one in shown if one.is_before)
    return render_template(
        "together/done.html", results=shown, done=done, before=before, left=len(shown) - done - before
    )


def _told(one: Handled, form: Form | None) -> Told:
    task = tasks.whatever(current.engine(), one.task_id)
    if one.refusal is None:
        return Told(task, is_done=True, why=None, is_before=one.is_before)
    return Told(task, is_done=False, why=_why(one.refusal, form))


def _why(refusal: EngineError, form: Form | None) -> str:
    """Why one was refused, in the reader's language."""
    problems.note(refusal)
    if isinstance(refusal, InvalidAnswers) and form is not None:
        return " ".join(form.message(one, languages.locale()) for one in refusal.found)
    return " ".join([refusals.said(refusal), *refusals.details(refusal)])


def _chosen(task_id: str) -> str | None:
    return request.form.get(f"answer-{task_id}") or None


def _revision(task_id: str) -> int | None:
    said = request.form.get(f"revision-{task_id}", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
