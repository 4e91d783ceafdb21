"""The names that are added to standard BPMN, in one place (``bpmn.reader.extensions`` reads them).

``zeebe:`` is the vocabulary of the free desktop modeler and of bpmn-js's properties panel; ``liye:`` is
ours, for what Zeebe has no word for. Every value is text: literal, or FEEL when it begins with "=". Whatever
stands in an extension and has no name here is listed in ``Extensions.unknown`` with its line, so that it can
be refused: nothing is accepted and then ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
HIGHEST_PRIORITY = 100  # as in Zeebe
MOST_RETRIES = 1000
LIYE = "urn:liye:bpmn:1.0"


@dataclass(frozen=True, slots=True)
class Unknown:
    """An extension this project has no meaning for."""

    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who may do a user task: ``zeebe:assignmentDefinition``."""

    assignee: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Which form a user task asks: ``zeebe:formDefinition``."""

    form_id: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a user task is due and when it shows up: ``zeebe:taskSchedule``."""

    due_date: str | None = None
    follow_up_date: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """Which handler does a job, and how often it is tried: ``zeebe:taskDefinition``."""

    type: str
    retries: str | None = None


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One line of ``zeebe:ioMapping``: the value of ``source`` is written to the variable ``target``.

    A data association of BPMN's is one too. With a ``store`` the data store's entries become the variable
    (when ``source`` is empty), or the value changes entries of the store.
    """

    source: str
    target: str
    line: int | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A FEEL script: ``zeebe:script``."""

    expression: str
    result_variable: str | None = None


@dataclass(frozen=True, slots=True)
class CalledDecision:
    """Which decision a business rule task asks: ``zeebe:calledDecision``."""

    decision_id: str
    result_variable: str | None = None


@dataclass(frozen=True, slots=True)
class CalledElement:
    """Which process a call activity calls: ``zeebe:calledElement``."""

    process_id: str
    propagate_all_parent_variables: bool = True
    propagate_all_child_variables: bool = True


@dataclass(frozen=True, slots=True)
class Loop:
    """The collections of a multi-instance activity: ``zeebe:loopCharacteristics``."""

    input_collection: str | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a message must carry to find its instance: ``zeebe:subscription``."""

    correlation_key: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """``liye:deadline``: a limit of the matter, counted by ``policy`` (a policy key, or 5WD, 30CD, 3M, 4H).

    Without ``from_`` it is counted from the opening of the activity; the first on a user task is its due
    date. One of the whole matter follows the variables its ``from_`` and ``policy`` are worked out from.
    Its days do not count while one of the activities in ``paused_by`` is open. ``extension_by`` are the
    groups that decide on an extension, ``extension_notice`` how long before its end it must be asked for.
    """

    key: str
    policy: str
    from_: str | None = None
    paused_by: str | None = None
    completed_by: str | None = None
    extension_by: str | None = None
    extension_notice: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """``liye:number``: a number is taken from ``book`` when the activity completes (or opens)."""

    book: str
    result_variable: str | None = None
    on: str = "complete"
    dated: str | None = None
    """The date of the document, which says the year; today without it."""
    kept_by: str | None = None
    """The element that puts the number to use: a matter cancelled before that leaves it void."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """``liye:mask``: these variables are not shown to the groups and people of ``hidden_from``."""

    variables: tuple[str, ...]
    hidden_from: str
    """An expression, or groups separated by commas."""
    line: int | None = None


@dataclass(frozen=True)
class Countersign:
    """``liye:countersign``: when a step that several people do is agreed: it counts approvals.

    ``mode``: all, any (the first decision), share or count of approvals (``need``), veto (nobody objects),
    sequential (all, one after another). ``field`` is the form's answer, ``agree`` and ``disagree`` its values
    that count; any other abstains. It ends as soon as it is decided, unless ``collect``. Who agreed before
    one of the variables ``confirms`` changed is asked again. The result goes to ``result_variable``.
    """

    mode: str
    need: str | None = None
    field: str = "answer"
    agree: tuple[str, ...] = ("agree", "agree_with_changes")
    disagree: tuple[str, ...] = ("disagree", "not_our_competence")
    collect: bool = False
    confirms: tuple[str, ...] = ()
    result_variable: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Returns:
    """``liye:returns``: where a step may be returned to, and how.

    ``to``: element ids, ``starter``, ``previous``, ``any``, or ``none``; ``modes``: rewalk, jump_back.
    """

    to: tuple[str, ...] = ("any",)
    modes: tuple[str, ...] = ("rewalk", "jump_back")
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """``liye:bulk``: several tasks of this step may be approved at once, each on its own.

    ``field`` of the form is then answered with ``agree``, the first of its answers unless the person chooses
    another, and what he writes once is the answer to ``opinion``; without them the step asks for no
    decision, and takes no opinion.
    """

    field: str | None = None
    agree: str | None = None
    opinion: str | None = None
    line: int | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that approve, separated by commas."""
        return tuple(filter(None, (part.strip() for part in (self.agree or "").split(","))))


@dataclass(frozen=True, slots=True)
class Proxy:
    """``liye:proxy``: what somebody may do here who acts for another.

    ``sign``: the step is a signature, only for proxies who may sign. ``except_``: people who neither act here
    for another nor are acted for. ``only``: groups and people who alone act for another. ``after``: how long
    a task may lie unopened until the deputy is offered it too (a policy's key or a limit); of a process: of
    all its steps that say nothing else.
    """

    sign: str | None = None
    except_: str | None = None
    only: str | None = None
    after: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Circulate:
    """``liye:circulate``: to whom the matter is sent by itself when the activity opens or completes.

    ``to``: units, people, groups, separated by commas, or an expression; ``kind``: read 传阅, copy 抄送.
    """

    to: str
    kind: str = "read"
    on: str = "complete"
    limit: str | None = None
    """By when it is to be read: a policy's key, 3WD, or ``none``; as the office's figures say without it."""
    text: str = ""
    in_turn: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Extensions:
    """Everything an element says in the two vocabularies."""

    assignment: Assignment | None = None
    form: Form | None = None
    schedule: Schedule | None = None
    priority: str | None = None
    task_definition: TaskDefinition | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    script: Script | None = None
    called_decision: CalledDecision | None = None
    called_element: CalledElement | None = None
    active_elements: str | None = None
    """Of an ad hoc sub-process: the ids of the activities that are begun with it: ``zeebe:adHoc``."""
    loop: Loop | None = None
    subscription: Subscription | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    deadlines: tuple[Deadline, ...] = ()
    numbers: tuple[Number, ...] = ()
    startable_by: str | None = None
    """Who may start a process, ask for an event sub-process that waits for a message, or begin an activity
    of an ad hoc sub-process."""
    title: str | None = None
    opinion_group: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of a step's form: read, write or hidden, by field name."""
    masks: tuple[Mask, ...] = ()
    proxy: Proxy | None = None
    countersign: Countersign | None = None
    returns: Returns | None = None
    bulk: Bulk | None = None
    circulations: tuple[Circulate, ...] = ()
    unknown: tuple[Unknown, ...] = ()


NOTHING = Extensions()


def merged(first: Extensions, second: Extensions) -> Extensions:
    """Both: where an element and its loop each carry extensions, the element's words come first."""
    if second is NOTHING:
        return first
    changes: dict[str, Any] = {
        one.name: getattr(second, one.name)
        for one in fields(Extensions)
        if getattr(second, one.name) and not getattr(first, one.name)
    }
    return replace(first, **{**changes, "unknown": first.unknown + second.unknown})
