"""Attachments beside a matter's forms: versions, checksums, who saw them."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Response, request
from pydantic import Field, RootModel

from engine.commands import attachments as commands
from engine.errors import FieldError
from engine.machine import Engine
from engine.queries import attachments as queries
from engine.queries import user_tasks as tasks
from engine.queries.attachments import Attachment
from web.api import calls, previews
from web.api.previews import PreviewAnswer, Previewing
from web.api.shapes import Answer, ById, Shown
from web.problems import BadRequest, UnsupportedMediaType

attachments = calls.noun("attachments", "Files beside a matter's forms, version by version")
FIELDS = {"replaces", "note"}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "replaces": {"type": "string", "description": "the attachment it is a version of"},
                    "note": {"type": "string", "maxLength": 500},
                },
            }
        }
    },
}


class AccessAnswer(Answer):
    """Somebody looked at it."""

    person: str
    first_at: Shown
    last_at: Shown
    shown: int
    downloaded: int


class VersionAnswer(Answer):
    """One version."""

    number: int
    file: str = Field(description="GET /files/{id} has its bytes")
    name: str
    size: int
    media_type: str
    sha256: str
    note: str
    added_by: str
    on_behalf_of: str | None
    added_at: Shown
    seen_by: list[AccessAnswer]


class AttachmentAnswer(Answer):
    """An attachment, the newest version first."""

    id: str
    user_task: str | None
    versions: list[VersionAnswer]

    @classmethod
    def of(cls, one: Attachment) -> AttachmentAnswer:
        """As the API shows it."""
        names = [name for name in VersionAnswer.model_fields if name not in {"file", "seen_by"}]
        versions = [
            VersionAnswer(
                file=each.file_id,
                seen_by=[
                    AccessAnswer(
                        person=who.login,
                        first_at=who.first_at,
                        last_at=who.last_at,
                        shown=who.shown,
                        downloaded=who.downloaded,
                    )
                    for who in each.seen_by
                ],
                **{name: getattr(each, name) for name in names},
            )
            for each in one.versions
        ]
        return cls(id=one.id, user_task=one.user_task_id, versions=versions)


class AttachmentsAnswer(RootModel[list[AttachmentAnswer]]):
    """All of a matter, in the order they came."""


@attachments.post(
    "/user-tasks/<id>/attachments",
    responses={"201": AttachmentAnswer, "200": PreviewAnswer},
    openapi_extensions={"requestBody": BODY},
)
def attach_to_user_task(path: ById, query: Previewing) -> Response:
    """Whoever may do the task adds a file to its matter, or the next version of one."""
    name, stream, replaces, note = _given()
    actor = calls.actor()

    def act(machine: Engine) -> str:
        return commands.attach_to_task(machine, path.id, name, stream, actor, replaces=replaces, remark=note)

    if query.preview:
        return previews.told(act)
    made = calls.once(act, made=str)
    return _answer(tasks.whatever(calls.machine(), path.id).process_instance_id, made)


@attachments.post(
    "/process-instances/<id>/attachments",
    responses={"201": AttachmentAnswer},
    openapi_extensions={"requestBody": BODY},
)
def attach_to_process_instance(path: ById) -> Response:
    """Whoever takes part in the matter adds a file."""
    name, stream, replaces, note = _given()
    actor = calls.actor()
    made = calls.once(
        lambda machine: commands.attach(
            machine, path.id, name, stream, actor, replaces=replaces, remark=note
        ),
        made=str,
    )
    return _answer(path.id, made)


@attachments.get("/process-instances/<id>/attachments", responses={"200": AttachmentsAnswer})
def list_attachments(path: ById) -> Response:
    """With every version, its checksum, and who looked at it."""
    found = queries.of_instance(calls.machine(), path.id, calls.actor())
    return calls.answer([AttachmentAnswer.of(one).model_dump() for one in found])


def _given() -> tuple[str, BinaryIO, str | None, str]:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("send the file as multipart/form-data")
    found = [upload for one in request.files.listvalues() for upload in one]
    unknown = [FieldError(f"/{name}", "unknown") for name in request.form if name not in FIELDS]
    if len(found) != 1 or unknown:
        raise BadRequest("just one file is taken at a time", unknown or [FieldError("/file", "one file")])
    texts = {name: request.form.get(name, "") for name in FIELDS}
    if any("\0" in text for text in texts.values()):
        raise BadRequest("text has a NUL")
    stream = cast("BinaryIO", found[0].stream)
    return found[0].filename or "", stream, texts["replaces"] or None, texts["note"]


def _answer(instance_id: str, made: str) -> Response:
    found = queries.of_instance(calls.machine(), instance_id, calls.actor())
    return calls.answer(AttachmentAnswer.of(next(one for one in found if one.id == made)), 201)
