"""Every call to the API, whatever its noun: who asks, what he may send, done once, refusals as problems."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from engine import json
from engine.commands import accounts, receipts
from engine.commands.receipts import Receipt
from engine.errors import EngineError, FieldError, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, Page
from web import current, problems, security
from web.problems import BadRequest, Unauthenticated, UnsupportedMediaType

PATH = "/api/v1"
LARGE = {"multipart/form-data", "application/xml", "text/xml"}
READING = {"GET", "HEAD", "OPTIONS"}
KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
NO = {"false", "0", "no", "off", "f", "n"}  # as the framework reads a flag of the query
IF_MATCH = {"x-if-match": True}  # what a call that looks at If-Match says in its description
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
T = TypeVar("T")


def noun(name: str, description: str) -> APIBlueprint:
    """The calls about one noun."""
    made = APIBlueprint(
        f"api_{name}",
        __name__,
        url_prefix=PATH,
        abp_tags=[Tag(name=name, description=description)],
        abp_security=[{"token": []}, {"session": []}],
    )
    made.before_request(_arrive)
    made.after_request(_leave)
    made.register_error_handler(EngineError, problems.refused)
    made.register_error_handler(HTTPException, problems.http)
    made.register_error_handler(Exception, problems.unforeseen)
    return made


# -- for the views ----------------------------------------------------------------------


def actor() -> Actor:
    """Who asks."""
    return cast("Actor", g.api_actor)


def machine() -> Engine:
    """The machine; under the request's receipt, if it has one."""
    receipt: Receipt | None = g.get("receipt")
    return current.engine() if receipt is None else current.engine().under(receipt.claim)


def once(command: Callable[[Engine], T], *, made: Callable[[Json], T]) -> T:
    """Do it. Where an earlier try of this request did it and died before it answered: what it made."""
    receipt: Receipt | None = g.get("receipt")
    if receipt is not None and receipt.is_done:
        return made(receipt.result)
    return command(machine())


def nothing(_: object) -> None:
    """What a command made that makes nothing: for ``once``."""


def revision() -> int | None:
    """The version the caller looked at (If-Match), None when he does not say."""
    said = request.headers.get("If-Match")
    if said is None or said.strip() == "*":
        return None
    if "," in said:
        raise BadRequest("If-Match takes one entity tag here", [FieldError("If-Match", "one entity tag")])
    found = re.fullmatch(r'"(\d{1,9})"', said.strip())
    return int(found[1]) if found else -1  # what we never gave matches nothing


def answer(value: BaseModel | Json, status: int = 200, *, tag: int | None = None) -> Response:
    """An answer in JSON, numbers exact."""
    content = value.model_dump(by_alias=True) if isinstance(value, BaseModel) else value
    made = Response(json.dump(content), status, mimetype="application/json")
    if tag is not None:
        made.headers["ETag"] = f'"{tag}"'
    return made


def listed(page: Page[T], show: Callable[[T], BaseModel]) -> Response:
    """A piece of a list."""
    return answer({"items": [show(one).model_dump(by_alias=True) for one in page.items], "next": page.next})


# -- before and after -------------------------------------------------------------------


def _arrive() -> Response | None:
    """Before the view. The order: who, how large, what, whether it was done before."""
    if request.method not in READING:
        settings = current.engine().settings
        is_json = request.mimetype not in LARGE
        request.max_content_length = settings.json_bytes if is_json else settings.request_bytes
    g.api_actor = _who()
    _check_address()
    if request.method in READING:
        return None
    _read_body()
    return _begin()


def _who() -> Actor:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        found = accounts.of_token(current.engine(), token.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise Unauthenticated("the token is unknown or revoked, or its account is locked")
        return found
    signed_in = current.signed_in()
    if signed_in is None:
        raise Unauthenticated("send `Authorization: Bearer TOKEN`, or sign in")
    if request.method not in READING:
        security.refuse_forged()
    return signed_in.actor


def _check_address() -> None:
    for value in (request.view_args or {}).values():
        if isinstance(value, str) and (not value.isprintable() or len(value) > 500):
            raise NotFound("there is nothing under this address")
    known = "query" in _annotations()
    errors = []
    for name, values in request.args.lists():
        if not known:
            errors.append(FieldError(f"?{name}", "unknown parameter"))
        elif len(values) > 1:
            errors.append(FieldError(f"?{name}", "given twice"))
        elif "\0" in values[0]:
            errors.append(FieldError(f"?{name}", "text has a NUL"))
    if errors:
        raise BadRequest("the query cannot be read", errors)


def _read_body() -> None:
    """JSON is read here, by our own reader; the shape is checked by the framework afterwards."""
    shape = _annotations().get("body")
    if shape is None:
        return
    data = request.get_data()
    if not data and not _is_required(shape):
        value: Any = {}
    elif not request.is_json:
        raise UnsupportedMediaType("the body is application/json")
    else:
        try:
            value = json.load(data)
        except ValueError as error:
            raise BadRequest(f"the body is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadRequest("the body is a JSON object")
    if fault := json.faults(value):
        raise BadRequest(f"the body cannot be kept: {fault}")
    request._cached_json = (value, value)  # noqa: SLF001 (Flask reads it there)


def _begin() -> Response | None:
    """With an Idempotency-Key: leave to go on, or the answer that was given before."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.args.get("preview", "false").lower() not in NO:
        return None  # a preview does nothing that could be done twice
    if not KEY.fullmatch(key):
        raise BadRequest("an Idempotency-Key has 1 to 255 visible ASCII characters")
    body = _fingerprint()
    found = receipts.begin(current.engine(), actor().login, request.method, request.path, key, body)
    if isinstance(found, Receipt):
        g.receipt = found
        return None
    return Response(found.body, found.status, {**found.headers, "Idempotent-Replayed": "true"})


def _leave(response: Response) -> Response:
    """After the view, refusals included."""
    receipt: Receipt | None = g.pop("receipt", None)
    if receipt is not None:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        kept = receipts.Answer(response.status_code, headers, response.get_data())
        receipts.answered(current.engine(), receipt, kept)
    return response


def _fingerprint() -> bytes:
    """What makes two requests the same; of uploads their names and contents, since boundaries differ."""
    parts = [request.query_string, request.mimetype.encode()]
    if request.mimetype != "multipart/form-data":
        return b"\0".join([*parts, request.get_data()])
    for field, text in request.form.items(multi=True):
        parts += [field.encode(), text.encode()]
    for field, file in request.files.items(multi=True):
        digest = hashlib.file_digest(file.stream, "sha256").digest()  # type: ignore[arg-type]
        file.stream.seek(0)
        parts += [field.encode(), (file.filename or "").encode(), digest]
    return b"\0".join(parts)


def _annotations() -> dict[str, Any]:
    """What the view says it takes: path, query, body."""
    view = inspect.unwrap(current_app.view_functions[request.endpoint or ""])
    return inspect.get_annotations(view, eval_str=True)


def _is_required(shape: type[BaseModel]) -> bool:
    extra = cast("dict[str, Any]", shape.model_config.get("openapi_extra") or {})
    return bool(extra.get("required", True))


def misshapen(error: ValidationError) -> Response:
    """What the framework calls when a request does not have its shape."""
    is_query = error.title.endswith("Query")
    errors = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        path = [str(part) for part in one["loc"]]
        place = "?" + ".".join(path) if is_query else "".join(f"/{_escaped(part)}" for part in path)
        errors.append(FieldError(place, "unknown" if one["type"] == "extra_forbidden" else one["msg"]))
    what = "query" if is_query else "address" if error.title.startswith("By") else "body"
    return problems.refused(BadRequest(f"the {what} cannot be read", errors))


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
