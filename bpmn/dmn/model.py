"""The requirement graph: inputs, decisions, business knowledge, decision services; how one asks another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bpmn.dmn.boxed import Parameters, function
from bpmn.dmn.errors import DecisionError
from bpmn.dmn.scope import Boxed, Key, Session, TableRun, typed
from bpmn.dmn.table import Evaluated, Table
from bpmn.dmn.types import ItemType
from bpmn.feel.errors import FeelLimit, Note, Null
from bpmn.feel.run import Run
from bpmn.feel.values import Function, Runner, to_feel
from bpmn.findings import Finding

TOO_DEEP = ("the decisions ask each other too deeply", "决策相互引用过深")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a decision answered: the result, the rules of its table that matched, and why anything is null."""

    result: object
    matched: tuple[str, ...]
    tables: tuple[TableRun, ...]
    notes: tuple[Note, ...]


@dataclass(slots=True, eq=False)
class Element:
    """A node of the requirement graph. `path` is how an importing model calls it."""

    key: Key
    name: str
    line: int | None
    requires: list[tuple[tuple[str, ...], Element]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id in its file."""
        return self.key[1]

    def ask(self, session: Session) -> object:
        """Its value in this evaluation, computed once."""
        if self.key not in session.memo:
            session.run.charge(10)
            try:
                session.memo[self.key] = self.compute(session)
            except Exception:
                session.failed = session.failed or self.id
                raise
            session.attribute(self.id)
        return session.memo[self.key]

    def compute(self, session: Session) -> object:
        """Its value."""
        raise NotImplementedError

    def scope(self, session: Session) -> dict[str, object]:
        """The variables its logic sees: what it requires, by name."""
        visible = dict[str, object]()
        for path, element in self.requires:
            place = visible
            for step in path:
                inner = place.setdefault(step, {})
                assert isinstance(inner, dict)
                place = inner
            place[element.name] = element.ask(session)
        return visible


@dataclass(slots=True, eq=False)
class InputData(Element):
    """A value that comes from outside."""

    type: ItemType | None = None

    def compute(self, session: Session) -> object:
        """The variable of its name, as its type."""
        value = to_feel(session.variables.get(self.name))
        return self.accept(value, session)

    def accept(self, value: object, session: Session) -> object:
        """The value as the input's type; refused when it is none."""
        if self.type is None:
            return value
        try:
            return self.type.read(value, session.run)
        except Null as null:
            if session.strict:
                message, message_zh = f"{self.name}: {null.message}", f"{self.name}：{null.message_zh}"
                found = Finding("dmn-evaluation", "error", self.id, message, message_zh, line=self.line)
                raise DecisionError([found]) from None
            session.run.null((1, 1), null.message, null.message_zh)
            return None


@dataclass(slots=True, eq=False)
class Knowledge(Element):
    """A business knowledge model: a function that decisions share."""

    parameters: Parameters = ()
    body: Boxed | None = None
    type: ItemType | None = None

    def compute(self, session: Session) -> object:
        """The function."""
        if self.body is None:
            return None
        body, type_ = self.body, self.type
        return function(
            self.name,
            self.parameters,
            lambda scope, inner: typed(inner, type_, body(scope, inner)),
            self.scope(session),
            session,
        )


@dataclass(slots=True, eq=False)
class Decision(Element):
    """A decision: its logic, and what it needs to know."""

    type: ItemType | None = None
    logic: Boxed | None = None
    free: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    strict: bool = True

    @property
    def table(self) -> Table | None:
        """The decision table, if that is its logic."""
        return self.logic.table if isinstance(self.logic, Evaluated) else None

    @property
    def inputs(self) -> frozenset[str]:
        """The names of the variables it needs, those of the decisions it asks included."""
        found, stack = set(self.free), [element for _, element in self.requires]
        while stack:
            element = stack.pop()
            if isinstance(element, InputData):
                found.add(element.name)
            if isinstance(element, Decision):
                found |= element.free
            stack.extend(required for _, required in element.requires)
        return frozenset(found)

    def compute(self, session: Session) -> object:
        """The answer of its logic, as its type."""
        if self.logic is None:
            return None
        scope = self.scope(session)
        for name in self.free - scope.keys():
            if name in session.variables:
                scope[name] = to_feel(session.variables[name])
        return typed(session, self.type, self.logic(scope, session))

    def evaluate(
        self,
        variables: Mapping[str, object],
        functions: Mapping[str, Callable[..., object]] | None = None,
        now: dt.datetime | None = None,
        *,
        explain: bool = False,
    ) -> Evaluation:
        """The answer for these variables.

        DecisionError when a hit policy is violated or an input is of a wrong type; FeelLimit when it asks for
        too much. `explain` keeps how every cell of every table answered.
        """
        return _evaluate(self, Session(Run(functions or {}, now, []), self.strict, variables, explain))


@dataclass(slots=True, eq=False)
class Service(Element):
    """A decision service: some decisions as a function of others and of inputs."""

    outputs: list[Decision] = field(default_factory=list)
    parameters: list[InputData | Decision] = field(default_factory=list)
    type: ItemType | None = None
    strict: bool = True

    def compute(self, session: Session) -> object:
        """The function."""

        def call(run: Runner, arguments: list[object]) -> object:
            assert isinstance(run, Run)
            run.enter()
            given = dict(zip(self.names, arguments, strict=True))
            for element in self.parameters:
                if element.type is not None:
                    given[element.name] = element.type.read(given[element.name], run)
            result = self.answer(session, given)
            run.depth -= 1
            return result

        return Function(self.name, self.names, call)

    @property
    def names(self) -> tuple[str, ...]:
        """What it must be given: the inputs' names, then the input decisions'."""
        return tuple(element.name for element in self.parameters)

    def answer(self, session: Session, given: Mapping[str, object]) -> object:
        """The value of its output decision, or a context of several."""
        inner = session.inside({})
        for element in self.parameters:
            value = given.get(element.name)
            if isinstance(element, InputData):
                inner.memo[element.key] = element.accept(value, inner)
            else:
                inner.memo[element.key] = typed(inner, element.type, value)
        results = {decision.name: decision.ask(inner) for decision in self.outputs}
        only = next(iter(results.values())) if len(results) == 1 else results
        return typed(session, self.type, only)

    def evaluate(
        self,
        variables: Mapping[str, object],
        functions: Mapping[str, Callable[..., object]] | None = None,
        now: dt.datetime | None = None,
    ) -> Evaluation:
        """The answer for these variables."""
        notes = list[Note]()
        session = Session(Run(functions or {}, now, notes), self.strict, {})
        given = {name: to_feel(variables[name]) for name in self.names if name in variables}
        return Evaluation(self.answer(session, given), (), tuple(session.tables), tuple(notes))


def _evaluate(decision: Decision, session: Session) -> Evaluation:
    try:
        result = decision.ask(session)
    except RecursionError:
        raise FeelLimit(1, 1, *TOO_DEEP) from None
    tables, table = tuple(session.tables), decision.table
    matched = tables[-1].matched if table is not None and tables else ()
    return Evaluation(result, matched, tables, tuple(session.run.trace or ()))


@dataclass(frozen=True, slots=True)
class Decisions:
    """One .dmn file, read: its decisions and services by id, and warnings about its tables."""

    name: str
    namespace: str
    decisions: Mapping[str, Decision]
    services: Mapping[str, Service]
    elements: Mapping[Key, Element]
    findings: tuple[Finding, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the decisions, in the order of the file."""
        return tuple(self.decisions)

    def decision(self, id_: str) -> Decision:
        """The decision of this id; KeyError when there is none."""
        return self.decisions[id_]


def chain(elements: Iterable[Element]) -> list[Element] | None:
    """A circle of requirements, if there is one."""
    done = set[int]()
    for start in elements:
        path, stack = list[Element](), [(start, iter(start.requires))]
        path.append(start)
        while stack:
            for _, required in stack[-1][1]:
                if required in path:
                    return [*path[path.index(required) :], required]
                if id(required) not in done:
                    path.append(required)
                    stack.append((required, iter(required.requires)))
                    break
            else:
                stack.pop()
                done.add(id(path.pop()))
    return None
