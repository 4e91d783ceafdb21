"""The machine's refusals for programs: RFC 9457 problem+json; docs/reference/problems.md lists the codes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from bpmn.findings import Finding
from engine import json
from engine.clock import OFFICE_ZONE
from engine.commands.receipts import StillRunning
from engine.errors import (
    Broken,
    Conflict,
    EngineError,
    FieldError,
    Forbidden,
    InvalidDeployment,
    InvalidSubmission,
    NotFound,
    Rejected,
    Stale,
    TooLarge,
)
from engine.queries.health import Unavailable

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
CODES = {  # of HTTP itself
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "TOO_LARGE",
    414: "URI_TOO_LONG",
    415: "UNSUPPORTED_MEDIA_TYPE",
    431: "HEADERS_TOO_LARGE",
    500: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
}
PREFIX = "/api/"


class BadRequest(Rejected):
    """The request cannot be read: each error names a member (a JSON pointer) or a query parameter (?name)."""

    code = "BAD_REQUEST"

    def __init__(self, message: str, errors: Iterable[FieldError] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class Unauthenticated(Rejected):
    """Nobody is signed in, or the token is unknown or revoked."""

    code = "UNAUTHENTICATED"


class UnsupportedMediaType(Rejected):
    """The body is of a kind that this address does not read."""

    code = "UNSUPPORTED_MEDIA_TYPE"


STATUS: tuple[tuple[type[EngineError], int], ...] = (
    (Unauthenticated, 401),
    (UnsupportedMediaType, 415),
    (Unavailable, 503),
    (NotFound, 404),
    (TooLarge, 413),
    (Forbidden, 403),
    (Rejected, 422),
    (Stale, 412),
    (Conflict, 409),
    (Broken, 500),
    (EngineError, 500),
)


def status_of(error: EngineError) -> int:
    """The HTTP status of a refusal: a request that cannot be read at all is 400."""
    if error.code.startswith("BAD_"):
        return 400
    return next(status for kind, status in STATUS if isinstance(error, kind))


def refused(error: EngineError) -> Response:
    """A refusal of the machine."""
    status = status_of(error)
    note(error)
    answer = problem(status, error.code, error.message, _members(error))
    if isinstance(error, Unauthenticated):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="liye"'
    if isinstance(error, StillRunning):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def note(error: EngineError) -> None:
    """A fault of ours stands in the log."""
    if status_of(error) >= 500:
        log.error("refused: %s", error, exc_info=error)


def told(error: EngineError) -> dict[str, Any]:
    """A refusal as a member of an answer about several things: what `refused` would have answered."""
    note(error)
    return _body(status_of(error), error.code, error.message, _members(error))


def http(error: HTTPException) -> Response:
    """A refusal of HTTP itself: no such address, another method, too large a body."""
    if error.response is not None or error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code or 500, dict(error.get_headers()))
    answer = problem(error.code, CODES.get(error.code, "BAD_REQUEST"), error.description or "", {})
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def unforeseen(error: Exception) -> Response:
    """A fault of ours; what it was stands in the log alone."""
    log.error("a request failed", exc_info=error)
    return problem(500, "INTERNAL_ERROR", "something broke; it was noted, and nothing was half done", {})


def is_asked_for() -> bool:
    """Whether the request is a program's, by its address."""
    return request.path.startswith(PREFIX)


def problem(status: int, code: str, detail: str, members: Mapping[str, Any]) -> Response:
    """The answer."""
    return Response(json.dump(_body(status, code, detail, members)), status, mimetype=MEDIA_TYPE)


def _body(status: int, code: str, detail: str, members: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "urn:liye:problem:" + code.lower().replace("_", "-"),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **members,
    }


def finding(one: Finding) -> dict[str, Any]:
    """A finding as the API shows it."""
    return {
        "rule": one.rule,
        "severity": one.severity,
        "element_id": one.element_id,
        "message": one.message,
        "message_zh": one.message_zh,
        "file": one.file,
        "line": one.line,
    }


def _members(error: EngineError) -> dict[str, Any]:
    if isinstance(error, InvalidDeployment):
        return {"findings": [finding(one) for one in error.findings if isinstance(one, Finding)]}
    if isinstance(error, InvalidSubmission | BadRequest):
        errors = [{"pointer": one.pointer, "message": one.message} for one in error.errors]
        return {"errors": errors} if errors or isinstance(error, InvalidSubmission) else {}
    if isinstance(error, Conflict):
        return {name: _shown(value) for name, value in error.details.items()}
    return {}


def _shown(value: object) -> object:
    return value.astimezone(OFFICE_ZONE) if isinstance(value, datetime) else value
