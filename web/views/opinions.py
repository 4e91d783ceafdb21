"""Pages of one's own phrases and signature; ink and corrections of opinions; their pictures."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import opinions as commands
from engine.model import Actor
from engine.office.files import File
from engine.queries import files
from engine.queries import opinions as queries
from web import auth, current
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("opinions", __name__))
PICTURE_POLICY = "default-src 'none'; sandbox"


@pages.get("/phrases")
@signed_in
def phrases(actor: Actor) -> Answer:
    """What I often say."""
    own = queries.own_phrases(current.engine(), actor)
    known = queries.phrases(current.engine(), actor)
    return render_template("opinions/phrases.html", own=bool(own), phrases=known)


@pages.post("/phrases")
@signed_in
def set_phrases(actor: Actor) -> Answer:
    """One a line."""
    commands.set_phrases(current.engine(), request.form.get("phrases", "").splitlines(), actor)
    flash(_("Your phrases were saved."), "success")
    return redirect(url_for("opinions.phrases"))


@pages.get("/signature")
@signed_in
def signature(actor: Actor) -> Answer:
    """How I sign."""
    return render_template("opinions/signature.html", file_id=queries.signature(current.engine(), actor))


@pages.post("/signature")
@signed_in
def sign(actor: Actor) -> Answer:
    """With this picture from now on, or with none."""
    if request.form.get("none"):
        commands.sign_plainly(current.engine(), actor)
        flash(_("From now on you sign without a picture."), "success")
    else:
        name, stream = _picture()
        commands.sign_with(current.engine(), name, stream, actor)
        flash(_("From now on your opinions carry this signature."), "success")
    return redirect(url_for("opinions.signature"))


@pages.get("/signature/<file_id>.png")
@signed_in
def my_picture(actor: Actor, file_id: str) -> Answer:
    """My own."""
    return _shown(queries.picture(current.engine(), file_id, actor))


@pages.get("/matters/<matter_id>/pictures/<file_id>.png")
@signed_in
def picture(actor: Actor, matter_id: str, file_id: str) -> Answer:
    """A signature or a page of ink that belongs to the opinions of a matter."""
    return _shown(queries.picture(current.engine(), file_id, actor, matter=matter_id))


@pages.post("/tasks/<task_id>/ink")
@signed_in
def draw(actor: Actor, task_id: str) -> Answer:
    """What I wrote by hand."""
    if request.form.get("none"):
        commands.erase(current.engine(), task_id, actor)
        flash(_("The handwriting was taken away."), "success")
    else:
        name, stream = _picture()
        commands.draw(current.engine(), task_id, name, stream, actor)
        flash(_("The handwriting stands beside your opinion when you hand it in."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/tasks/<task_id>/corrections")
@signed_in
def correct(actor: Actor, task_id: str) -> Answer:
    """Put right what I handed in."""
    commands.correct(current.engine(), task_id, request.form.get("text", ""), actor)
    flash(_("The correction stands below your opinion."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


def _picture() -> tuple[str, BinaryIO]:
    upload = request.files.get("file")
    if upload is None:
        return "none.png", BytesIO()
    return upload.filename or "picture.png", cast("BinaryIO", upload.stream)


def _shown(found: File) -> Answer:
    """A PNG that was looked at when it came; the browser may do nothing with it but show it."""
    stream = files.content(current.engine(), found)
    answer: AnyResponse = send_file(stream, mimetype="image/png", etag=found.sha256)
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
