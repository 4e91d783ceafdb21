"""Decision tables: inputs, rules, outputs, and the hit policies that make one answer of the matches."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bpmn.dmn.builder import literal
from bpmn.dmn.errors import DecisionError, Place, finding
from bpmn.dmn.scope import Boxed, Scope, Session, TableRun, typed
from bpmn.dmn.types import ItemType, said
from bpmn.feel.errors import Note, Null
from bpmn.feel.expression import Expression
from bpmn.feel.functions import BUILTINS
from bpmn.feel.values import equal

AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
HERE = (1, 1)


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions."""

    label: str
    source: str
    value: Boxed
    type: ItemType | None
    allowed: Expression | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results. `listed` are the values it may have, in order of priority."""

    name: str
    type: ItemType | None
    listed: Expression | None
    default_entry: Expression | None

    @property
    def values(self) -> Boxed | None:
        """The values it may have."""
        return None if self.listed is None else literal(self.listed)

    @property
    def default(self) -> Boxed | None:
        """What it says when no rule matches."""
        return None if self.default_entry is None else literal(self.default_entry)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: its cells of conditions and of results, and what its author remarks (the legal basis, say)."""

    id: str
    number: int
    place: Place
    cells: tuple[Expression | None, ...]
    results: tuple[Boxed, ...]
    entries: tuple[Expression | None, ...]
    remarks: tuple[str, ...]

    @property
    def named(self) -> str:
        """What a sentence calls it: which row it is, and its id where that says more."""
        return str(self.number) if self.id == str(self.number) else f"{self.number} ({self.id})"


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    place: Place
    id: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: str
    aggregation: str | None
    type: ItemType | None

    def evaluate(self, scope: Scope, session: Session) -> object:
        """The answer for the variables of a scope."""
        given = [self._given(column, column.value(scope, session), session) for column in self.inputs]
        if not self._admissible(given, session):
            return None
        matched = self._matched(given, scope, session)
        answer = self._answer(matched, scope, session)
        return typed(session, self.type, answer)

    def _given(self, column: Input, value: object, session: Session) -> object:
        if column.type is None or value is None:
            return value
        try:
            return column.type.read(value, session.run)
        except Null as null:
            self._refuse(session, f"{column.label}: {null.message}", f"{column.label}：{null.message_zh}")
            return None

    def _admissible(self, given: list[object], session: Session) -> bool:
        for column, value in zip(self.inputs, given, strict=True):
            if column.allowed is None or column.allowed.evaluate_in({"?": value}, session.run) is True:
                continue
            allowed = column.allowed.text.strip()
            self._refuse(
                session,
                f"{column.label}: {said(value)} is not among the values allowed ({allowed})",
                f"{column.label}：{said(value)} 不在允许值（{allowed}）之中",
            )
            return False
        return True

    def _refuse(self, session: Session, message: str, message_zh: str) -> None:
        if session.strict:
            raise DecisionError([finding("dmn-evaluation", self.place, message, message_zh)])
        session.run.null(HERE, message, message_zh)

    def _matched(self, given: list[object], scope: Scope, session: Session) -> list[Rule]:
        inner = dict(scope)
        matched, cells = list[Rule](), dict[str, tuple[bool | None, ...]]()
        notes = dict[tuple[str, int], Note]()
        enough = 1 if self.policy == "FIRST" and not session.explain else len(self.rules)
        for rule in self.rules:
            answers = self._answers(rule, given, inner, session, notes)
            cells[rule.id] = answers
            if len(answers) == len(given) and all(answer is True for answer in answers):
                matched.append(rule)
                if len(matched) == enough:
                    break
        shown = matched[:1] if self.policy == "FIRST" else matched
        session.tables.append(
            TableRun(
                self.id,
                tuple(given),
                tuple(rule.id for rule in shown),
                cells if session.explain else {},
                notes,
            )
        )
        return shown

    def _answers(
        self,
        rule: Rule,
        given: list[object],
        scope: dict[str, object],
        session: Session,
        notes: dict[tuple[str, int], Note],
    ) -> tuple[bool | None, ...]:
        session.run.charge(2 * len(given) + 1)
        answers = list[bool | None]()
        trace = [] if session.run.trace is None else session.run.trace
        for cell, value in zip(rule.cells, given, strict=True):
            scope["?"], said = value, len(trace)
            answer = True if cell is None else cell.evaluate_in(scope, session.run)
            if not isinstance(answer, bool) and len(trace) > said:
                notes[rule.id, len(answers)] = trace[said]
            answers.append(answer if isinstance(answer, bool) else None)
            if answer is not True and not session.explain:
                break
        return tuple(answers)

    def _answer(self, matched: list[Rule], scope: Scope, session: Session) -> object:
        if not matched:
            return self._default(scope, session)
        results = [self._result(rule, scope, session) for rule in matched]
        match self.policy:
            case "UNIQUE":
                return self._unique(matched, results, session)
            case "ANY":
                return self._any(matched, results, session)
            case "FIRST":
                return results[0]
            case "PRIORITY":
                return self._by_priority(results, scope, session)[0]
            case "OUTPUT ORDER":
                return self._by_priority(results, scope, session)
            case "COLLECT" if self.aggregation:
                return self._aggregate(results, session)
        return results

    def _default(self, scope: Scope, session: Session) -> object:
        if any(output.default is not None for output in self.outputs):
            values = [
                None if output.default is None else output.default(scope, session) for output in self.outputs
            ]
            found = self._row(values, session)
            return [found] if self._many() else found
        if self.aggregation == "COUNT":
            return Decimal(0)
        return [] if self._many() else None

    def _many(self) -> bool:
        listing = self.policy in {"RULE ORDER", "OUTPUT ORDER", "COLLECT"}
        return listing and self.aggregation is None

    def _result(self, rule: Rule, scope: Scope, session: Session) -> object:
        return self._row([cell(scope, session) for cell in rule.results], session)

    def _row(self, values: list[object], session: Session) -> object:
        read = [
            typed(session, output.type, value) for output, value in zip(self.outputs, values, strict=True)
        ]
        if len(self.outputs) == 1:
            return read[0]
        return {output.name: value for output, value in zip(self.outputs, read, strict=True)}

    def _unique(self, matched: list[Rule], results: list[object], session: Session) -> object:
        if len(matched) == 1:
            return results[0]
        rules = ", ".join(rule.named for rule in matched)
        self._refuse(
            session,
            f"the hit policy is UNIQUE, but the rules {rules} all match",
            f"命中策略为唯一（UNIQUE），但规则 {rules} 同时命中",
        )
        return None

    def _any(self, matched: list[Rule], results: list[object], session: Session) -> object:
        if all(equal(result, results[0]) is True for result in results[1:]):
            return results[0]
        rules = ", ".join(rule.named for rule in matched)
        self._refuse(
            session,
            f"the hit policy is ANY, but the rules {rules} give different results",
            f"命中策略为任意（ANY），但规则 {rules} 的结果不同",
        )
        return None

    def _by_priority(self, results: list[object], scope: Scope, session: Session) -> list[object]:
        ranks = list[list[object]]()
        for output in self.outputs:
            values = None if output.values is None else output.values(scope, session)
            ranks.append(values if isinstance(values, list) else [])

        def rank(result: object) -> tuple[int, ...]:
            values = [result] if len(self.outputs) == 1 else list(result.values())  # type: ignore[attr-defined]
            return tuple(_rank(value, order) for value, order in zip(values, ranks, strict=True))

        return sorted(results, key=rank)

    def _aggregate(self, results: list[object], session: Session) -> object:
        assert self.aggregation is not None
        if len(self.outputs) > 1:
            return {
                output.name: self._total([row[output.name] for row in results], session)  # type: ignore[index]
                for output in self.outputs
            }
        return self._total(results, session)

    def _total(self, values: list[object], session: Session) -> object:
        assert self.aggregation is not None
        try:
            return BUILTINS[AGGREGATIONS[self.aggregation]].call(session.run, [values])
        except Null as null:
            session.run.null(HERE, null.message, null.message_zh)
            return None


def _rank(value: object, order: list[object]) -> int:
    return next((place for place, known in enumerate(order) if equal(value, known) is True), len(order))


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A table where a boxed expression is wanted; the checks find it again in it."""

    table: Table

    def __call__(self, scope: Scope, session: Session) -> object:
        """The answer for the variables of a scope."""
        return self.table.evaluate(scope, session)
