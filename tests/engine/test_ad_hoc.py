"""Ad hoc sub-processes and data stores through the engine, on both databases."""

from __future__ import annotations

import pytest

from engine.commands import messages, user_tasks
from engine.errors import Conflict, Forbidden
from engine.queries import process_instances, waiting
from engine.store import data_stores
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import (
    ad_hoc,
    copied,
    end,
    node,
    script,
    specified,
    start,
    user,
    xml,
)
from tests.office import Matter

CLERKS = '<zeebe:assignmentDefinition candidateGroups="clerks"/>'


def deeds(bare: Bare, matter: Matter, login: str) -> list[str]:
    return process_instances.deeds(bare.engine, matter.id, bare.actor(login))


def begin(bare: Bare, matter: Matter, element_id: str, login: str) -> None:
    messages.ask(bare.engine, matter.id, element_id, bare.actor(login))


def test_people_choose_in_sequence_and_nobody_else(bare: Bare):
    inside = ad_hoc(
        "h", user("check", extensions=CLERKS), user("ask", extensions='<liye:startableBy groups="bob"/>' + CLERKS),
        script("note", "=1", "noted"), until="over = true", ordering="Sequential",
    )  # fmt: skip
    bare.deploy_diagram(xml(start(), inside, end(), "s > h > e"))
    matter = bare.start("p", "bob")
    assert matter.waits_at == ["h"]
    [why] = waiting.of_matters(bare.engine, [matter.now])[matter.id]
    assert (why.kind, why.element_id) == ("choice", "h")
    assert (deeds(bare, matter, "bob"), deeds(bare, matter, "ann")) == (["check", "ask", "note"], [])
    with pytest.raises(Forbidden):
        begin(bare, matter, "ask", "ann")
    begin(bare, matter, "check", "bob")
    assert (matter.waits_at, deeds(bare, matter, "bob")) == (["check", "h"], [])
    with pytest.raises(Conflict) as refused:
        begin(bare, matter, "ask", "bob")
    assert refused.value.code == "ONE_AT_A_TIME"
    matter.do("check", "cai")
    begin(bare, matter, "note", "bob")
    assert matter.variables["noted"] == 1
    begin(bare, matter, "ask", "bob")
    matter.do("ask", "cai", over=True)
    assert (matter.state, matter.passed) == ("completed", ["s", "check", "note", "ask", "h", "e"])


def test_taken_back_a_task_can_be_chosen_again(bare: Bare):
    inside = ad_hoc("h", user("check", extensions=CLERKS), until="over = true")
    bare.deploy_diagram(xml(start(), inside, user("next", extensions=CLERKS), end(), "s > h > next > e"))
    matter = bare.start("p", "bob")
    begin(bare, matter, "check", "bob")
    task = matter.task("check")
    matter.do("check", "bob", over=True)
    assert (matter.waits_at, deeds(bare, matter, "bob")) == (["next"], [])
    user_tasks.withdraw(bare.engine, task.id, bare.actor("bob"))
    assert (matter.waits_at, deeds(bare, matter, "bob")) == (["check", "h"], ["check"])


def test_a_data_store_is_shared_by_matters(bare: Bare):
    ask = user("ask", specified("", "change") + copied("Output", "out_change", "register"), CLERKS)
    tell = script(
        "tell",
        "=count(get entries(all))",
        "n",
        '<property id="pr" name="all"/>' + copied("Input", "register", "pr"),
    )
    drawn = xml(
        start(),
        node("dataStoreReference", "register", dataStoreRef="ds"),
        ask,
        tell,
        end(),
        "s > ask > tell > e",
    )
    bare.deploy_diagram(drawn.replace(b"<process", '<dataStore id="ds" name="登记"/><process'.encode(), 1))
    first, second = bare.start("p", "bob"), bare.start("p", "cai")
    first.do("ask", "bob", change={"a": 1, "b": {"x": "甲"}})
    second.do("ask", "bob", change={"a": None, "c": 2, "d": 3})
    with bare.engine.reading() as view:
        assert data_stores.entries(view, "登记") == {"b": {"x": "甲"}, "c": 2, "d": 3}
