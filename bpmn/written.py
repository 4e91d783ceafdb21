"""Every place of a process where an expression is written, and every variable it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bpmn.diagram import Element, EventDefinition, Flow, MultiInstance, Process
from bpmn.subject import Located
from bpmn.vocabulary import Extensions

NO_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Written:
    """One text that is FEEL: always, or only when it begins with "="."""

    at: Located
    place: str
    """The name of the attribute or element it stands in."""
    text: str
    always: bool = False
    line: int | None = None

    @property
    def is_feel(self) -> bool:
        """Whether the text is an expression."""
        return self.always or self.text.startswith("=")

    @property
    def feel(self) -> str:
        """The expression without the sign that makes it one."""
        return self.text.removeprefix("=") if self.is_feel else self.text


def texts(process: Process) -> Iterator[Written]:
    """Every text that is or may be an expression."""
    yield from _extensions(process, process.extensions)
    for flow in process.flows.values():
        yield from _flow(flow)
    for element in process.elements.values():
        yield from _extensions(element, element.extensions)
        yield from _loop(element)
        if element.completion_condition:
            yield Written(element, "completionCondition", element.completion_condition, always=True)
        if element.script:
            yield Written(element, "script", element.script, always=True)
        if element.activation_condition:
            yield Written(element, "activationCondition", element.activation_condition, always=True)
        for event in element.events:
            yield from _event(element, event)


def _present(at: Located, line: int | None, **values: str | None) -> Iterator[Written]:
    for place, text in values.items():
        if text:
            yield Written(at, place.rstrip("_"), text, line=line)


def _flow(flow: Flow) -> Iterator[Written]:
    if flow.condition:
        yield Written(flow, "conditionExpression", flow.condition, always=True)


def _loop(element: Element) -> Iterator[Written]:
    loop = element.loop
    if loop is None:
        return
    if isinstance(loop, MultiInstance):
        yield from _present(
            element, loop.line, inputCollection=loop.input_collection, outputElement=loop.output_element
        )
        always = {"loopCardinality": loop.cardinality, "completionCondition": loop.completion_condition}
    else:
        always = {"loopCondition": loop.condition}
    for place, text in always.items():
        if text:
            yield Written(element, place, text, always=True, line=loop.line)


def _event(element: Element, event: EventDefinition) -> Iterator[Written]:
    yield from _present(
        element, event.line, timeDate=event.date, timeDuration=event.duration, timeCycle=event.cycle
    )
    if event.condition:
        yield Written(element, "condition", event.condition, always=True, line=event.line)
    yield from _extensions(element, event.extensions)


def _extensions(at: Located, said: Extensions) -> Iterator[Written]:
    yield from _people(at, said)
    yield from _called(at, said)
    yield from _present(at, None, priority=said.priority, title=said.title, startableBy=said.startable_by)
    if said.subscription:
        yield from _present(at, None, correlationKey=said.subscription.correlation_key)
    if said.script:
        yield Written(at, "script", said.script.expression, always=True)
    for mapping in said.inputs:
        yield from _present(at, mapping.line, input=mapping.source)
    for mapping in said.outputs:
        yield from _present(at, mapping.line, output=mapping.source)
    yield from _ours(at, said)


def _ours(at: Located, said: Extensions) -> Iterator[Written]:
    for deadline in said.deadlines:
        yield from _present(
            at,
            deadline.line,
            policy=deadline.policy,
            from_=deadline.from_,
            extensionBy=deadline.extension_by,
            extensionNotice=deadline.extension_notice,
        )
    for number in said.numbers:
        yield from _present(at, number.line, book=number.book, dated=number.dated)
    if said.countersign:
        yield from _present(at, said.countersign.line, need=said.countersign.need)
    for sent in said.circulations:
        yield from _present(at, sent.line, to=sent.to, text=sent.text or None, limit=sent.limit)
    for mask in said.masks:
        yield from _present(at, mask.line, hiddenFrom=mask.hidden_from)
    if proxy := said.proxy:
        texts_of = {"except_": proxy.except_, "only": proxy.only, "after": proxy.after, "sign": proxy.sign}
        yield from _present(at, proxy.line, **texts_of)


def _people(at: Located, said: Extensions) -> Iterator[Written]:
    if said.assignment:
        who = said.assignment
        yield from _present(
            at,
            None,
            assignee=who.assignee,
            candidateGroups=who.candidate_groups,
            candidateUsers=who.candidate_users,
        )
    if said.schedule:
        when = said.schedule
        yield from _present(at, None, dueDate=when.due_date, followUpDate=when.follow_up_date)


def _called(at: Located, said: Extensions) -> Iterator[Written]:
    yield from _present(at, None, activeElementsCollection=said.active_elements)
    if said.form:
        yield from _present(at, None, formId=said.form.form_id)
    if said.task_definition:
        task = said.task_definition
        yield from _present(at, None, type=task.type, retries=task.retries)
    if said.called_decision:
        yield from _present(at, None, decisionId=said.called_decision.decision_id)
    if said.called_element:
        yield from _present(at, None, processId=said.called_element.process_id)


def variables(element: Element, fields: Mapping[str, frozenset[str]] = NO_FIELDS) -> Iterator[str]:
    """The names an element writes outside itself, with those of its form where its fields are known."""
    said = element.extensions
    if said.outputs:
        yield from (mapping.target for mapping in said.outputs)
    else:
        for result in (said.script, said.called_decision):
            if result and result.result_variable:
                yield result.result_variable
        yield from sorted(fields.get(said.form.form_id, ()) if said.form else ())
    yield from (number.result_variable for number in said.numbers if number.result_variable)
    if isinstance(element.loop, MultiInstance) and element.loop.output_collection:
        yield element.loop.output_collection
    if said.countersign and said.countersign.result_variable:
        yield said.countersign.result_variable
