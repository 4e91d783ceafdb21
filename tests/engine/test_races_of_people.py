"""Two people act on one matter at once: what comes of it is what came of one after the other, in some order.

Hand on, prepare, give back, consult, answer, recall, hand over, pause and extend: each with what it can meet.
With ``LIYE_EXAMPLES`` at every point of a transaction, else where it has decided and not written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from engine.commands import (
    circulations,
    comments,
    deadlines,
    delegations,
    extensions,
    followers,
    handovers,
    process_instances,
    returns,
    user_tasks,
)
from engine.model import SYSTEM
from engine.office.circulations import Sending
from engine.queries import circulations as circulation_queries
from engine.queries import process_instances as instance_queries
from engine.store import extensions as extension_rows
from engine.store import instances, talk
from engine.store import user_tasks as task_rows
from tests.diagrams import diagram, task_of
from tests.engine.conftest import Bare
from tests.engine.interleaving import POINTS, Act, Point
from tests.engine.test_interleavings import facts, one_of_the_serial_orders
from tests.office import Matter

FIRST, SECOND = "first", "second"
DRAWN = diagram(
    "hands",
    f"""
<bpmn:startEvent id="begin"/>
{task_of("first", "bob")}
{task_of("second", "bob", '<liye:deadline key="work" policy="10WD" extensionNotice="0WD"/>')}
<bpmn:endEvent id="end"/>
begin -> first
first -> second
second -> end
""",
)


class Scene:
    """A matter at its second step, and what people may do there."""

    def __init__(self, bare: Bare) -> None:
        self.bare = bare
        self.matter = bare.start("hands", "eve").do(FIRST, "bob")
        self.task = self.matter.task(SECOND).id

    def act(self, who: str, command: Callable[..., object], *args: Any, **more: Any) -> Act:
        """Somebody does it; the actor is the last argument."""
        actor = self.bare.actor(who)
        return lambda engine: command(engine, *args, actor, **more)

    def complete(self, who: str = "bob") -> Act:
        return self.act(who, user_tasks.complete, self.task, {})

    def transfer(self, to: str, who: str = "bob") -> Act:
        return self.act(who, user_tasks.transfer, self.task, to, "x")

    def delegate(self, to: str = "cai") -> Act:
        return self.act("bob", delegations.delegate, self.task, to)

    def consult(self, *to: str) -> Act:
        sending = Sending(to=to, kind="consult", text="?", blocks=True)
        return self.act("bob", circulations.circulate_task, self.task, sending)

    def consulted(self, *to: str) -> str:
        self.consult(*to)(self.bare.engine)
        [sent] = circulation_queries.of_instance(self.bare.engine, self.matter.id, SYSTEM)
        return sent.id

    def hand_over(self, from_: str = "bob", to: str = "cai") -> Act:
        return self.act("ann", handovers.hand_over, from_, to, "x")

    @property
    def limit(self) -> str:
        limits = instance_queries.deadlines(self.bare.engine, self.matter.id, SYSTEM)
        return str(limits[-1]["id"])

    def pause(self) -> Act:
        ground = self.bare.engine.desk.policies.texts(deadlines.GROUNDS)[0]
        return self.act("bob", deadlines.pause, self.matter.id, self.limit, ground, "x")

    def ask(self) -> Act:
        return self.act("bob", extensions.ask, self.matter.id, self.limit, "5WD", "x")

    def asked(self) -> str:
        self.ask()(self.bare.engine)
        with self.bare.engine.reading() as view:
            return str(extension_rows.of_instance(view, self.matter.id)[0].id)

    def seen(self) -> dict[str, Any]:
        """All that can be seen of it, without what is new in each."""
        sent = circulation_queries.of_instance(self.bare.engine, self.matter.id, SYSTEM)
        with self.bare.engine.reading() as view:
            row = task_rows.row(view, self.task)
            matter = instances.row(view, self.matter.id)
            asked = extension_rows.of_instance(view, self.matter.id)
            assert row is not None
            assert matter is not None
            assert matter.followers == len(talk.followers(view, self.matter.id))
        return {
            **facts(self.matter),
            "task": (
                row.state,
                row.assignee,
                row.owner,
                row.prepared_by,
                row.awaits,
                row.due_at,
                row.closed_by,
            ),
            "sent": [(one.kind, [(each.login, each.state) for each in one.receivers]) for one in sent],
            "asked": [(one.state, one.decided_by, one.due_after) for one in asked],
            "followers": matter.followers,
        }


def answer(scene: Scene, sent: str, who: str) -> Act:
    return scene.act(who, circulations.answer, sent, "可行")


def answers(scene: Scene) -> tuple[Act, Act]:
    sent = scene.consulted("cai", "eve")
    return answer(scene, sent, "cai"), answer(scene, sent, "eve")


def answered_and_recalled(scene: Scene) -> tuple[Act, Act]:
    sent = scene.consulted("cai")
    return answer(scene, sent, "cai"), scene.act("bob", circulations.recall, sent)


def answered_and_handed_in(scene: Scene) -> tuple[Act, Act]:
    sent = scene.consulted("cai")
    return answer(scene, sent, "cai"), scene.complete()


def answered_and_handed_over(scene: Scene) -> tuple[Act, Act]:
    sent = scene.consulted("cai", "eve")
    return answer(scene, sent, "cai"), scene.hand_over("cai", "ann")


def resolved_and_taken_back(scene: Scene) -> tuple[Act, Act]:
    scene.delegate()(scene.bare.engine)
    given = scene.act("cai", delegations.resolve, scene.task, {"view": "x"})
    return given, scene.act("bob", delegations.take_back, scene.task)


def opened_and_taken_back(scene: Scene) -> tuple[Act, Act]:
    scene.transfer("cai")(scene.bare.engine)
    opened = scene.act("cai", user_tasks.mark_opened, scene.task)
    return opened, scene.act("bob", delegations.take_back, scene.task)


def approved_and_refused(scene: Scene) -> tuple[Act, Act]:
    asked = scene.asked()
    approve = scene.act("ann", extensions.approve, asked)
    return approve, scene.act("ann", extensions.refuse, asked, "x")


def approved_and_paused(scene: Scene) -> tuple[Act, Act]:
    return scene.act("ann", extensions.approve, scene.asked()), scene.pause()


def taken_back_and_opened(scene: Scene) -> tuple[Act, Act]:
    rows = [t for t in _tasks(scene.matter) if t.element_id == FIRST]
    back = scene.act("bob", user_tasks.withdraw, rows[0].id)
    return back, scene.act("bob", user_tasks.mark_opened, scene.task)


def _tasks(matter: Matter) -> list[Any]:
    with matter.office.engine.reading() as view:
        return list(task_rows.of_instance(view, matter.id))


PAIRS: dict[str, Callable[[Scene], tuple[Act, Act]]] = {
    "handed on to two": lambda s: (s.transfer("cai"), s.transfer("eve", "ann")),
    "handed on and handed in": lambda s: (s.transfer("cai"), s.complete()),
    "given to prepare and handed in": lambda s: (s.delegate(), s.complete()),
    "given to prepare and handed over": lambda s: (s.delegate("eve"), s.hand_over()),
    "handed over and handed in": lambda s: (s.hand_over(), s.complete()),
    "given back and taken back": resolved_and_taken_back,
    "opened and taken back": opened_and_taken_back,
    "asked about and handed in": lambda s: (s.consult("cai"), s.complete()),
    "two answer": answers,
    "answered and recalled": answered_and_recalled,
    "answered and handed in": answered_and_handed_in,
    "answered and handed over": answered_and_handed_over,
    "paused and handed in": lambda s: (s.pause(), s.complete()),
    "paused twice": lambda s: (s.pause(), s.pause()),
    "two ask for time": lambda s: (s.ask(), s.ask()),
    "approved and refused": approved_and_refused,
    "approved and paused": approved_and_paused,
    "approved and handed in": lambda s: (s.act("ann", extensions.approve, s.asked()), s.complete()),
    "taken back and opened": taken_back_and_opened,
    "sent back and handed on": lambda s: (
        s.act("bob", returns.return_task, s.task, FIRST, "rewalk", "x"),
        s.transfer("cai", "ann"),
    ),
    "suspended and handed in": lambda s: (
        s.act("ann", process_instances.suspend, s.matter.id, "x"),
        s.complete(),
    ),
    "said and followed": lambda s: (
        s.act("eve", comments.comment, s.matter.id, "如下"),
        s.act("ann", followers.follow, s.matter.id),
    ),
    "followed twice": lambda s: (
        s.act("ann", followers.follow, s.matter.id),
        s.act("eve", followers.follow, s.matter.id),
    ),
}


@pytest.mark.parametrize(
    "turned", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["first", "second"]
)
@pytest.mark.parametrize("point", POINTS if os.environ.get("LIYE_EXAMPLES") else ["decided"])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_people_come_one_after_the_other(bare: Bare, pair: str, point: Point, turned: bool) -> None:
    bare.deploy_diagram(DRAWN)

    def scene() -> tuple[Act, Act, Callable[[], Any]]:
        made = Scene(bare)
        first, second = PAIRS[pair](made)
        return first, second, made.seen

    one_of_the_serial_orders(bare.engine, scene, point, turned=turned)
