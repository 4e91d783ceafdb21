"""A matter that calls a process for each of several people, for the tests of what is called.

A parent asks each of two people's offices at once; each gets the child with the same step keys, and the parent
has a step of that name too: whatever looks a step up by its name alone finds the wrong one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.diagrams import diagram, each, task_of
from tests.engine.conftest import Bare
from tests.office import Matter


def form(title: str, **fields: str) -> bytes:
    """A form of short texts by their titles."""
    properties = {key: {"type": "string", "maxLength": 40, "title": text} for key, text in fields.items()}
    return json.dumps(
        {"schema": {"type": "object", "title": title, "properties": properties}, "ui": {}}
    ).encode()


VOTE = form("会签", answer="意见")
SIGNED = '<liye:countersign mode="all" confirms="words" resultVariable="signed"/><zeebe:formDefinition formId="vote"/>'


def child(look: str = "", *, inside: str = "") -> bytes:
    """The called process: it looks, signs together, registers."""
    return diagram(
        "child",
        f"""
<bpmn:startEvent id="in"/>
{task_of("draft", "=owner", look, name="承办")}
{task_of("sign", "=signer", SIGNED, loop=each("signers", "signer"))}
{task_of("register", "=owner", '<liye:circulate to="=readers"/>')}
{task_of("file", "=owner")}
<bpmn:endEvent id="out"/>
in -> draft
draft -> sign
sign -> register
register -> file
file -> out
""",
        inside=inside,
    )


def parent() -> bytes:
    """The matter's own process; its step ``draft`` has the name of one of the child's."""
    call = '<zeebe:calledElement processId="child" propagateAllChildVariables="false"/>'
    return diagram(
        "parent",
        f"""
<bpmn:startEvent id="begin"/>
{task_of("draft", "bob", '<liye:circulate to="=nobody"/>', name="拟稿")}
<bpmn:callActivity id="ask"><bpmn:extensionElements>{call}</bpmn:extensionElements>{each("owners", "owner")}</bpmn:callActivity>
{task_of("close", "bob")}
{task_of("archive", "bob")}
<bpmn:endEvent id="end"/>
begin -> draft
draft -> ask
ask -> close
close -> archive
archive -> end
""",
    )


def begun(
    bare: Bare, look: str = "", *, inside: str = "", owners: Sequence[str] = ("bob", "cai"), **files: bytes
) -> Matter:
    """Both are deployed; bob has drafted, and bob's and cai's children run."""
    bare.deploy_diagram(child(look, inside=inside), **{"forms/vote__json": VOTE, **files})
    bare.deploy_diagram(parent())
    values = {"owners": list(owners), "signers": ["ann", "eve"], "readers": ["eve"], "nobody": []}
    return bare.start("parent", "bob", **values, words="稿").do("draft", "bob")


def of(matter: Matter, login: str) -> str:
    return matter.task("draft", assignee=login).id


def do(matter: Matter, element_id: str, login: str, **values: str) -> None:
    matter.finish(matter.task(element_id, assignee=login), login, **values)


def finish(matter: Matter, owner: str) -> None:
    """All of the child of one owner; the others wait."""
    do(matter, "draft", owner)
    do(matter, "sign", "ann", answer="agree")
    do(matter, "sign", "eve", answer="agree")
    do(matter, "register", owner)
    do(matter, "file", owner)
