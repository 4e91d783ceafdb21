"""Random sequences of the operations, over the diagram where it hurts and over the processes of the office.

Whatever is done in whatever order: of the open tasks each has its token and each token its task, every act
that was not refused stands in the audit, and in the end every matter can be finished. ``LIYE_EXAMPLES`` says
how many sequences are made, beginning with the seed ``LIYE_SEED``.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from engine import world
from engine.commands import circulations, returns, signers, user_tasks
from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.model import SYSTEM, UserTask
from engine.queries import circulations as circulation_queries
from engine.queries import returns as return_queries
from engine.runtime import Case
from engine.store import instances, records
from tests.office import Office
from tests.operations.hard import MANAGER, SIGNERS, STARTER, hard
from tests.seeds import some

EXAMPLES = int(os.environ.get("LIYE_EXAMPLES", "40"))
SEED = int(os.environ.get("LIYE_SEED", "0"))
STEPS, MOST = 14, 120
PEOPLE = (*SIGNERS, "shidh", "zhouqj", "xiangbf", "tangbl")
VOTES = (
    "",
    '<liye:countersign mode="all" field="opinion" agree="agree" disagree="no"/>',
    '<liye:countersign mode="share" need="0.5" field="opinion" agree="agree" disagree="no" confirms="text"/>',
    '<liye:countersign mode="any" field="opinion" agree="agree" disagree="no"/>',
    '<liye:countersign mode="veto" field="opinion" agree="agree" disagree="no" collect="true"/>',
)


class Walk:
    """One sequence on one matter, and dice."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice, self.done = office, random.Random(seed), 0
        self.refusal = ""
        self.sequential = self.dice.random() < 0.3
        vote = self.dice.choice(VOTES)
        office.deploy(hard__bpmn=hard(vote, sequential=self.sequential))
        self.matter = office.start("hard", STARTER, signers=list(SIGNERS), text="first")

    @property
    def tasks(self) -> list[UserTask]:
        return self.matter.tasks

    def doer(self, task: UserTask) -> str:
        return task.assignee or self.dice.choice(self.office.holders(task.candidate_groups[0]))

    def try_(self, command: Callable[[], Any]) -> bool:
        """Done, or refused as a whole."""
        try:
            command()
        except (Conflict, Forbidden, Rejected, NotFound) as error:  # anything else is a fault of ours
            self.refusal = repr(error)
            return False
        self.done += 1
        self.office.settle()
        return True

    def act(self) -> None:
        """One of the operations, on some open task."""
        tasks = self.tasks
        if not tasks:
            return
        task = self.dice.choice(tasks)
        who = self.office.actor(self.doer(task))
        kind = self.dice.choice(
            (
                "complete",
                "complete",
                "transfer",
                "return",
                "return",
                "add",
                "add",
                "remove",
                "withdraw",
                "move",
                "time",
            )
        )
        getattr(self, f"do_{kind}")(task, who)

    def do_complete(self, task: UserTask, who: Any) -> bool:
        values = {"opinion": self.dice.choice(("agree", "agree", "no", "hm"))}
        if self.dice.random() < 0.2:
            values["text"] = self.dice.choice(("first", "second", "third"))
        return self.try_(lambda: user_tasks.complete(self.office.engine, task.id, values, who))

    def answer(self) -> None:
        """Whoever agreed to a text that was changed afterwards confirms it: the next step waits for it."""
        for asked in circulation_queries.of_instance(self.office.engine, self.matter.id, SYSTEM):
            for one in asked.receivers:
                who = self.office.actor(one.login)
                self.try_(partial(circulations.answer, self.office.engine, asked.id, "仍同意", who))

    def do_transfer(self, task: UserTask, who: Any) -> None:
        to = self.dice.choice([person for person in PEOPLE if person != task.assignee])
        self.try_(lambda: user_tasks.transfer(self.office.engine, task.id, to, "x", who))

    def do_return(self, task: UserTask, who: Any) -> None:
        steps = return_queries.offered(self.office.engine, task.id, who).steps
        to = self.dice.choice([step.element_id for step in steps] or ["register"])
        mode = self.dice.choice(("rewalk", "jump_back"))
        self.try_(lambda: returns.return_task(self.office.engine, task.id, to, mode, "x", who))

    def do_add(self, task: UserTask, who: Any) -> None:
        chosen = self.dice.sample(PEOPLE, self.dice.randint(1, 2))
        where = self.dice.choice(("before", "after", "beside"))
        self.try_(lambda: signers.add(self.office.engine, task.id, chosen, where, "x", who))

    def do_remove(self, task: UserTask, who: Any) -> None:
        del who
        person = self.dice.choice(PEOPLE)
        manager = self.office.actor(MANAGER)
        self.try_(lambda: signers.remove(self.office.engine, task.id, person, "x", manager))

    def do_withdraw(self, task: UserTask, who: Any) -> None:
        del task, who
        closed = [one for one in self.all_tasks() if one.state == "completed"]
        if closed:
            last = self.dice.choice(closed)
            doer = self.office.actor(str(last.closed_by))
            self.try_(lambda: user_tasks.withdraw(self.office.engine, last.id, doer))

    def do_move(self, task: UserTask, who: Any) -> None:
        del who
        to = self.dice.choice(
            ("register", "prepare", "check", "record", "conclude", "sign", "file", "countersign")
        )
        manager = self.office.actor(MANAGER)
        self.try_(lambda: returns.move(self.office.engine, self.matter.id, task.id, to, "x", manager))

    def do_time(self, task: UserTask, who: Any) -> None:
        del task, who
        self.office.advance(days=self.dice.choice((1, 3, 5)))

    def all_tasks(self) -> list[UserTask]:
        from engine.queries import user_tasks as queries

        return list(queries.of_instance(self.office.engine, self.matter.id, SYSTEM))

    def check(self) -> None:
        """Tasks and tokens belong together, nothing is stuck, the record has all."""
        assert self.matter.state in {"active", "completed"}, self.matter.now
        with self.office.engine.reading() as view:
            row = instances.row(view, self.matter.id)
            assert row is not None
            if self.matter.state == "completed":
                assert self.tasks == []
                return
            version = self.office.engine.versions.get(view, row.process_definition_id)
            of_it = world.World(self.office.engine, view, version, row.id, starter=row.started_by)
            case = Case.load(row.snapshot, version.definition, of_it)
            elements = set(row.waiting_at)
            waiting = {token for element in elements for token in case.token_of(element)}
            acts = [act for act in records.acts(view, self.matter.id) if not act.verb.startswith("deadline.")]
        assert {task.id for task in self.tasks} == waiting, (elements, [t.element_id for t in self.tasks])
        people = [act for act in acts if act.actor != "system" and act.verb != "process_instance.start"]
        assert len(people) >= self.done


def play(office: Office, seed: int) -> int:
    """Do all sorts of things, then finish."""
    walk = Walk(office, seed)
    for _ in range(STEPS):
        walk.act()
        walk.check()
    for _ in range(MOST):
        if not walk.tasks:
            break
        walk.answer()
        task = walk.dice.choice(walk.tasks)
        assert walk.do_complete(task, office.actor(walk.doer(task))), walk.refusal
    walk.check()
    assert walk.matter.state == "completed", walk.matter.waits_at
    return walk.done


@pytest.mark.parametrize("batch", some(10))
def test_whatever_people_do_to_a_matter_it_can_be_finished(office: Office, batch: int) -> None:
    for seed in range(SEED + batch, SEED + EXAMPLES, 10):
        try:
            play(office, seed)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise


def test_a_task_that_is_taken_back_is_offered_to_the_deputy_again_without_harm(office: Office) -> None:
    play(office, 2033)
