"""What people are asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from flask import Response
from pydantic import Field, RootModel

from engine.commands import user_tasks as commands
from engine.machine import Engine
from engine.model import ProcessInstance, UserTask
from engine.queries import user_tasks as queries
from engine.queries import waiting
from engine.queries.user_tasks import Opened
from engine.queries.waiting import Waiting
from engine.store.user_tasks import Wanted
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.process_instances import ProcessInstanceAnswer, once
from web.api.shapes import Answer, Body, ById, Instant, Nothing, Paged, Reason, Shown, Text, Variables
from web.api.waits import WaitingAnswer

user_tasks = calls.noun("user-tasks", "What people are asked to do")
STATES = {"open": ("open",), "completed": ("completed",), "cancelled": ("cancelled",), "any": None}


class TaskAnswer(Answer):
    """A task."""

    id: str
    element_id: str
    name: str
    process_instance: str
    process: str
    title: str = Field(description="of the matter")
    state: Literal["open", "completed", "cancelled"]
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    created_at: Shown
    due_at: Shown | None
    follow_up_at: Shown | None
    priority: int
    completed_at: Shown | None
    completed_by: str | None
    on_behalf_of: str | None
    acting_post: str | None = Field(description="in which of his posts it was done")
    owner: str | None = Field(description="who gave it to the assignee to prepare")
    prepared_by: str | None = Field(description="who prepared it and gave it back")
    bulk: bool = Field(description="may be approved together with others")
    waiting: WaitingAnswer | None = Field(description="why it waits, while it is open")


class TasksAnswer(Answer):
    """A piece of the list."""

    items: list[TaskAnswer]
    next: str | None


class FormAnswer(Answer):
    """What it asks: JSON Schema 2020-12 and how to show it."""

    key: str | None
    schema_: dict[str, Any] = Field(alias="schema")
    ui: dict[str, Any]


class OpenedTaskAnswer(TaskAnswer):
    """A task with its form and what the caller may do."""

    form: FormAnswer
    variables: dict[str, Any] = Field(description="what the task's scope shows")
    actions: list[str] = Field(description="what this caller may do now")
    acts_for: str | None = Field(description="for whom this caller would do it")
    posts: list[str] = Field(description="posts to choose from, the usual one first")


class CompletedAnswer(Answer):
    """The matter after it."""

    process_instance: ProcessInstanceAnswer


class TransferredAnswer(RootModel[TaskAnswer | PreviewAnswer]):
    """The task as it is now, or what would happen."""


class HeldAnswer(RootModel[OpenedTaskAnswer | PreviewAnswer]):
    """The task as it is then, or what would become of it."""


class MovedAnswer(RootModel[CompletedAnswer | PreviewAnswer]):
    """The matter as it is now, or what would happen."""


class UserTasksQuery(Paged):
    """Which tasks; of those the caller may see."""

    process_instance: str | None = None
    state: Literal["open", "completed", "cancelled", "any"] = "open"
    assignee: str | None = Field(None, description="a login, or `me`")
    candidate_group: str | None = None
    due_before: Instant | None = None
    bulk: bool = Field(False, description="only those that may be approved together with others")
    q: str | None = Field(None, max_length=200, description="part of its name or the matter's title")
    sort: Literal["created", "-created", "due", "priority", "-closed"] = "created"


class Completion(Body):
    """The answers to its form."""

    variables: Variables = Field(default_factory=dict)
    post: Text | None = Field(None, description="in which of several posts it is done")


class Transfer(Body):
    """To whom, and why."""

    to: Text
    reason: Reason


@user_tasks.get("/user-tasks", responses={"200": TasksAnswer})
def list_user_tasks(query: UserTasksQuery) -> Response:
    """Tasks the caller may see."""
    actor = calls.actor()
    wanted = Wanted(
        process_instance=query.process_instance,
        states=STATES[query.state],
        assignee=actor.login if query.assignee == "me" else query.assignee,
        candidate_group=query.candidate_group,
        due_before=query.due_before,
        bulk=query.bulk,
        q=query.q,
    )
    page = queries.page(
        calls.machine(),
        wanted,
        actor,
        sort=query.sort,
        cursor=query.cursor,
        limit=query.limit,
        of_matters=True,
    )
    reasons = waiting.of_tasks(calls.machine(), page.items)
    return calls.listed(page, lambda one: task_answer(one, reasons))


@user_tasks.get("/user-tasks/<id>", responses={"200": OpenedTaskAnswer})
def get_user_task(path: ById) -> Response:
    """One task, with its form, what is known to it, and what the caller may do now."""
    return _seen(path.id)


@user_tasks.post(
    "/user-tasks/<id>/complete", responses={"200": MovedAnswer}, openapi_extensions=calls.IF_MATCH
)
def complete_user_task(path: ById, query: Previewing, body: Completion) -> Response:
    """Hand in its form; a candidate claims it by that. A preview tells who would be asked next."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.complete(
            machine, path.id, body.variables, actor, revision=calls.revision(), post=body.post
        )

    return moved(query, act)


@user_tasks.post("/user-tasks/<id>/claim", responses={"200": HeldAnswer}, openapi_extensions=calls.IF_MATCH)
def claim_user_task(path: ById, query: Previewing, body: Nothing) -> Response:
    """Take a task that is offered to me."""
    return _held(path.id, query, commands.claim)


@user_tasks.post("/user-tasks/<id>/unclaim", responses={"200": HeldAnswer}, openapi_extensions=calls.IF_MATCH)
def unclaim_user_task(path: ById, query: Previewing, body: Nothing) -> Response:
    """Give it back to those it was offered to."""
    return _held(path.id, query, commands.unclaim)


@user_tasks.post(
    "/user-tasks/<id>/transfer", responses={"200": TransferredAnswer}, openapi_extensions=calls.IF_MATCH
)
def transfer_user_task(path: ById, query: Previewing, body: Transfer) -> Response:
    """Hand it to somebody else for good: its assignee, or a manager."""

    def act(machine: Engine) -> None:
        commands.transfer(machine, path.id, body.to, body.reason, calls.actor(), revision=calls.revision())

    return handed(path.id, query, act)


@user_tasks.post(
    "/user-tasks/<id>/withdraw", responses={"200": MovedAnswer}, openapi_extensions=calls.IF_MATCH
)
def withdraw_user_task(path: ById, query: Previewing, body: Nothing) -> Response:
    """Take back what I handed in, while nobody has opened what followed."""
    actor = calls.actor()

    def act(machine: Engine) -> ProcessInstance:
        return commands.withdraw(machine, path.id, actor, revision=calls.revision())

    return moved(query, act)


def _held(task_id: str, query: Previewing, command: Callable[..., object]) -> Response:
    """Claim or unclaim, and the task as it is then."""

    def act(machine: Engine) -> None:
        command(machine, task_id, calls.actor(), revision=calls.revision())

    if query.preview:
        return previews.told(act)
    calls.once(act, made=calls.nothing)
    return _seen(task_id)


def handed(task_id: str, query: Previewing, act: Callable[[Engine], None]) -> Response:
    """Foretell it, or do it and answer the task, which may be another's after it."""
    if query.preview:
        return previews.told(act)
    calls.once(act, made=calls.nothing)
    found = queries.whatever(calls.machine(), task_id)
    return calls.answer(task_answer(found), tag=found.revision)


def _seen(task_id: str) -> Response:
    found = queries.get(calls.machine(), task_id, calls.actor())
    if found.task.opened_at is None and {"complete", "resolve"} & set(found.actions):
        commands.mark_opened(calls.machine(), task_id, calls.actor())  # from now on it is not taken back
        found = queries.get(calls.machine(), task_id, calls.actor())
    return _opened(found)


def moved(query: Previewing, act: Callable[[Engine], ProcessInstance]) -> Response:
    """Foretell it, or do it and answer the matter as it stands after it."""
    if query.preview:
        return previews.told(act)
    matter = once(act)
    shown = CompletedAnswer(process_instance=ProcessInstanceAnswer.of(matter))
    return calls.answer(shown, tag=matter.revision)


def _values(one: UserTask, why: Waiting | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "element_id": one.element_id,
        "name": one.name,
        "process_instance": one.process_instance_id,
        "process": one.process_key,
        "title": one.title,
        "state": one.state,
        "assignee": one.assignee,
        "candidate_groups": list(one.candidate_groups),
        "candidate_users": list(one.candidate_users),
        "created_at": one.created_at,
        "due_at": one.due_at,
        "follow_up_at": one.follow_up_at,
        "priority": one.priority,
        "completed_at": one.closed_at if one.state == "completed" else None,
        "completed_by": one.closed_by if one.state == "completed" else None,
        "on_behalf_of": one.on_behalf_of,
        "acting_post": one.acting_post,
        "owner": one.owner,
        "prepared_by": one.prepared_by,
        "bulk": one.bulk,
        "waiting": WaitingAnswer.of(why, one.process_key) if why is not None else None,
    }


def task_answer(one: UserTask, reasons: Mapping[str, Waiting] | None = None) -> TaskAnswer:
    """A task as every call shows it."""
    found = waiting.of_tasks(calls.machine(), [one]) if reasons is None else reasons
    return TaskAnswer.model_validate(_values(one, found.get(one.id)))


def _opened(one: Opened) -> Response:
    form = {"key": one.task.form_key, "schema": dict(one.form.published), "ui": dict(one.form.ui)}
    why = waiting.of_tasks(calls.machine(), [one.task]).get(one.task.id)
    shown = _values(one.task, why) | {
        "form": form,
        "variables": dict(one.variables),
        "actions": list(one.actions),
        "acts_for": one.on_behalf_of,
        "posts": list(one.posts),
    }
    return calls.answer(OpenedTaskAnswer.model_validate(shown), tag=one.task.revision)
