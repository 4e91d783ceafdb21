"""What a running matter may ask of the machine: time, functions, decisions, handlers, other definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal, cast

from bpmn import feel
from bpmn.diagram import Element
from bpmn.vocabulary import Proxy
from engine.catalog.version import Version
from engine.clock import OFFICE_ZONE
from engine.errors import Broken, NotFound
from engine.handlers import BpmnError
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json, Variables
from engine.office import regions
from engine.office.calendar import local_day
from engine.office.office import Office
from engine.proxy_rules import ProxyRule, worked_out
from engine.running_deadlines import RunningDeadlines, parsed
from engine.runtime import Case, Definition, Limits, Thrown
from engine.runtime.scopes import View as Read
from engine.runtime.scopes import over
from engine.store import data_stores
from engine.store.unit_of_work import UnitOfWork, View


class World:
    """The world of one matter during one transaction (``engine.runtime.Environment``)."""

    def __init__(
        self, engine: Engine, view: View, version: Version, instance_id: str, actor: Actor = SYSTEM,
        starter: str | None = None,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.view = view
        self.version = version
        self.instance_id = instance_id
        self.actor = actor
        self.starter = starter
        self.now: datetime = engine.clock.now().astimezone(OFFICE_ZONE)  # FEEL's today() is the office's
        self.limits: Limits = engine.limits
        self.desk = engine.desk
        self._functions: Mapping[str, Callable[..., object]] | None = None
        self._stores: dict[str, Mapping[str, Json]] = {}
        self.case: Case | None = None  # the one that steps in this world
        self._proxy_rules: dict[str, ProxyRule] = {}
        self.together: set[str] = set()  # tokens of tasks that may be approved together with others
        self.job_error: str | None = None  # why the job of this transaction failed for good
        self.deadlines = RunningDeadlines(self.desk.policies, self.desk.calendar, self.now)

    @cached_property
    def office(self) -> Office:
        """What a handler inside the transaction may use."""
        if not isinstance(self.view, UnitOfWork):
            raise Broken("a handler runs only in a transaction that writes", code="READ_ONLY")
        return Office.at_work(self.view, self.desk, self.now, self.actor, self.instance_id)

    @property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """FEEL's functions about this office and this matter."""
        if self._functions is None:
            self._functions = {
                **self.engine.functions(self.now),
                "deadline": self.deadlines.due_of,
                "starter": lambda: self.starter,
                "actor": lambda: self.actor.login,
                "on behalf of": lambda: self.actor.on_behalf_of or self.actor.login,
                "matter": lambda: self.instance_id,
            }
        return self._functions

    def value(self, text: str, read: Variables) -> object:
        """What a literal or FEEL attribute says."""
        return parsed(text).evaluate(self.dated(read), functions=self.functions, now=self.now)

    def dated(self, read: Variables) -> Variables:
        """What attributes read: dates are dates, by the forms of the process that is read."""
        return over(read, read.dates if isinstance(read, Read) else self.version.definition.dates)

    def names(self, text: str, read: Variables) -> frozenset[str]:
        """Groups and people: separated by commas, or what an expression gives."""
        found = self.value(text, read)
        names = found.split(",") if isinstance(found, str) else found
        return frozenset(str(name).strip() for name in names) if isinstance(names, list) else frozenset()

    def version_read(self, read: Variables) -> Version:
        """The version of the process that is read, which may be a called one."""
        if not isinstance(read, Read) or read.definition.version == self.version.id:
            return self.version
        return self.engine.versions.get(self.view, read.definition.version)

    def version_at(self, token_id: str) -> Version:
        """The version of the process a token stands in, which may be a called one."""
        return self.version if self.case is None else self.version_read(self.case.process_of(token_id).read)

    def called_at(self, token_id: str) -> str | None:
        """The token of the called process a token stands in; None in the matter's own process."""
        process = None if self.case is None else self.case.process_of(token_id)
        return process.token_id if process is not None and process.is_called else None

    def decide(self, decision_id: str, variables: Variables) -> Json:
        """The result of a decision of the version that asks."""
        decision = self.version_read(variables).compiled.decisions.get(decision_id)
        if decision is None:
            raise NotFound(f"there is no decision {decision_id!r} in this version", code="DECISION_NOT_FOUND")
        found = decision.evaluate(variables, functions=self.functions, now=self.now)
        return cast("Json", feel.to_json(found.result))

    def store(self, name: str) -> Mapping[str, Json]:
        """The entries of a data store; a transaction that writes holds it, so that nothing comes between."""
        if name not in self._stores:
            if isinstance(self.view, UnitOfWork):
                data_stores.hold(self.view, name, self.now)
            self._stores[name] = data_stores.entries(self.view, name)
        return self._stores[name]

    def kind_of(self, job_type: str) -> Literal["inside", "job"]:
        """A handler that runs in this transaction; anything else is a job."""
        handler = self.engine.handlers.get(job_type)
        return "inside" if handler is not None and handler.inside else "job"

    def call_inside(
        self, job_type: str, variables: Variables, headers: Mapping[str, str], token_id: str
    ) -> Variables:
        """Run a handler within this transaction."""
        given = {"headers": headers, "office": self.office, "key": token_id}
        seen = self.case.read(token_id) if self.case is not None else variables
        try:
            return self.engine.handlers[job_type](seen, given)
        except BpmnError as error:
            raise Thrown(error.code, error.message, error.variables) from error

    def definition(self, key: str, *, version: str | None = None) -> Definition:
        """A called process: the newest version when it is called, the same one while it runs."""
        versions = self.engine.versions
        found = versions.get(self.view, version) if version else versions.latest(self.view, key)
        return found.definition

    def activity_opened(self, token_id: str, element: Element, read: Variables) -> None:
        """Its limits begin, and those that wait for it stand still."""
        version, process = self.version_read(read), self.called_at(token_id)
        if element.type == "userTask" and element.extensions.proxy is not None:
            self._proxy_rules[token_id] = self._proxy_rule(element.extensions.proxy, version, read)
        if element.extensions.bulk is not None:
            self.together.add(token_id)
        said = element.extensions.deadlines
        if said:
            region = self._region(element, read)
            told = (self.dated(read), self.functions, region, process)
            self.deadlines.opened(element.id, token_id, said, *told)
        if keys := version.deadline_pauses.get(element.id):
            self.deadlines.pausing(token_id, element.id, keys, process)

    def proxy_rule(self, token_id: str) -> ProxyRule:
        """What the step that opened says of proxies; the process's own word where it says nothing."""
        found = self._proxy_rules.get(token_id)
        if found is None and self.case is not None and self.case.awaits(token_id):
            read = self.case.read(token_id)
            return self._proxy_rule(None, self.version_read(read), read)
        return found or ProxyRule()

    def _proxy_rule(self, said: Proxy | None, version: Version, read: Variables) -> ProxyRule:
        of_process = version.process.extensions.proxy or self.version.process.extensions.proxy
        return worked_out(
            said, of_process, lambda text: self.value(text, read), lambda text: self.names(text, read)
        )

    def activity_closed(self, token_id: str, element: Element, state: str) -> None:
        """Its limits are met, and those of others that it completes."""
        ends, process = self.version_at(token_id).deadline_ends, self.called_at(token_id)
        self.deadlines.closed(token_id, element.id, state == "completed", ends, process)
        self.deadlines.paused_no_more(token_id)

    def process_over(self, token_id: str) -> None:
        """None of its limits runs any more."""
        self.deadlines.process_over(token_id)

    def _region(self, element: Element, read: Variables) -> str | None:
        """The regional calendar of whom a task is for; none where nobody is named, or none keeps one."""
        said, directory = element.extensions.assignment, self.desk.directory
        if not regions.has_any(directory):
            return None
        texts = (said.assignee, said.candidate_groups, said.candidate_users) if said is not None else ()
        try:
            names = {name for text in texts if text is not None for name in self.names(text, read)}
        except feel.FeelError:
            return None  # the task itself cannot open, and says why
        if not names and element.lane is not None:
            names = {element.lane}
        return regions.overlay_of(names, directory, self.desk.calendar, local_day(self.now))
