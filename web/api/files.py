"""Files that forms name."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Response, request, send_file
from pydantic import Field, RootModel

from engine.commands import attachments
from engine.commands import files as commands
from engine.errors import FieldError
from engine.model import Json
from engine.office.files import File
from engine.queries import files as queries
from web.api import calls
from web.api.shapes import Answer, ById
from web.problems import BadRequest, UnsupportedMediaType

files = calls.noun("files", "Files: the uploader's until a matter holds them")
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


class FileAnswer(Answer):
    """What is known of a file."""

    id: str = Field(description='a form\'s file value is {"file": ID}')
    name: str
    size: int
    media_type: str
    sha256: str
    is_made_here: bool = Field(description="a document the machine made")

    @classmethod
    def of(cls, one: File) -> FileAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class FilesAnswer(RootModel[list[FileAnswer]]):
    """Files of a matter."""


@files.get("/process-instances/<id>/files", responses={"200": FilesAnswer})
def list_files(path: ById) -> Response:
    """What a matter holds, the newest first: handed in by people, or documents the machine made."""
    found = queries.of_instance(calls.machine(), path.id, calls.actor())
    return calls.answer([FileAnswer.of(one).model_dump() for one in found])


@files.post("/files", responses={"201": FileAnswer}, openapi_extensions={"requestBody": BODY})
def upload_file() -> Response:
    """Hand in one file; it goes after 24 hours if no matter holds it."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("send the file as multipart/form-data")
    found = [upload for one in request.files.listvalues() for upload in one]
    if len(found) != 1 or request.form:
        raise BadRequest("just one file is taken at a time", [FieldError("/file", "one file")])
    name, stream = found[0].filename or "", cast("BinaryIO", found[0].stream)
    kept = calls.once(
        lambda machine: commands.upload(machine, name, stream, calls.actor()),
        made=_made,
    )
    return calls.answer(FileAnswer.of(kept), 201)


@files.get(
    "/files/<id>",
    responses={"200": {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
def download_file(path: ById) -> Response:
    """Its bytes, for whoever sees a matter that holds it; before that, for the uploader."""
    found = queries.get(calls.machine(), path.id, calls.actor())
    attachments.note_access(calls.machine(), found.id, calls.actor(), downloaded=True)
    stream = queries.content(calls.machine(), found)
    return send_file(
        stream, mimetype=found.media_type, as_attachment=True, download_name=found.name, etag=found.sha256
    )


def _made(result: Json) -> File:
    return queries.get(calls.machine(), str(result), calls.actor())
