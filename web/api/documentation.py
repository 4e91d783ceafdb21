"""OpenAPI 3.1 made from the code, and the same as a page that needs no script."""

from __future__ import annotations

import copy
from typing import Any

from flask import Flask, Response, current_app, render_template
from flask_openapi3.openapi import OpenAPI

from web import problems
from web.api import calls

INTRODUCTION = (
    "Every list takes `limit` (at most 200) and `cursor` and answers `items` and `next`. Instants are RFC "
    "3339 with their offset. Numbers are exact decimals. What is refused is answered as "
    "application/problem+json with a `code`; what one may not see is answered as 404."
)
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "the same key and request are answered the same for 24 hours, and done once",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "the ETag the caller looked at; 412 when it is stale",
    "schema": {"type": "string"},
}
REFUSALS = {
    "400": "The request cannot be read; each error names a member or a query parameter",
    "401": "No token, or a bad one",
    "403": "The caller may not do this",
    "404": "There is no such thing, or the caller may not know of it",
    "409": "Somebody was faster, or the state does not allow it",
    "412": "The caller looked at an older version",
    "413": "Too large",
    "415": "Not a kind of content that is read here",
    "422": "What was sent cannot be accepted",
}
OF_READING = ("400", "401", "403", "404")


def init(app: OpenAPI) -> None:
    """Where it stands; nobody needs a token to read it."""
    app.add_url_rule(f"{calls.PATH}/openapi.json", "openapi", openapi)
    app.add_url_rule("/api/docs", "api_docs", docs)


def openapi() -> Response:
    """The document."""
    return calls.answer(document(current_app))


def docs() -> str:
    """The page."""
    said = document(current_app)
    return render_template("api/docs.html", document=said, nouns=_by_noun(said))


def document(app: Flask) -> dict[str, Any]:
    """What the framework made, with the headers and refusals that all calls share; made once."""
    kept: dict[str, Any] | None = app.extensions.get("liye_openapi")
    if kept is None:
        kept = app.extensions["liye_openapi"] = _completed(copy.deepcopy(app.api_doc))  # type: ignore[attr-defined]
    return kept


def _completed(said: dict[str, Any]) -> dict[str, Any]:
    for item in said["paths"].values():
        for method, operation in item.items():
            _complete(operation, is_reading=method == "get")
    return said


def _complete(operation: dict[str, Any], *, is_reading: bool) -> None:
    takes_match = operation.pop("x-if-match", False)
    shared = [] if is_reading else [IDEMPOTENCY, *([IF_MATCH] if takes_match else [])]
    if shared:
        operation["parameters"] = [*operation.get("parameters", ()), *shared]
    for status, text in REFUSALS.items():
        if is_reading and status not in OF_READING:
            continue
        operation["responses"][status] = {
            "description": text,
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _by_noun(said: dict[str, Any]) -> list[dict[str, Any]]:
    """For the page: each noun with its calls, bodies and answers looked up."""
    nouns = {tag["name"]: {**tag, "calls": []} for tag in said["tags"]}
    for path, item in said["paths"].items():
        for method, operation in item.items():
            nouns[operation["tags"][0]]["calls"].append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", "").replace("<br/>", " "),
                    "parameters": operation.get("parameters", []),
                    "bodies": _content(operation.get("requestBody"), said),
                    "answers": {
                        status: _content(answer, said)
                        for status, answer in operation["responses"].items()
                        if status < "300"
                    },
                }
            )
    return list(nouns.values())


def _content(part: dict[str, Any] | None, said: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for media_type, content in (part or {}).get("content", {}).items():
        schema = _looked_up(content.get("schema", {}), said)
        required = set(schema.get("required", ()))
        members = [
            {
                "name": name,
                "type": _type(one),
                "required": name in required,
                "description": one.get("description", ""),
            }
            for name, one in schema.get("properties", {}).items()
        ]
        found.append({"media_type": media_type, "members": members, "type": _type(schema)})
    return found


def _looked_up(schema: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = said["components"]["schemas"].get(name, schema)
    return found


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or kind)
