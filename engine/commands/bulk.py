"""批量办理: several tasks are approved with one decision and one opinion, each in its own transaction.

Each is looked at as if it were handed in alone: right, version, form and policy. One that is refused
stays as it was and says why; the others are done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.catalog import bulk_forms
from engine.clock import OFFICE_ZONE
from engine.commands import _answers, _approved_before, user_tasks
from engine.commands._case import OpenCase
from engine.commands.preview import Preview, preview
from engine.errors import EngineError, FieldError, InvalidSubmission, Rejected, Stale, UserTaskClosed
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.store import user_tasks as tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork
from forms import live
from forms.form import Form

MOST = 100  # tasks of one call


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task somebody chose, as he looked at it."""

    task_id: str
    revision: int | None = None
    answer: str | None = None  # of those that approve, where there are several; else the first


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one of them, or would: the matter, what would happen, or why it was refused."""

    task_id: str
    matter: ProcessInstance | None = None
    foretold: Preview | None = None
    refusal: EngineError | None = None
    is_before: bool = False  # this person had approved it so already; nothing is done twice


def approve(engine: Engine, chosen: Sequence[Chosen], opinion: str, actor: Actor) -> list[Handled]:
    """Approve each; answers what became of each, in the order they were named."""
    return [_one(engine, one, opinion, actor) for one in _distinct(chosen)]


def foretell(engine: Engine, chosen: Sequence[Chosen], opinion: str, actor: Actor) -> list[Handled]:
    """What approving each would do; nothing is done."""
    return [_tried(engine, one, opinion, actor) for one in _distinct(chosen)]


def approve_one(engine: Engine, one: Chosen, opinion: str, actor: Actor) -> ProcessInstance:
    """Approve a task with what was said of several."""

    def fill(uow: UnitOfWork, opened: OpenCase, held: AnyRow, said: Mapping[str, Json]) -> dict[str, Json]:
        return _answers_of(engine, uow, opened, held, one, str(said.get("opinion") or ""), actor)

    return user_tasks.complete(engine, one.task_id, _said(opinion), actor, revision=one.revision, fill=fill)


def _said(opinion: str) -> dict[str, Json]:
    return {"opinion": opinion.strip()} if opinion.strip() else {}


def _distinct(chosen: Sequence[Chosen]) -> list[Chosen]:
    distinct = list({one.task_id: one for one in chosen}.values())
    if not distinct or len(distinct) > MOST:
        raise InvalidSubmission([FieldError("/tasks", f"name 1 to {MOST} tasks")])
    return distinct


def _one(engine: Engine, one: Chosen, opinion: str, actor: Actor) -> Handled:
    try:
        return Handled(one.task_id, matter=approve_one(engine, one, opinion, actor))
    except EngineError as refusal:
        return _refused(engine, one, opinion, actor, refusal)


def _tried(engine: Engine, one: Chosen, opinion: str, actor: Actor) -> Handled:
    try:
        found = preview(engine, lambda machine: approve_one(machine, one, opinion, actor))
    except EngineError as refusal:
        return _refused(engine, one, opinion, actor, refusal)
    return Handled(one.task_id, foretold=found)


def _refused(engine: Engine, one: Chosen, opinion: str, actor: Actor, refusal: EngineError) -> Handled:
    """Why not; but what was sent again after it was done is no fault."""
    if isinstance(refusal, UserTaskClosed | Stale):
        matter = _approved_before.matter_of(engine, one.task_id, opinion.strip(), one.answer, actor)
        if matter is not None:
            return Handled(one.task_id, matter=matter, is_before=True)
    return Handled(one.task_id, refusal=refusal)


def _answers_of(
    engine: Engine, uow: UnitOfWork, opened: OpenCase, held: AnyRow, one: Chosen, opinion: str, actor: Actor
) -> dict[str, Json]:
    """The step's form filled in: what it begins with, the answer that approves, the opinion."""
    asking = opened.world.version_at(held.task_id)
    element = asking.process.elements.get(held.task_element_id)
    said = element.extensions.bulk if element is not None else None
    if said is None:
        raise Rejected("this step is handled task by task", code="NOT_IN_BULK")
    if opinion and said.opinion is None:
        raise Rejected("this step takes no opinion", code="NO_OPINION_HERE")
    if one.answer is not None and one.answer not in said.answers:
        named = ", ".join(said.answers) or "none"
        raise Rejected(f"choose one of the answers that approve here: {named}", code="ANSWER_NOT_OFFERED")
    if tasks.read_draft(uow, held.task_id, actor.login) is not None:
        raise Rejected("you have begun to fill this in; hand it in by itself", code="DRAFT_BEGUN")
    form = asking.form_of(held.task_element_id, held.task_form_key)
    answers = bulk_forms.approving(form, said, one.answer, opinion)
    begun = {} if form is None else _begun(engine, form, opened.case.read(held.task_id), answers)
    return {name: value for name, value in {**begun, **answers}.items() if value is not None}


def _begun(
    engine: Engine, form: Form, read: Mapping[str, Json], answers: Mapping[str, Json]
) -> dict[str, Any]:
    """What a fresh page of the form would hand in beside these answers."""
    now = engine.clock.now().astimezone(OFFICE_ZONE)
    evaluate = form.over_dates(_answers.evaluator(engine.functions(now), now))
    asked = {field.name for field in form.fields if field.is_answered}
    known = {
        **form.blank(evaluate=evaluate, scope=read),
        **{name: read[name] for name in asked if name in read},
    }
    values = {name: value for name, value in known.items() if name in asked and value is not None}
    outer = {name: value for name, value in read.items() if name not in asked}
    return live.without_invisible(form.fields, {**values, **answers}, outer, evaluate)
