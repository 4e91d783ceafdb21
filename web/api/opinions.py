"""Opinions of a matter by group and rank; phrases, signature, handwriting, corrections."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Response, request, send_file
from pydantic import BaseModel, Field, RootModel

from engine.commands import opinions as commands
from engine.errors import FieldError
from engine.queries import answers, files, process_instances
from engine.queries import opinions as queries
from web import opinions as boxes
from web.api import calls
from web.api.files import BODY
from web.api.shapes import Answer, Body, ById, Shown
from web.opinions import Said
from web.problems import BadRequest, UnsupportedMediaType

opinions = calls.noun("opinions", "Opinions, and what makes them one's own")


class CorrectionAnswer(Answer):
    """What the author put right later."""

    text: str
    at: Shown


class OpinionAnswer(Answer):
    """An opinion with its signature."""

    person: str
    on_behalf_of: str | None
    at: Shown
    text: str
    signature: str | None = Field(description="the picture's file")
    ink: str | None = Field(description="the handwriting's file")
    corrections: list[CorrectionAnswer]

    @classmethod
    def of(cls, one: Said) -> OpinionAnswer:
        """As the API shows it."""
        return cls(
            person=one.actor,
            on_behalf_of=one.on_behalf_of,
            at=one.at,
            text=one.text,
            signature=one.signature,
            ink=one.ink,
            corrections=[CorrectionAnswer(text=each.text, at=each.at) for each in one.corrections],
        )


class ByPicture(BaseModel):
    """A picture of a matter."""

    id: str
    file: str = Field(description="`signature` or `ink` of an opinion")


class OpinionGroupAnswer(Answer):
    """A box of the handling sheet."""

    group: str
    opinions: list[OpinionAnswer] = Field(description="the highest rank first")


class OpinionGroupsAnswer(RootModel[list[OpinionGroupAnswer]]):
    """The boxes in the order of the diagram; empty ones too."""


class Correcting(Body):
    """What is right."""

    text: str = Field(min_length=1, max_length=2000)


class CorrectedAnswer(Answer):
    """The correction's id."""

    id: str


class Phrases(Body):
    """One's own, in one's order; none: those of the office."""

    phrases: list[str] = Field(max_length=30)


class PhrasesAnswer(Answer):
    """What one finds below an opinion."""

    phrases: list[str]
    own: bool


class PictureAnswer(Answer):
    """The picture's file."""

    file: str | None


@opinions.get("/process-instances/<id>/opinions", responses={"200": OpinionGroupsAnswer})
def list_opinions(path: ById) -> Response:
    """As the handling sheet has them: by group, in each by rank."""
    matter = process_instances.get(calls.machine(), path.id, calls.actor())
    said = answers.of_instance(calls.machine(), path.id, calls.actor())
    found = boxes.of(matter, said, calls.actor())
    shown = [
        OpinionGroupAnswer(group=one.title, opinions=[OpinionAnswer.of(each) for each in one.items])
        for one in found
    ]
    return calls.answer([one.model_dump() for one in shown])


@opinions.post("/user-tasks/<id>/corrections", responses={"201": CorrectedAnswer})
def correct_user_task(path: ById, body: Correcting) -> Response:
    """Put right an opinion one gave: it stays as it was, the correction stands below it."""
    actor = calls.actor()
    made = calls.once(lambda machine: commands.correct(machine, path.id, body.text, actor), made=str)
    return calls.answer(CorrectedAnswer(id=made), 201)


@opinions.post(
    "/user-tasks/<id>/ink", responses={"201": PictureAnswer}, openapi_extensions={"requestBody": BODY}
)
def draw_user_task(path: ById) -> Response:
    """Handwriting (a PNG) that stands beside the opinion once the task is handed in."""
    name, stream = _picture()
    actor = calls.actor()
    made = calls.once(lambda machine: commands.draw(machine, path.id, name, stream, actor), made=str)
    return calls.answer(PictureAnswer(file=made), 201)


@opinions.get(
    "/process-instances/<id>/pictures/<file>",
    responses={"200": {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_picture(path: ByPicture) -> Response:
    """A signature or handwriting of the opinions of a matter one may see (a PNG)."""
    found = queries.picture(calls.machine(), path.file, calls.actor(), matter=path.id)
    stream = files.content(calls.machine(), found)
    return send_file(stream, mimetype="image/png", download_name=f"{path.file}.png", etag=found.sha256)


@opinions.get("/signature", responses={"200": PictureAnswer})
def get_signature() -> Response:
    """The picture one signs with now."""
    return calls.answer(PictureAnswer(file=queries.signature(calls.machine(), calls.actor())))


@opinions.post("/signature", responses={"201": PictureAnswer}, openapi_extensions={"requestBody": BODY})
def set_signature() -> Response:
    """From now on one's opinions carry this picture (a PNG)."""
    name, stream = _picture()
    made = calls.once(lambda machine: commands.sign_with(machine, name, stream, calls.actor()), made=str)
    return calls.answer(PictureAnswer(file=made), 201)


@opinions.get("/phrases", responses={"200": PhrasesAnswer})
def list_phrases() -> Response:
    """One's own stock phrases, else the office's."""
    own = queries.own_phrases(calls.machine(), calls.actor())
    known = own or queries.phrases(calls.machine(), calls.actor())
    return calls.answer(PhrasesAnswer(phrases=list(known), own=bool(own)))


@opinions.post("/phrases", responses={"200": PhrasesAnswer})
def set_phrases(body: Phrases) -> Response:
    """One's own from now on."""
    actor = calls.actor()
    calls.once(lambda machine: commands.set_phrases(machine, body.phrases, actor), made=lambda _: [])
    found = queries.phrases(calls.machine(), actor)
    return calls.answer(PhrasesAnswer(phrases=list(found), own=bool(body.phrases)))


def _picture() -> tuple[str, BinaryIO]:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("send the picture as multipart/form-data")
    found = [upload for one in request.files.listvalues() for upload in one]
    if len(found) != 1 or request.form:
        raise BadRequest("just one file is taken", [FieldError("/file", "one file")])
    return found[0].filename or "", cast("BinaryIO", found[0].stream)
