"""Urging, comments, following."""

from __future__ import annotations

from flask import Response
from pydantic import Field, RootModel

from engine.commands import comments as comment_commands
from engine.commands import followers, urges
from engine.machine import Engine
from engine.queries import process_instances, talk
from engine.queries import user_tasks as tasks
from engine.queries.talk import Comment
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.process_instances import ProcessInstanceAnswer
from web.api.shapes import OPTIONAL, Answer, Body, ById, Nothing, Paged, Shown, Text

talking = calls.noun("talk", "Urging, comments, following")


class Urging(Body):
    """A few words, if there are any."""

    model_config = OPTIONAL
    text: str = Field("", max_length=500)


class UrgedAnswer(Answer):
    """Who was told."""

    told: list[str]


class UrgedOrPreviewAnswer(RootModel[UrgedAnswer | PreviewAnswer]):
    """Who was told, or who would be."""


class Commenting(Body):
    """What one says; `@login` or `@姓名` tells somebody."""

    text: str = Field(min_length=1, max_length=4000)


class CommentAnswer(Answer):
    """Something somebody said."""

    id: str
    process_instance: str
    user_task: str | None
    person: str
    on_behalf_of: str | None
    at: Shown
    text: str
    mentions: list[Text]

    @classmethod
    def of(cls, one: Comment) -> CommentAnswer:
        """As the API shows it."""
        return cls(
            id=one.id,
            process_instance=one.process_instance_id,
            user_task=one.user_task_id,
            person=one.login,
            on_behalf_of=one.on_behalf_of,
            at=one.at,
            text=one.text,
            mentions=list(one.mentions),
        )


class CommentsAnswer(Answer):
    """A piece of the list."""

    items: list[CommentAnswer]
    next: str | None


class CommentsQuery(Paged):
    """Which piece."""


@talking.post("/user-tasks/<id>/urge", responses={"200": UrgedOrPreviewAnswer})
def urge_user_task(path: ById, query: Previewing, body: Urging) -> Response:
    """Remind whoever has it: who takes part in the matter, managers; not more often than the policy says."""
    actor = calls.actor()

    def act(machine: Engine) -> list[str]:
        return urges.urge(machine, path.id, body.text, actor)

    if query.preview:
        return previews.told(act)
    return calls.answer({"told": calls.once(act, made=lambda _: _told(path.id))})


@talking.post("/circulations/<id>/urge", responses={"200": UrgedOrPreviewAnswer})
def urge_circulation(path: ById, query: Previewing, body: Urging) -> Response:
    """Remind those who have not read it: whoever sent it, managers."""
    actor = calls.actor()

    def act(machine: Engine) -> list[str]:
        return urges.urge_readers(machine, path.id, body.text, actor)

    if query.preview:
        return previews.told(act)
    return calls.answer({"told": calls.once(act, made=lambda _: [])})


@talking.post("/user-tasks/<id>/comments", responses={"201": CommentAnswer, "200": PreviewAnswer})
def comment_user_task(path: ById, query: Previewing, body: Commenting) -> Response:
    """Say something about a task one sees."""
    actor = calls.actor()

    def act(machine: Engine) -> str:
        return comment_commands.comment_on_task(machine, path.id, body.text, actor)

    if query.preview:
        return previews.told(act)
    made = calls.once(act, made=str)
    return _said(tasks.whatever(calls.machine(), path.id).process_instance_id, made)


@talking.post("/process-instances/<id>/comments", responses={"201": CommentAnswer})
def comment_process_instance(path: ById, body: Commenting) -> Response:
    """Say something about a matter one sees."""
    actor = calls.actor()
    made = calls.once(lambda machine: comment_commands.comment(machine, path.id, body.text, actor), made=str)
    return _said(path.id, made)


@talking.get("/process-instances/<id>/comments", responses={"200": CommentsAnswer})
def list_comments(path: ById, query: CommentsQuery) -> Response:
    """What was said, the oldest first."""
    page = talk.comments(calls.machine(), path.id, calls.actor(), cursor=query.cursor, limit=query.limit)
    return calls.listed(page, CommentAnswer.of)


@talking.post("/process-instances/<id>/follow", responses={"200": ProcessInstanceAnswer})
def follow_process_instance(path: ById, body: Nothing) -> Response:
    """Be told how it goes and what is said."""
    calls.once(lambda machine: followers.follow(machine, path.id, calls.actor()), made=calls.nothing)
    return _matter(path.id)


@talking.post("/process-instances/<id>/unfollow", responses={"200": ProcessInstanceAnswer})
def unfollow_process_instance(path: ById, body: Nothing) -> Response:
    """No more."""
    calls.once(lambda machine: followers.unfollow(machine, path.id, calls.actor()), made=calls.nothing)
    return _matter(path.id)


def _matter(instance_id: str) -> Response:
    found = process_instances.get(calls.machine(), instance_id, calls.actor())
    return calls.answer(ProcessInstanceAnswer.of(found), tag=found.revision)


def _said(instance_id: str, comment_id: str) -> Response:
    found = talk.comment(calls.machine(), instance_id, comment_id, calls.actor())
    return calls.answer(CommentAnswer.of(found), 201)


def _told(task_id: str) -> list[str]:
    matter = tasks.whatever(calls.machine(), task_id).process_instance_id
    found = [one for one in talk.urges(calls.machine(), matter, calls.actor()) if one.about == task_id]
    return list(found[-1].told) if found else []
