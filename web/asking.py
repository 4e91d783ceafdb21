"""Asking a form: what it shows first, what was posted, and showing it again when it cannot be accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from flask import g, request
from werkzeug.datastructures import FileStorage

from bpmn import feel
from engine.commands import files
from engine.commands._answers import InvalidAnswers
from engine.errors import InvalidSubmission
from engine.model import Actor, Json
from forms.expressions import Evaluate
from forms.form import FieldError, Form
from forms.posting import queries
from web import current, languages
from web.auth import Answer
from web.choices import OfficeChoices
from web.form_rendering import Page, present, with_uploads


class Posted:
    """A form as a browser sent it: uploads kept, values typed."""

    def __init__(self, form: Form, actor: Actor, given: Mapping[str, Json]) -> None:
        self.form = form
        self.data = with_uploads(form, request.form, request.files, lambda one: _kept(one, actor))
        self.edited = form.edit(self.data)  # a button inside the form: show it again
        self.values = form.parse_post(self.data, given=given, evaluate=evaluate())
        self.queries = queries(self.data)


def drawn(
    form: Form,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    given: Mapping[str, Json] = {},
    errors: Sequence[FieldError] = (),
    posted: Posted | None = None,
) -> Page:
    """The form for the macros."""
    return present(
        form,
        values,
        choices=OfficeChoices(actor),
        errors=errors,
        locale=languages.locale(),
        given=given,
        evaluate=evaluate(),
        queries=posted.queries if posted else {},
    )


def evaluate() -> Evaluate:
    """FEEL with the office's functions, for conditions and computed fields."""
    now = current.now()
    functions = current.engine().functions(now)

    def worked_out(expression: feel.Expression, scope: Mapping[str, Any]) -> Any:
        known = {name: feel.to_feel(value) for name, value in scope.items()}
        return feel.to_json(expression.evaluate(known, functions=functions, now=now))

    return worked_out


def if_invalid(show: Callable[[Sequence[FieldError]], str]) -> None:
    """What to show should the command of this request refuse the answers of a form."""
    if_refused(lambda error: show(error.found) if isinstance(error, InvalidAnswers) else None)


def if_refused(show: Callable[[InvalidSubmission], str | None]) -> None:
    """What to show should the command of this request refuse what was typed."""
    g.form_again = show


def shown_again(error: InvalidSubmission) -> Answer | None:
    """The form again with its errors, if this request asked one."""
    show = g.pop("form_again", None)
    page = show(error) if show is not None else None
    return None if page is None else (page, 422)


def _kept(upload: FileStorage, actor: Actor) -> str:
    stream: BinaryIO = upload.stream  # type: ignore[assignment]  # Werkzeug says IO[bytes]
    return files.upload(current.engine(), upload.filename or "", stream, actor).id
