"""Pages of attachments: adding one, looking at a file without opening it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import attachments as commands
from engine.errors import FieldError, InvalidSubmission
from engine.model import Actor
from engine.queries import attachments as queries
from engine.queries import files
from engine.queries.attachments import Attachment
from web import auth, current
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("attachments", __name__))
PICTURE_POLICY = "default-src 'none'; sandbox"


@pages.post("/tasks/<task_id>/attachments")
@signed_in
def attach(actor: Actor, task_id: str) -> Answer:
    """Add a file to the matter of a task."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise InvalidSubmission([FieldError("/file", "choose a file")])
    _attach(upload, task_id, actor)
    flash(_("The file was added."), "success")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="attachments"))


@pages.get("/files/<file_id>/preview")
@signed_in
def look(actor: Actor, file_id: str) -> Answer:
    """A file in the page, its checksum, and who looked at it."""
    commands.note_access(
        current.engine(), files.get(current.engine(), file_id, actor).id, actor, downloaded=False
    )
    return render_template("attachments/look.html", look=queries.look(current.engine(), file_id, actor))


@pages.get("/files/<file_id>/picture")
@signed_in
def picture(actor: Actor, file_id: str) -> Answer:
    """A picture, shown and nothing else."""
    found = queries.picture(current.engine(), file_id, actor)
    stream = files.content(current.engine(), found)
    return _fenced(send_file(stream, mimetype=found.media_type, etag=found.sha256))


@pages.get("/files/<file_id>/pages/<int:number>.png")
@signed_in
def page(actor: Actor, file_id: str, number: int) -> Answer:
    """A page of a PDF, drawn here."""
    if number > 10_000:
        abort(404)
    drawn = queries.page(current.engine(), file_id, number, actor)
    return _fenced(Response(drawn, mimetype="image/png"))


def attachments_of(matter_id: str) -> Sequence[Attachment]:
    """What was added to a matter beside its forms: for its page."""
    actor = current.actor()
    return () if actor is None else queries.of_instance(current.engine(), matter_id, actor)


def _attach(upload: FileStorage, task_id: str, actor: Actor) -> None:
    commands.attach_to_task(
        current.engine(),
        task_id,
        upload.filename or "",
        cast("BinaryIO", upload.stream),
        actor,
        replaces=request.form.get("replaces") or None,
        remark=request.form.get("note", ""),
    )


def _fenced(answer: AnyResponse) -> AnyResponse:
    """The browser may show it and do nothing else with it."""
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
