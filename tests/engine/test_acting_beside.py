"""Whoever acts for somebody is reminded with him, asks for more time and reads in his name, as far as he may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands import circulations, extensions, proxies
from engine.errors import Forbidden, NotFound
from engine.model import SYSTEM
from engine.office.circulations import Sending
from engine.queries import circulations as readings
from engine.queries import extensions as extension_queries
from engine.queries import process_instances as instance_queries
from tests.diagrams import diagram, task_of
from tests.engine.conftest import Bare
from tests.office import Matter

TIMED = diagram(
    "timed",
    f"""
<bpmn:startEvent id="begin"/>
{task_of("work", "bob", '<liye:deadline key="work" policy="10WD" extensionNotice="0WD"/>')}
<bpmn:endEvent id="end"/>
begin -> work
work -> end
""",
)


@pytest.fixture
def matter(bare: Bare) -> Matter:
    bare.deploy_diagram(TIMED)
    bare.deploy_diagram(TIMED.replace(b'"timed"', b'"other"'))
    return bare.start("timed", "eve")


def give(bare: Bare, holder: str, to: str, *processes: str) -> None:
    until = bare.engine.clock.now() + timedelta(days=60)
    terms = proxies.Terms(to=to, until=until, processes=processes or None)
    proxies.give(bare.engine, terms, bare.actor(holder))


def test_reminders_reach_who_acts_for_the_owner_in_such_matters(bare: Bare, matter: Matter) -> None:
    give(bare, "bob", "cai", "timed")
    give(bare, "bob", "ann", "other")
    bare.advance(days=30)
    told = matter.told("work")
    assert told
    assert all({"bob", "cai"} <= set(to) and "ann" not in to for to in told.values() if "bob" in to)
    assert any("cai" in to for to in told.values())


def test_more_time_is_asked_for_on_behalf_of_whose_task_it_is(bare: Bare, matter: Matter) -> None:
    give(bare, "bob", "cai")
    [limit] = instance_queries.deadlines(bare.engine, matter.id, SYSTEM)
    cai = bare.actor("cai")
    asked = extensions.ask(bare.engine, matter.id, str(limit["id"]), "5WD", "材料未齐", cai)
    found = extension_queries.get(bare.engine, asked, bare.actor("bob"))
    assert (found.asked_by, found.on_behalf_of, found.may_decide) == ("cai", "bob", False)
    [act] = [a for a in instance_queries.trail(bare.engine, matter.id, SYSTEM) if a.verb == "extension.ask"]
    assert (act.actor, act.on_behalf_of) == ("cai", "bob")


def test_what_was_sent_to_somebody_is_read_by_who_acts_for_him(bare: Bare, matter: Matter) -> None:
    give(bare, "bob", "cai", "timed")
    sent = circulations.circulate(bare.engine, matter.id, Sending(to=["bob"], text="请阅"), bare.actor("eve"))
    cai = bare.actor("cai")
    [one] = readings.mine(bare.engine, cai).items
    assert (one.circulation_id, one.holder, readings.to_read(bare.engine, cai)) == (sent.id, "bob", 1)
    circulations.answer(bare.engine, sent.id, "知悉", cai)
    [receiver] = readings.get(bare.engine, sent.id, bare.actor("bob")).receivers
    assert (receiver.login, receiver.answered_by, receiver.opinion) == ("bob", "cai", "知悉")
    acts = [
        a for a in instance_queries.trail(bare.engine, matter.id, SYSTEM) if a.verb == "circulation.answer"
    ]
    assert [(act.actor, act.on_behalf_of) for act in acts] == [("cai", "bob")]


def test_in_other_matters_he_reads_nothing_of_his(bare: Bare, matter: Matter) -> None:
    give(bare, "bob", "cai", "other")
    sent = circulations.circulate(bare.engine, matter.id, Sending(to=["bob"]), bare.actor("eve"))
    cai = bare.actor("cai")
    assert (list(readings.mine(bare.engine, cai).items), readings.to_read(bare.engine, cai)) == ([], 0)
    with pytest.raises((NotFound, Forbidden)):
        circulations.answer(bare.engine, sent.id, "知悉", cai)
