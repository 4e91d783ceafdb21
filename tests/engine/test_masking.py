"""What a process hides from some of those who take part: null to them wherever they ask."""

from __future__ import annotations

import json

from engine.queries import answers, process_instances, state_at
from tests.diagrams import diagram, user_task
from tests.engine.conftest import Bare
from tests.office import Matter

PETITION = {
    "schema": {
        "type": "object",
        "title": "来访",
        "properties": {
            "who": {"type": "string", "title": "姓名"},
            "why": {"type": "string", "title": "事由"},
        },
    },
    "ui": {},
}
HIDDEN = '<liye:mask variables="who, phone" hiddenFrom="=if quiet then helpers else []"/>'
BODY = f"""
<bpmn:startEvent id="begin"/>
{user_task("tell", more='<zeebe:formDefinition formId="petition"/>')}
{user_task("answer")}
<bpmn:endEvent id="end"/>
begin -> tell
tell -> answer
answer -> end
"""


def seen(office: Bare, matter: Matter, login: str) -> dict[str, object]:
    """The variables as the matter page, the record and the sheet tell them: they agree."""
    actor = office.actor(login)
    now = process_instances.variables(office.engine, matter.id, actor)
    was = state_at.state_at(office.engine, matter.id, office.now, actor)
    assert was.scopes[was.root or ""] == now
    told, *_ = answers.of_instance(office.engine, matter.id, actor)
    assert told.values.get("who") == now["who"]
    return now


def test_a_name_is_hidden_from_those_who_only_help(bare: Bare):
    bare.deploy_diagram(
        diagram("petition", BODY, inside=HIDDEN), petition__json=json.dumps(PETITION).encode()
    )
    for quiet, told in ((True, None), (False, "王五")):
        matter = bare.start("petition", "bob", quiet=quiet, helpers=["cai"], phone="1")
        matter.do("tell", "bob", who="王五", why="修路")
        assert seen(bare, matter, "cai") == {
            "quiet": quiet,
            "helpers": ["cai"],
            "phone": told and "1",
            "who": told,
            "why": "修路",
        }
        assert seen(bare, matter, "bob")["who"] == seen(bare, matter, "ann")["who"] == "王五"
        matter.do("answer", "cai")
        assert seen(bare, matter, "cai")["who"] == told
        assert matter.variables["who"] == "王五"
