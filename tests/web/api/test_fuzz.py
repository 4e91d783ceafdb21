"""Whatever a client sends, it is answered or refused; never is it our fault."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import json
from tests.web.api.client import PATH, Api
from tests.web.api.small import CLERK, KEEPER, MANAGER
from web.api import documentation

QUIET = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = st.sampled_from(
    ["", "\0", "a\0b", "\ud7ff", "\U0010ffff", "'; DROP TABLE job;--", "%", "../..", "=1/0", "{{7*7}}", "x" * 3000,
     "me", "null", "-1", "1e999", "2026-13-45", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "PT1H", "R/PT1S"]
)  # fmt: skip
TEXT = NASTY | st.text(max_size=20)
NUMBER = st.sampled_from([0, -1, 1, 2**31, 2**63, 10**40, 10**400]) | st.integers()
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NUMBERS_AS_TEXT = ["1E400", "1E-7000", "0.1e1", "-0.0", "1E6144", "123456789.123456789123456789"]


def things(api: Api) -> dict[str, str]:
    """Ids of what is really there, so that calls get past 404."""
    matter = api(CLERK).post("/process-instances", {"process": "ask"})["id"]
    outside = api(CLERK).post("/process-instances", {"process": "outside"})["id"]
    return {
        "process-instances": matter,
        "user-tasks": api(KEEPER).tasks(process_instance=matter)[0]["id"],
        "jobs": api(MANAGER).get("/jobs", process_instance=outside)["items"][0]["id"],
        "process-definitions": api(MANAGER).get("/process-definitions", key="ask")["items"][0]["id"],
        "decisions": "size",
    }


def calls_of(api: Api) -> list[tuple[str, str, dict[str, Any]]]:
    found = documentation.document(api.app)
    return [
        (method.upper(), path.removeprefix(PATH), operation)
        for path, item in sorted(found["paths"].items())
        for method, operation in sorted(item.items())
    ]


def members(operation: dict[str, Any], api: Api) -> list[str]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    return sorted(
        documentation.document(api.app)["components"]["schemas"].get(name, {}).get("properties", {})
    )


def held_to(answer: Any, what: str) -> None:
    assert answer.status_code < 500, f"{what}: {answer.text[:500]}"
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json", what
        assert json.load(answer.data)["status"] == answer.status_code


@pytest.mark.slow
@QUIET
@given(data=st.data())
def test_no_call_breaks(small: Api, data: st.DataObject) -> None:
    method, path, operation = data.draw(st.sampled_from(calls_of(small)))
    there = small.__dict__.get("there") or small.__dict__.setdefault("there", things(small))
    noun = path.split("/")[1]
    real = data.draw(st.booleans()) and noun in there
    path = re.sub(r"\{(\w+)\}", lambda _: there[noun] if real else quote(data.draw(TEXT), safe=""), path)
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    query = data.draw(st.dictionaries(st.sampled_from([*names, "other"]), TEXT, max_size=3))
    more: dict[str, Any] = {}
    if method == "POST":
        known = members(operation, small)
        body = data.draw(
            st.dictionaries(st.sampled_from([*known, "variables", "x"]), VALUE, max_size=4) | VALUE
        )
        more = {"json": body}
    headers = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "If-Match": st.sampled_from(['"1"', "*", "x"]),
                "Idempotency-Key": st.sampled_from("ab"),
            },
        )
    )
    caller = small(data.draw(st.sampled_from([CLERK, KEEPER, MANAGER])))
    held_to(
        caller.ask(method, path, query_string=query, headers=headers, **more),
        f"{method} {path} {query} {more}",
    )


@QUIET
@given(
    text=st.binary(max_size=60)
    | st.sampled_from([f'{{"variables": {{"x": {n}}}}}'.encode() for n in NUMBERS_AS_TEXT])
)
def test_no_body_breaks(small: Api, text: bytes) -> None:
    for path in ("/process-instances", "/messages", "/decisions/size/evaluate", "/clock/advance"):
        answer = small(MANAGER).ask("POST", path, data=text, content_type="application/json")
        held_to(answer, f"{path} {text!r}")


@QUIET
@given(
    text=st.binary(max_size=40)
    | st.sampled_from([b"<a/>", b"<?xml version='1.0'?><definitions/>", b"<definitions xmlns='x'>"])
)
def test_no_diagram_breaks(small: Api, text: bytes) -> None:
    answer = small("tangsr").ask("POST", "/deployments", data=text, content_type="application/xml")
    held_to(answer, repr(text))
    assert answer.status_code >= 400


@pytest.mark.parametrize("number", NUMBERS_AS_TEXT)
def test_numbers_come_back_as_they_are_or_are_refused(small: Api, number: str) -> None:
    body = f'{{"process": "ask", "variables": {{"x": {number}}}}}'
    begun = small(CLERK).ask("POST", "/process-instances", data=body, content_type="application/json")
    if begun.status_code == 201:
        variables = (
            small(CLERK).ask("GET", f"/process-instances/{json.load(begun.data)['id']}/variables").text
        )
        assert json.load(variables)["x"] == json.load(number)
    else:
        assert (begun.status_code, number) == (400, "1E-7000")
