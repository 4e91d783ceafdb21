"""The life of one matter in the office, driven by dice: every operation people have, and what must hold after each.

``Life`` knows how to try each deed on some open task by somebody; ``whole`` says what must hold whatever was done.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any

from engine.commands import (
    absences,
    attachments,
    circulations,
    comments,
    deadlines,
    delegations,
    extensions,
    followers,
    handovers,
    incidents,
    messages,
    opinions,
    process_instances,
    proxies,
    returns,
    signers,
    urges,
    user_tasks,
)
from engine.errors import Conflict, EngineError, Forbidden, InvalidSubmission, NotFound, Rejected
from engine.model import SYSTEM, Actor, UserTask
from engine.office.circulations import Sending
from engine.queries import circulations as circulation_queries
from engine.queries import process_instances as instance_queries
from engine.queries import returns as return_queries
from engine.queries import user_tasks as task_queries
from engine.store import agenda, records
from engine.store import extensions as extension_rows
from engine.store import messages as subscriptions
from tests.office import Matter, Office
from tests.operations.filling import filled

MANAGER = "shifl"
REFUSALS = (Conflict, Forbidden, Rejected, NotFound, InvalidSubmission)
ENDED = {"completed", "cancelled"}
SAYINGS = ("请尽快办理", "已阅", "同意，按程序办")


class Life:
    """One matter, and whatever people think of doing with it."""

    def __init__(self, office: Office, process: str, dice: random.Random, **variables: Any) -> None:
        self.office, self.dice, self.process = office, dice, process
        self.engine = office.engine
        self.done: Counter[str] = Counter()
        self.people = sorted(u.login for u in self.engine.desk.directory.users.values() if not u.locked)
        self.proxies: list[tuple[str, str]] = []  # their ids, and whose they are
        self.handovers: list[str] = []
        self.matter = self._begin(variables)

    def _begin(self, values: Any) -> Matter:
        with self.engine.reading() as view:
            version = self.engine.versions.latest(view, self.process)
        groups = version.startable_by
        while True:
            who = self.dice.choice(self.office.holders(self.dice.choice(groups)) if groups else self.people)
            if version.start_form is not None:
                values = filled(self.office, version.start_form, {}, self.dice, who)
            if values is None:
                continue
            try:
                return self.office.start(self.process, who, **values)
            except REFUSALS:
                continue

    # Looking

    @property
    def tasks(self) -> list[UserTask]:
        """The open ones."""
        return self.matter.tasks

    def closed(self) -> list[UserTask]:
        """Those that were handed in."""
        every = task_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return [one for one in every if one.state == "completed"]

    def doer(self, task: UserTask) -> str:
        """Somebody who may do it; now and then somebody who acts for him."""
        names = [task.assignee] if task.assignee else [*task.candidate_users, *task.candidate_groups]
        directory, today = self.engine.desk.directory, self.office.now.date()
        able = [login for name in names for login in directory.people(str(name), today)]
        acting = [
            one for one, holder in ((self._deputy(i), h) for i, h in self.proxies) if one and holder in able
        ]
        if acting and self.dice.random() < 0.4:
            return self.dice.choice(acting)
        return self.dice.choice(able or self.people)

    def _deputy(self, proxy_id: str) -> str | None:
        found = [one for one in self.engine.desk.standings.proxies if one.id == proxy_id]
        return found[0].deputy if found else None

    def anybody(self) -> str:
        """Often somebody the matter knows."""
        return self.dice.choice(self._parties() if self.dice.random() < 0.3 else self.people)

    def sent(self) -> Any:
        """Something that was sent round, or nothing."""
        found = circulation_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return self.dice.choice(list(found)) if found else None

    def asked(self) -> set[str]:
        """Tasks that wait for those who were asked."""
        found = circulation_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return {str(one.user_task_id) for one in found if one.blocks and one.waited_for}

    def moves(self) -> bool:
        """Whether there is something that a person, a message or the clock can do."""
        with self.engine.reading() as view:
            waits = subscriptions.of_instance(view, self.matter.id)
            timers = agenda.of_instance(view, self.matter.id)
        return bool(self.tasks or waits or [one for one in timers if one.state == "ready"])

    # Trying

    def tries(self, verb: str, who: str, command: Callable[[Actor], Any]) -> bool:
        """Done and in the audit, or refused as a whole and without a trace; ``verb``: one of these."""
        with self.engine.reading() as view:
            before = records.last_id(view)
        refused = ""
        try:
            command(self.office.actor(who))
        except REFUSALS as error:
            refused = error.code
        with self.engine.reading() as view:
            acts = {(row.verb, row.actor) for row in records.audit(view, after=before, limit=1000)}
        if refused:
            assert {act[0] for act in acts} <= {"secrecy.refuse"}, (verb, refused, acts)
            return False
        assert any((one, who) in acts for one in verb.split("|")), (
            f"{verb} by {who} is not in the audit: {acts}"
        )
        self.done[verb] += 1
        self.office.settle()
        return True

    def act(self, deed: str) -> None:
        """Try one deed on some open task."""
        if self.matter.state in ENDED:
            return
        tasks = self.tasks
        task = self.dice.choice(tasks) if tasks else None
        getattr(self, f"do_{deed}")(task)

    # Tasks

    def do_complete(self, task: UserTask | None) -> bool:
        if task is None:
            return False
        if task.owner is not None:
            return self.do_resolve(task)
        who = self.doer(task)
        opened = task_queries.get(self.engine, task.id, SYSTEM)
        values = filled(self.office, opened.form, opened.variables, self.dice, who)
        if values is None or not opened.has_own_form:
            values = {
                "opinion": self.dice.choice(("agree", "agree", "no", "hm")),
                "text": self.dice.choice("abc"),
            }
        return self.tries(
            "user_task.complete", who, lambda a: user_tasks.complete(self.engine, task.id, values, a)
        )

    def do_claim(self, task: UserTask | None) -> None:
        if task is not None and task.assignee is None:
            who = self.doer(task)
            self.tries("user_task.claim", who, lambda a: user_tasks.claim(self.engine, task.id, a))

    def do_unclaim(self, task: UserTask | None) -> None:
        if task is not None and task.assignee is not None:
            who = task.assignee
            self.tries("user_task.unclaim", who, lambda a: user_tasks.unclaim(self.engine, task.id, a))

    def do_transfer(self, task: UserTask | None) -> None:
        if task is None:
            return
        who, to = self.doer(task), self.anybody()
        if to != task.assignee:
            self.tries(
                "user_task.transfer", who, lambda a: user_tasks.transfer(self.engine, task.id, to, "x", a)
            )

    def do_delegate(self, task: UserTask | None) -> None:
        if task is not None:
            who, to = self.doer(task), self.anybody()
            self.tries("user_task.delegate", who, lambda a: delegations.delegate(self.engine, task.id, to, a))

    def do_resolve(self, task: UserTask | None) -> bool:
        if task is None or task.assignee is None:
            return False
        who = task.assignee
        return self.tries(
            "user_task.resolve", who, lambda a: delegations.resolve(self.engine, task.id, {}, a)
        )

    def do_take_back(self, task: UserTask | None) -> None:
        if task is not None:
            who = task.owner or self.dice.choice(self._parties())
            self.tries("user_task.take_back", who, lambda a: delegations.take_back(self.engine, task.id, a))

    def do_return(self, task: UserTask | None) -> None:
        if task is None:
            return
        who = self.doer(task)
        steps = return_queries.offered(self.engine, task.id, SYSTEM).steps
        to = self.dice.choice([step.element_id for step in steps] or ["previous"])
        mode = self.dice.choice(("rewalk", "jump_back"))
        self.tries(
            "user_task.return", who, lambda a: returns.return_task(self.engine, task.id, to, mode, "x", a)
        )

    def do_withdraw(self, task: UserTask | None) -> None:
        del task
        closed = self.closed()
        if closed:
            last = max(closed, key=lambda one: (one.closed_at or self.office.now, one.id))
            who = str(last.closed_by)
            self.tries("user_task.withdraw", who, lambda a: user_tasks.withdraw(self.engine, last.id, a))

    def do_withdraw_matter(self, task: UserTask | None) -> None:
        del task
        if self.dice.random() < 0.2:
            who = self.matter.now.started_by
            self.tries(
                "process_instance.withdraw", who,
                lambda a: returns.withdraw_matter(self.engine, self.matter.id, "x", a),
            )  # fmt: skip

    def do_move(self, task: UserTask | None) -> None:
        if task is None:
            return
        with self.engine.reading() as view:
            elements = self.engine.versions.latest(view, self.process).process.elements
        to = self.dice.choice([key for key, one in elements.items() if one.is_activity])
        self.tries(
            "process_instance.move", MANAGER,
            lambda a: returns.move(self.engine, self.matter.id, task.id, to, "x", a),
        )  # fmt: skip

    def do_signers_add(self, task: UserTask | None) -> None:
        if task is None:
            return
        who, people = self.doer(task), self.dice.sample(self.people, self.dice.randint(1, 2))
        where = self.dice.choice(signers.POSITIONS)
        self.tries(
            "user_task.signers_add", who,
            lambda a: signers.add(self.engine, task.id, people, where, "x", a),
        )  # fmt: skip

    def do_signers_remove(self, task: UserTask | None) -> None:
        if task is None:
            return
        beside = [t.assignee for t in self.tasks if t.element_id == task.element_id and t.assignee]
        person = self.dice.choice([*beside, self.anybody()])
        self.tries(
            "user_task.signers_remove", MANAGER,
            lambda a: signers.remove(self.engine, task.id, person, "x", a),
        )  # fmt: skip

    def do_open(self, task: UserTask | None) -> None:
        if task is not None:
            user_tasks.mark_opened(self.engine, task.id, self.office.actor(self.doer(task)))

    def do_draft(self, task: UserTask | None) -> None:
        if task is not None:
            who = self.office.actor(self.doer(task))
            with suppress(*REFUSALS):
                user_tasks.save_draft(self.engine, task.id, {"opinion": "x"}, who)

    # Those who act for others

    def do_proxy(self, task: UserTask | None) -> None:
        if task is None:
            return
        holder, to = self.doer(task), self.anybody()
        terms = proxies.Terms(
            to=to, until=self.office.now + timedelta(days=self.dice.choice((1, 7))),
            can_sign=self.dice.random() < 0.7, backlog=self.dice.random() < 0.7,
        )  # fmt: skip
        given: list[str] = []
        if self.tries("proxy.give", holder, lambda a: given.append(proxies.give(self.engine, terms, a))):
            self.proxies.append((given[0], holder))

    def do_proxy_revoke(self, task: UserTask | None) -> None:
        del task
        if self.proxies:
            proxy_id, holder = self.proxies.pop(self.dice.randrange(len(self.proxies)))
            self.tries("proxy.revoke", holder, lambda a: proxies.revoke(self.engine, proxy_id, a))

    def do_absence(self, task: UserTask | None) -> None:
        if task is not None:
            who, now = self.doer(task), self.office.now
            until = now + timedelta(days=self.dice.choice((1, 5)))
            self.tries("absence.record", who, lambda a: absences.record(self.engine, now, until, a))

    def do_hand_over(self, task: UserTask | None) -> None:
        if task is None:
            return
        who, to = self.doer(task), self.anybody()
        made: list[str] = []

        def hand(actor: Actor) -> None:
            made.append(handovers.hand_over(self.engine, who, to, "x", actor))

        if self.tries("handover.do", MANAGER, hand):
            self.handovers += made

    def do_hand_back(self, task: UserTask | None) -> None:
        del task
        if self.handovers:
            one = self.handovers.pop()
            self.tries("handover.take_back", MANAGER, lambda a: handovers.take_back(self.engine, one, a))

    # Round the matter

    def do_circulate(self, task: UserTask | None) -> None:
        kind = self.dice.choice(("read", "copy"))
        sending = Sending(to=self._some(), kind=kind, text="请阅", in_turn=self.dice.random() < 0.3)
        if task is not None and self.dice.random() < 0.5:
            self.tries(
                f"circulation.{kind}", self.doer(task),
                lambda a: circulations.circulate_task(self.engine, task.id, sending, a),
            )  # fmt: skip
            return
        self.tries(
            f"circulation.{kind}", self.dice.choice(self._parties()),
            lambda a: circulations.circulate(self.engine, self.matter.id, sending, a),
        )  # fmt: skip

    def do_consult(self, task: UserTask | None) -> None:
        if task is not None:
            sending = Sending(to=self._some(), kind="consult", text="?", blocks=self.dice.random() < 0.6)
            self.tries(
                "circulation.consult", self.doer(task),
                lambda a: circulations.circulate_task(self.engine, task.id, sending, a),
            )  # fmt: skip

    def do_send_on(self, task: UserTask | None) -> None:
        del task
        sent = self.sent()
        if sent is not None:
            sending, who = Sending(to=self._some(), text="转阅"), self.dice.choice(sent.receivers).login
            self.tries(
                "circulation.send_on", who, lambda a: circulations.send_on(self.engine, sent.id, sending, a)
            )

    def do_answer(self, task: UserTask | None) -> None:
        del task
        sent = self.sent()
        if sent is not None:
            who = self.dice.choice(sent.receivers).login
            circulations.mark_opened(self.engine, sent.id, self.office.actor(who))
            self.tries(
                "circulation.answer", who, lambda a: circulations.answer(self.engine, sent.id, "知悉", a)
            )

    def do_recall(self, task: UserTask | None) -> None:
        del task
        sent = self.sent()
        if sent is not None:
            to = [self.dice.choice(sent.receivers).login] if self.dice.random() < 0.5 else None
            self.tries(
                "circulation.recall", MANAGER, lambda a: circulations.recall(self.engine, sent.id, a, to=to)
            )

    def do_urge(self, task: UserTask | None) -> None:
        if task is not None:
            who = self.dice.choice([MANAGER, *self._parties()])
            self.tries("user_task.urge", who, lambda a: urges.urge(self.engine, task.id, "请尽快", a))

    def do_urge_readers(self, task: UserTask | None) -> None:
        del task
        sent = self.sent()
        if sent is not None:
            self.tries(
                "circulation.urge", MANAGER, lambda a: urges.urge_readers(self.engine, sent.id, "请阅", a)
            )

    def do_comment(self, task: UserTask | None) -> None:
        text = f"@{self.anybody()} {self.dice.choice(SAYINGS)}" if self.dice.random() < 0.3 else "如下"
        who = self.dice.choice(self._parties())
        if task is not None and self.dice.random() < 0.5:
            self.tries("comment.add", who, lambda a: comments.comment_on_task(self.engine, task.id, text, a))
        else:
            self.tries("comment.add", who, lambda a: comments.comment(self.engine, self.matter.id, text, a))

    def do_follow(self, task: UserTask | None) -> None:
        del task
        who = self.dice.choice([MANAGER, *self._parties()])
        with self.engine.reading() as view:
            from engine.store import talk

            follows = talk.follows(view, self.matter.id, who)
        if follows:
            self.tries(
                "process_instance.unfollow", who,
                lambda a: followers.unfollow(self.engine, self.matter.id, a),
            )  # fmt: skip
        else:
            self.tries(
                "process_instance.follow", who, lambda a: followers.follow(self.engine, self.matter.id, a)
            )

    def do_attach(self, task: UserTask | None) -> None:
        content = BytesIO(b"text")
        if task is not None:
            self.tries(
                "attachment.add", self.doer(task),
                lambda a: attachments.attach_to_task(self.engine, task.id, "a.txt", content, a),
            )  # fmt: skip

    def do_correct(self, task: UserTask | None) -> None:
        del task
        closed = self.closed()
        if closed:
            one = self.dice.choice(closed)
            who = str(one.closed_by)
            self.tries("opinion.correct", who, lambda a: opinions.correct(self.engine, one.id, "更正", a))

    # Limits and time

    def _limit(self) -> str | None:
        limits = instance_queries.deadlines(self.engine, self.matter.id, SYSTEM)
        return str(self.dice.choice(limits)["id"]) if limits else None

    def do_pause(self, task: UserTask | None) -> None:
        limit, ground = self._limit(), self.dice.choice(self.engine.desk.policies.texts(deadlines.GROUNDS))
        who = MANAGER if task is None else self.dice.choice((MANAGER, self.doer(task)))
        if limit is not None:
            self.tries(
                "deadline.pause", who,
                lambda a: deadlines.pause(self.engine, self.matter.id, limit, ground, "x", a),
            )  # fmt: skip

    def do_go_on(self, task: UserTask | None) -> None:
        del task
        limit = self._limit()
        if limit is not None:
            self.tries(
                "deadline.resume", MANAGER, lambda a: deadlines.resume(self.engine, self.matter.id, limit, a)
            )

    def do_extension(self, task: UserTask | None) -> None:
        limit = self._limit()
        if task is not None and limit is not None:
            self.tries(
                "extension.ask", self.doer(task),
                lambda a: extensions.ask(self.engine, self.matter.id, limit, "5WD", "x", a),
            )  # fmt: skip

    def do_decide(self, task: UserTask | None) -> None:
        del task
        with self.engine.reading() as view:
            asked = [x for x in extension_rows.of_instance(view, self.matter.id) if x.state == "asked"]
        if asked and self.dice.random() < 0.5:
            self.tries(
                "extension.approve", MANAGER, lambda a: extensions.approve(self.engine, asked[0].id, a)
            )
        elif asked:
            self.tries(
                "extension.refuse", MANAGER, lambda a: extensions.refuse(self.engine, asked[0].id, "x", a)
            )

    def do_time(self, task: UserTask | None) -> None:
        del task
        self.office.advance(hours=self.dice.choice((2, 24, 30, 72)))

    # What managers and events do

    def do_suspend(self, task: UserTask | None) -> None:
        del task
        matter = self.matter.id
        if self.matter.state == "suspended":
            self.tries(
                "process_instance.resume", MANAGER, lambda a: process_instances.resume(self.engine, matter, a)
            )
        elif self.dice.random() < 0.3:
            self.tries(
                "process_instance.suspend", MANAGER,
                lambda a: process_instances.suspend(self.engine, matter, "x", a),
            )  # fmt: skip

    def do_event(self, task: UserTask | None) -> None:
        who = self.dice.choice(self._parties())
        deeds = self.matter.deeds(who)
        if deeds:
            element = self.dice.choice(deeds)
            verbs = "message.deliver|activity.begin"
            self.tries(verbs, who, lambda a: messages.ask(self.engine, self.matter.id, element, a))
        elif task is None:
            self.message()

    def message(self) -> bool:
        """Somebody outside sends what the matter waits for."""
        with self.engine.reading() as view:
            waiting = [s for s in subscriptions.of_instance(view, self.matter.id) if s.kind == "message"]
        if not waiting:
            return False
        one = self.dice.choice(waiting)
        try:
            self.office.message(one.name, one.correlation_key)
        except REFUSALS:
            return False
        return True

    def do_incident(self, task: UserTask | None) -> None:
        del task
        found = [
            i for i in instance_queries.incidents_of(self.engine, self.matter.id, SYSTEM) if not i.resolved_at
        ]
        if found:
            one, how = self.dice.choice(found), self.dice.choice(incidents.ACTIONS)
            self.tries(
                "incident.resolve", MANAGER, lambda a: incidents.resolve(self.engine, one.id, how, "x", a)
            )

    def _parties(self) -> list[str]:
        now = self.matter.now
        return [now.started_by, *dict.fromkeys(str(t.closed_by) for t in self.closed() if t.closed_by)]

    def _some(self) -> list[str]:
        return self.dice.sample(self.people, self.dice.randint(1, 3))


DEEDS = tuple(name.removeprefix("do_") for name in vars(Life) if name.startswith("do_"))


def error_code(error: BaseException) -> str:
    """Of a refusal."""
    return error.code if isinstance(error, EngineError) else type(error).__name__
