"""One instance while it is held: begun or loaded, told what happened, stepped until it settles, dumped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bpmn.diagram import Element
from engine.errors import Conflict, NotFound, Rejected, TooLarge
from engine.model import Variables
from engine.runtime import moving, running, signers, state, stepping
from engine.runtime.catching import MessageCatch
from engine.runtime.changes import (
    Changes,
    IncidentClosed,
    IncidentRaised,
    JobClosed,
    Outcome,
    ScopeOpened,
    lasting,
)
from engine.runtime.correlation import accepts
from engine.runtime.definition import Definition
from engine.runtime.elements import countersign
from engine.runtime.elements.events import CatchEvent
from engine.runtime.elements.jobs import JobTask
from engine.runtime.elements.receive import ReceiveTask
from engine.runtime.elements.tasks import UserTask
from engine.runtime.environment import Environment
from engine.runtime.failures import Failure
from engine.runtime.retiming import retime
from engine.runtime.running import Choice, Running, is_waiting
from engine.runtime.scopes import View, write_local
from engine.runtime.signers import Signers
from engine.runtime.tokens import ERROR, Phase, Token
from engine.runtime.tree import Tree, path
from engine.runtime.values import own


class Case:
    """One process instance. Nothing here is stored; commands store ``dump()`` and ``changes()``."""

    def __init__(self, tree: Tree, extras: dict[str, Any]) -> None:
        self._tree = tree
        self.extras = extras

    @classmethod
    def begin(
        cls,
        definition: Definition,
        variables: Variables,
        environment: Environment,
        *,
        start_element: str | None = None,
    ) -> Case:
        """A new instance, not yet stepped; ``start_element`` is the start event that has happened."""
        if start_element is None and not definition.can_begin:
            raise Rejected(f"{definition.process_id} is started by an event only", code="NO_START_EVENT")
        if start_element is not None and start_element not in {one.element_id for one in definition.starts}:
            raise NotFound(f"{definition.process_id} has no start event {start_element!r}")
        tree = Tree(definition, environment)
        root = tree.task_tree = Token(tree, definition.root, None)
        tree.born.add(root.key)
        case = cls(tree, {})
        if start_element is not None:
            root.facts["start"] = start_element
        root.variables = {}
        tree.record(ScopeOpened(root.key, None, ""))
        case._write(root, variables)
        root.wake(Phase.ENTER)
        tree.journal.keep()
        return case

    @classmethod
    def load(cls, data: bytes, definition: Definition, environment: Environment) -> Case:
        """The instance in these bytes; called definitions are asked of the environment."""
        return cls(*state.load(data, definition, environment))

    def dump(self) -> bytes:
        """The instance as bytes."""
        return state.dump(self._tree, self.extras)

    # Commands

    def complete(self, token_id: str, results: Variables | None = None, *, by: str | None = None) -> None:
        """A user task or job is done; its results become local variables, then go where outputs say.

        It counts as done at once: when writing the results fails, that is an incident, not an open task.
        """
        token = self._waiting(token_id)
        if not isinstance(token.node, (UserTask, JobTask)):
            raise Conflict(f"{token.node.element_id} waits for an event, not for work", code="NOT_WAITING")
        self._bring(token, results or {}, None)
        token.fact("by", by)
        token.node.done(token)
        for subscription in () if signers.others_sign(token) else token.subscriptions:
            subscription.cancel()  # what is done can no longer be interrupted
        token.steps = 0
        token.wake(Phase.LEAVE)
        self._tree.journal.keep()

    def fire(self, token_id: str, payload: Variables | None = None) -> None:
        """The timer, message or signal this token waits for has come."""
        token = self._waiting(token_id)
        if token.is_flow and "open" not in token.facts:
            raise Conflict(f"{token.node.element_id} waits for no event", code="NOT_WAITING")
        self._bring(token, payload or {}, "payload")
        token.steps = 0
        token.wake(Phase.FIRE)
        self._tree.journal.keep()

    def throw(
        self, token_id: str, error_code: str, message: str = "", variables: Variables | None = None
    ) -> None:
        """A job threw a BPMN error: caught in scope, or it ends the instance."""
        token = self._waiting(token_id, JobTask)
        with self._whole():
            limits = self._tree.limits
            said = {name: own(value, name, limits)[0] for name, value in (variables or {}).items()}
        token.fact("thrown", {"code": error_code, "message": message, "variables": said})
        token.node.done(token)
        token.steps = 0
        token.wake(Phase.THROW)
        self._tree.journal.keep()

    def fail(self, token_id: str, cause: str, detail: str) -> None:
        """A job failed for good: an incident, until somebody retries or skips it."""
        token = self._waiting(token_id, JobTask)
        token.fact("job", None)
        self._tree.record(JobClosed(token.key, "failed"))
        token.set(phase=Phase.REOPEN)
        token.stop(cause)
        self._tree.record(IncidentRaised(token.key, token.node.element_id, cause, detail))
        self._tree.journal.keep()

    def retry(self, token_id: str) -> None:
        """Try again what failed, from the state before it."""
        token = self._failed(token_id)
        self._tree.record(IncidentClosed(token.key, "retried"))
        token.set(failed=None)
        token.wake(token.phase)
        self._tree.journal.keep()

    def skip(self, token_id: str) -> None:
        """Leave the element without what failed: nothing is written, the default flow is taken."""
        token = self._failed(token_id)
        self._tree.record(IncidentClosed(token.key, "skipped"))
        token.set(failed=None)
        token.fact("skip", True)
        if token.is_flow:
            token.wake(Phase.LEAVE)
        else:
            token.cancel()
        self._tree.halted = None
        self._tree.journal.keep()

    def cancel(self) -> None:
        """Take everything back; the instance ends as cancelled."""
        if self._tree.outcome is not None:
            raise Conflict("the instance has ended", code="INSTANCE_ENDED")
        self._tree.end(Outcome("cancelled"))
        self._tree.journal.keep()

    def move(self, token_id: str, element_id: str, *, person: str | None = None) -> None:
        """A manager's repair: the token goes on elsewhere, and so do those that depend on it (`moving`)."""
        place = moving.find(self._token(token_id), element_id)
        moving.refuse_unless_whole(place)
        self._move(lambda: moving.move(place, person))

    def go_back(
        self, token_id: str, element_id: str, *, person: str | None = None, returner: str | None = None,
        jump_back: bool = False,
    ) -> None:  # fmt: skip
        """It is done again from an earlier element on, where ``person`` is asked.

        ``jump_back``: only that element, after which ``returner`` is asked here again.
        """
        token, place = self._token(token_id), self.way_back(token_id, element_id)
        if jump_back:
            self._move(lambda: moving.detour(token, place, person, returner))
        else:
            self._move(lambda: moving.move(place, person))

    def way_back(self, token_id: str, element_id: str) -> moving.Place:
        """Where an earlier element lies; refused when it was not passed on the way to this token."""
        place = moving.find(self._waiting(token_id), element_id, as_whole=True)
        if not place.is_back or not place.target.is_activity:
            raise Conflict(f"{element_id} does not lie behind", code="NOT_PASSED")
        moving.refuse_unless_whole(place)
        return place

    def add_signers(self, token_id: str, people: Sequence[str], position: str, by: str) -> None:
        """Let these sign too: before, after or beside whoever is asked by this token."""
        token = self._waiting(token_id, UserTask)
        self._move(lambda: signers.add(token, people, position, by))

    def remove_signer(self, token_id: str, person: str) -> None:
        """Somebody who was to sign at the step of this token, and has not, needs no longer."""
        token = self._waiting(token_id, UserTask)
        self._move(lambda: signers.remove(token, person))

    def group_began(self, token_id: str) -> datetime | None:
        """When the step of this token was entered, by whoever was asked first."""
        return signers.began(self._token(token_id))

    def countersign(self, token_id: str) -> Variables | None:
        """How the countersign stands that this token is one of."""
        return signers.result_of(self._token(token_id))

    def signers(self, token_id: str) -> Signers:
        """Who signs at the step of this token beside whoever has it."""
        return signers.of(self._token(token_id))

    def _move(self, change: Callable[[], None]) -> None:
        with self._whole():
            change()
        if self._tree.halted is not None and self._tree.token(self._tree.halted) is None:
            self._tree.halted = None
        self._tree.journal.keep()

    def set_variables(self, scope: str | None, values: Variables) -> None:
        """Write variables of one scope: the root's, or that of the token named."""
        if self._tree.outcome is not None:
            raise Conflict("the instance has ended", code="INSTANCE_ENDED")
        self._write(self._token(scope), values)
        self._tree.journal.keep()
        stepping.look(self._tree)

    def retime(self, asks: Callable[[str], bool], *, standing: bool = False) -> None:
        """Timers whose text ``asks`` for what has moved are worked out anew, or stand still."""
        retime(self._tree, asks, standing=standing)

    def run(self, limit: int = 200) -> bool:
        """Step until nothing moves by itself (True) or the limit is spent (False: call again later)."""
        return stepping.run(self._tree, limit)

    # What it is like

    @property
    def key(self) -> str:
        """The token of the instance itself; its scope is the root scope."""
        return self._tree.root.key

    @property
    def state(self) -> str:
        """active, incident, completed or cancelled."""
        outcome = self._tree.outcome
        if outcome is not None:
            return "cancelled" if outcome.kind == "cancelled" else "completed"
        return "incident" if self._tree.failures() else "active"

    @property
    def outcome(self) -> Outcome | None:
        """How it ended."""
        return self._tree.outcome

    @property
    def waiting_at(self) -> list[str]:
        """The elements at which tokens wait, each once, in the order the tokens came."""
        return self.waits_at()

    def waits_at(self, process_id: str | None = None) -> list[str]:
        """The same of one process only."""
        return running.waiting_at(self._tree, process_id)

    def changes(self) -> Changes:
        """Everything that happened since it was begun or loaded, in order."""
        return lasting(self._tree.records, self._tree.born)

    def variables(self, scope: str | None = None) -> dict[str, Any]:
        """The variables of one scope: the root's, or that of the token named."""
        return dict(self._token(scope).variables or {})

    def read(self, token_id: str | None = None) -> Variables:
        """Everything that can be read at a token, looking outwards."""
        return View(self._token(token_id))

    def fingerprint(self, names: Sequence[str], token_id: str | None = None) -> str | None:
        """A hash of what can be read at a token; None when it is gone."""
        token = self._tree.root if token_id is None else self._tree.token(token_id)
        return None if token is None else countersign.fingerprint(token, names)

    def awaits(self, token_id: str) -> bool:
        """Whether a token is there and still waits: one of several events may have come already."""
        token = self._tree.token(token_id)
        return token is not None and "came" not in token.facts

    def asks(self, token_id: str) -> bool:
        """Whether somebody is asked by a token: not when he has answered, or only his place is held."""
        token = self._tree.token(token_id)
        return token is not None and is_waiting(token)

    def accepts(self, token_id: str, values: Variables, said: Variables) -> bool:
        """Whether a message belongs to the conversation this instance has had so far."""
        token = self._waiting(token_id)
        node = token.node
        catch = node.catch_of(token) if isinstance(node, (CatchEvent, ReceiveTask)) else None
        return not isinstance(catch, MessageCatch) or accepts(catch.properties, token, values, said)

    def choices(self) -> Iterator[Choice]:
        """What people may begin in ad hoc sub-processes."""
        return running.choices(self._tree)

    def processes(self) -> Iterator[Running]:
        """The processes that run now: the instance's own first, and those it calls."""
        return running.processes(self._tree)

    def tokens_in(self, process_id: str) -> list[str]:
        """The tokens that stand in a process, and in those it calls."""
        return [token.key for token in running.inside(self._tree, process_id)]

    def element_of(self, token_id: str) -> Element:
        """The element a token stands at, in the process it stands in."""
        return self._token(token_id).node.element

    def is_one_of_several(self, token_id: str) -> bool:
        """Whether it stands in one of the bodies of a loop or multi-instance of its process."""
        return running.is_one_of_several(self._token(token_id))

    def path_of(self, token_id: str) -> str:
        """The scopes around a token, as the record names them."""
        return path(self._token(token_id))

    def process_of(self, token_id: str) -> Running:
        """The process a token stands in: the instance's own, or one it calls, if only until this step."""
        return running.around(self._tree.over.get(token_id) or self._token(token_id))

    def token_of(self, element_id: str) -> list[str]:
        """The tokens that wait at an element, for work, an event or a person's repair, oldest first."""
        return [
            token.key
            for token in self._tree.tasks.values()
            if token.node.element_id == element_id and (token.state == ERROR or is_waiting(token))
        ]

    # Inside

    def _token(self, token_id: str | None) -> Token:
        token = self._tree.root if token_id is None else self._tree.token(token_id)
        if token is None:
            raise NotFound(f"no token {token_id!r} in this instance")
        return token

    def _waiting(self, token_id: str, kind: type | None = None) -> Token:
        token = self._token(token_id)
        if not is_waiting(token):
            raise Conflict(f"{token.node.element_id} does not wait", code="NOT_WAITING")
        if kind is not None and not isinstance(token.node, kind):
            raise Conflict(f"{token.node.element_id} is no job", code="NOT_WAITING")
        return token

    def _failed(self, token_id: str) -> Token:
        token = self._token(token_id)
        if token.state != ERROR or token.failed is None:
            raise Conflict(f"{token.node.element_id} has no incident", code="NO_INCIDENT")
        if self._tree.halted == token.key:
            self._tree.halted = None
        return token

    def _bring(self, token: Token, values: Variables, fact: str | None) -> None:
        """Hold what a person, a handler or a message brought, or refuse it as a whole."""
        with self._whole():
            if fact is None:
                token.node.finish(token, values)  # pyright: ignore[reportAttributeAccessIssue]
            elif values:
                limits = self._tree.limits
                token.fact(fact, {name: own(value, name, limits)[0] for name, value in values.items()})

    def _write(self, token: Token, values: Variables) -> None:
        with self._whole():
            for name, value in values.items():
                write_local(token, name, value)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What a caller brings is taken whole or refused; then nothing has happened."""
        mark = len(self._tree.records)
        try:
            yield
        except Failure as failure:
            self._tree.journal.undo()
            del self._tree.records[mark:]
            refused = TooLarge if failure.cause.endswith("TOO_LARGE") else Rejected
            raise refused(failure.detail, code=failure.cause) from failure
