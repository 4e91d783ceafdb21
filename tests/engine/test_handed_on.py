"""Somebody leaves: what he follows and has still to read goes over too, and what comes for him later is forwarded."""

from __future__ import annotations

from engine.commands import accounts, circulations, followers, handovers
from engine.commands.preview import preview
from engine.model import SYSTEM
from engine.office.circulations import Sending
from engine.queries import circulations as circulation_queries
from engine.queries import process_instances as instance_queries
from engine.store import instances, talk, user_tasks
from tests.diagrams import diagram, task_of, user_task
from tests.engine.conftest import Bare
from tests.office import Matter

TWO = diagram(
    "two",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("first")}
{task_of("second", "cai")}
<bpmn:userTask id="third"><bpmn:extensionElements><zeebe:assignmentDefinition candidateUsers="cai"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="end"/>
begin -> first
first -> second
second -> third
third -> end
""",
)


def followers_of(matter: Matter) -> list[str]:
    with matter.office.engine.reading() as view:
        row = instances.row(view, matter.id)
        found = list(talk.followers(view, matter.id))
    assert row is not None
    assert row.followers == len(found)
    return found


def readers_of(matter: Matter) -> list[tuple[str, str]]:
    [sent] = circulation_queries.of_instance(matter.office.engine, matter.id, SYSTEM)
    return [(one.login, one.state) for one in sent.receivers]


def leave(bare: Bare, who: str, to: str) -> str:
    handover = handovers.hand_over(bare.engine, who, to, "离职", bare.actor("ann"))
    accounts.lock(bare.engine, who, SYSTEM)
    return handover


def test_what_one_follows_and_has_to_read_goes_over_and_comes_back(bare: Bare) -> None:
    bare.deploy_diagram(TWO)
    matter, ann, bob = bare.start("two", "bob"), bare.actor("ann"), bare.actor("bob")
    circulations.circulate(bare.engine, matter.id, Sending(to=["cai", "ann"]), bob)
    followers.follow(bare.engine, matter.id, bare.actor("cai"))
    told = preview(bare.engine, lambda engine: handovers.hand_over(engine, "cai", "eve", "调岗", ann))
    assert [(one["kind"], one.get("sent"), one.get("sent_by")) for one in told.beside] == [
        ("follow", None, None), ("reading", "read", "bob"),
    ]  # fmt: skip
    handover = handovers.hand_over(bare.engine, "cai", "eve", "调岗", ann)
    assert followers_of(matter) == ["eve"]
    assert readers_of(matter) == [("eve", "delivered"), ("ann", "delivered")]
    handovers.take_back(bare.engine, handover, ann)
    assert followers_of(matter) == ["cai"]
    assert readers_of(matter) == [("cai", "delivered"), ("ann", "delivered")]


def test_who_has_it_himself_is_not_asked_twice_and_keeps_it(bare: Bare) -> None:
    bare.deploy_diagram(TWO)
    matter, ann = bare.start("two", "bob"), bare.actor("ann")
    task = matter.task("first").id
    sending = Sending(to=["cai", "eve"], kind="consult", text="?", blocks=True)
    circulations.circulate_task(bare.engine, task, sending, bare.actor("bob"))
    for login in ("cai", "eve"):
        followers.follow(bare.engine, matter.id, bare.actor(login))
    handover = handovers.hand_over(bare.engine, "cai", "eve", "调岗", ann)
    assert followers_of(matter) == ["eve"]
    assert readers_of(matter) == [("cai", "recalled"), ("eve", "delivered")]
    with bare.engine.reading() as view:
        assert user_tasks.row(view, task).awaits == 1  # type: ignore[union-attr]
    handovers.take_back(bare.engine, handover, ann)
    assert followers_of(matter) == ["cai", "eve"]


def test_what_comes_for_one_who_has_left_goes_to_who_took_over_and_on(bare: Bare) -> None:
    bare.deploy_diagram(TWO)
    matter = bare.start("two", "bob")
    leave(bare, "cai", "eve")
    matter.do("first", "bob")
    assert matter.task("second").assignee == "eve"
    acts = [
        a for a in instance_queries.trail(bare.engine, matter.id, SYSTEM) if a.verb == "user_task.forward"
    ]
    assert [(act.data["from"], act.data["to"]) for act in acts] == [("cai", "eve")]
    matter.do("second", "eve")
    assert matter.task("third").candidate_users == ("eve",)
    leave(bare, "eve", "ann")
    circulations.circulate(bare.engine, matter.id, Sending(to=["cai"]), bare.actor("bob"))
    assert readers_of(matter) == [("ann", "delivered")]


def test_who_only_moved_gets_what_is_his_at_his_new_post(bare: Bare) -> None:
    bare.deploy_diagram(TWO)
    matter = bare.start("two", "bob")
    handovers.hand_over(bare.engine, "cai", "eve", "调岗", bare.actor("ann"))
    matter.do("first", "bob")
    assert matter.task("second").assignee == "cai"
