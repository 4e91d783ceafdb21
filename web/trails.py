"""The trail of a matter: who did what when, what he said, and what is open now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.catalog.version import Version
from engine.model import Actor, HistoryItem, ProcessInstance, UserTask
from engine.queries import process_instances, user_tasks
from engine.queries.answers import Answered
from engine.queries.process_instances import ActOn
from web import current, languages, naming, people, showing
from web.languages import gettext as _

NAMED = 4  # of many people who were told, so many are named
# What our forms call a person's own words, and what he decides (domain.md, Part 3.C).
SENTENCES = {
    "opinion", "comment", "reason", "remark", "advice", "note", "instruction", "explanation",
}  # fmt: skip
DECISIONS = {"decision", "answer", "result", "conclusion", "outcome", "verdict", "satisfaction"}
NODES = {"serviceTask", "businessRuleTask", "scriptTask", "sendTask", "callActivity"}
EVENTS = {"boundaryEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the trail."""

    element_id: str
    name: str
    state: str
    actor: str | None
    on_behalf_of: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    opinion: str = ""
    due_at: datetime | None = None
    task: UserTask | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.ended_at is None

    @property
    def took(self) -> str:
        """How long it lay there."""
        if self.started_at is None or self.ended_at is None:
            return ""
        return showing.span(self.ended_at - self.started_at)


def of(
    matter: ProcessInstance, said: Sequence[Answered], actor: Actor, tasks: Sequence[UserTask]
) -> list[Step]:
    """Closed steps and deeds in the order of the record, then what is open."""
    by_id = {task.id: task for task in tasks}
    opinions = {one.task.id: opinion_of(one) for one in said if one.task is not None}
    past = [*_acts(matter, actor, by_id, opinions), *_by_machine(matter, actor)]
    past.sort(key=lambda one: one[0])
    return [*(step for _seq, step in past), *(_open(task) for task in tasks if task.state == "open")]


def tasks_of(matter: ProcessInstance, actor: Actor) -> Sequence[UserTask]:
    """All tasks of a matter."""
    return user_tasks.of_instance(current.engine(), matter.id, actor)


def _closed(act: ActOn, task: UserTask, opinion: str) -> Step:
    return Step(
        element_id=task.element_id,
        name=naming.step_name(task),
        state="completed",
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
        started_at=task.created_at,
        ended_at=act.at,
        opinion=opinion,
        task=task,
    )


def _open(task: UserTask) -> Step:
    return Step(
        element_id=task.element_id,
        name=naming.step_name(task),
        state="open",
        actor=task.assignee,
        started_at=task.created_at,
        due_at=task.due_at,
        task=task,
    )


def opinion_of(said: Answered) -> str:
    """What somebody said, in words: what he decided, then his sentences."""
    process = said.task.process_key if said.task else ""
    form = naming.spoken(said.form, said.form_key, process, said.task)
    words: list[str] = []
    for field in form.fields:
        value = said.values.get(field.name)
        if value is None or value == "" or isinstance(value, list):
            continue
        if field.choices and (field.name in DECISIONS or said.opinion_group is not None):
            labels = {str(choice.value): choice.label for choice in field.choices}
            words.append(_("[%(choice)s]", choice=labels.get(str(value), str(value))))
        elif value is True and said.opinion_group is not None:  # 圈阅: a tick is an opinion
            words.append(_("[%(choice)s]", choice=field.title))
        elif field.name in SENTENCES and isinstance(value, str):
            words.append(value)
    return " ".join(words)


def _acts(
    matter: ProcessInstance, actor: Actor, tasks: Mapping[str, UserTask], opinions: Mapping[str, str]
) -> Iterator[tuple[int, Step]]:
    """What people did, and what the machine did to the matter."""
    names, version = _deeds(), naming.version_of(matter)
    for act in process_instances.trail(current.engine(), matter.id, actor):
        kind, _colon, object_id = act.object.partition(":")
        if act.verb == "user_task.complete" and kind == "user_task" and object_id in tasks:
            yield act.seq, _closed(act, tasks[object_id], opinions.get(object_id, ""))
        elif act.verb in names:
            yield act.seq, _deed(act, names[act.verb], tasks.get(object_id), version)


def _deeds() -> dict[str, str]:
    return {
        "process_instance.start": _("The matter began"),
        "process_instance.cancel": _("Cancelled"),
        "process_instance.suspend": _("Suspended"),
        "process_instance.resume": _("Resumed"),
        "process_instance.variables": _("Variables corrected"),
        "user_task.transfer": _("Handed over"),
        "user_task.forward": _("Forwarded to whoever took over the work"),
        "user_task.withdraw": _("Taken back"),
        "user_task.return": _("Sent back"),
        "user_task.signers_add": _("Signers added"),
        "user_task.signers_remove": _("Signer taken away"),
        "process_instance.move": _("Moved on"),
        "process_instance.withdraw": _("Matter taken back"),
        "user_task.delegate": _("Given to be prepared"),
        "user_task.resolve": _("Prepared"),
        "user_task.take_back": _("Taken back"),
        "user_task.offer_deputy": _("Also offered to the deputy"),
        "process_instance.hand_over": _("Work handed over"),
        "incident.resolve": _("Incident repaired"),
        "incident.raise": _("Incident"),
        "deadline.remind": _("Reminded"),
        "attachment.add": _("File added"),
        "opinion.correct": _("Opinion corrected"),
        "user_task.urge": _("Urged"),
        "circulation.urge": _("Urged to read"),
        "circulation.read": _("Circulated"),
        "circulation.copy": _("Copied"),
        "circulation.consult": _("Asked for opinions"),
        "circulation.send_on": _("Sent on"),
        "circulation.recall": _("Recalled what was sent"),
        "circulation.due": _("Reminded to read"),
        "countersign.stale": _("Agreed text changed: to be confirmed again"),
    }


def _where(act: ActOn, task: UserTask | None, version: Version) -> str:
    """The step a deed was done to, or at which something broke."""
    if task is not None:
        return naming.step_name(task)
    broke = act.verb == "incident.raise" and act.data.get("element_id")
    return naming.element_in(version, str(broke)) if broke else ""


def _deed(act: ActOn, name: str, task: UserTask | None, version: Version) -> Step:
    return Step(
        element_id=task.element_id if task else str(act.data.get("element_id", "")),
        name=" · ".join(filter(None, (name, _where(act, task, version)))),
        state="failed" if act.verb == "incident.raise" else "completed",
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
        ended_at=act.at,
        opinion=_words(act),
    )


def _words(act: ActOn) -> str:
    """The reason that was given; to whom it went."""
    to = act.data.get("to")
    logins = [to] if isinstance(to, str) else to or []
    names = languages.listed(people.person_of(str(login)).name for login in logins[:NAMED])
    if len(logins) > NAMED:
        names = _("%(names)s and %(n)s more", names=names, n=len(logins) - NAMED)
    told = _("to %(names)s", names=names) if names else ""
    return " ".join(word for word in (told, str(act.data.get("reason", ""))) if word)


def _by_machine(matter: ProcessInstance, actor: Actor) -> Iterator[tuple[int, Step]]:
    """What the machine did: its tasks and called processes; events that have a name; tasks it took away."""
    version = naming.version_of(matter)
    for item in process_instances.whole_history(current.engine(), matter.id, actor):
        if _is_told(version, item):
            step = Step(
                element_id=item.element_id,
                name=naming.element_in(version, item.element_id),
                state=item.state,
                actor="system",
                started_at=None if item.element_type in EVENTS else item.started_at,
                ended_at=item.ended_at,
            )
            yield item.seq, step


def _is_told(version: Version, item: HistoryItem) -> bool:
    if item.element_type in EVENTS:
        element = naming.drawn(version, item.element_id)
        return item.state == "completed" and element is not None and bool(element.name)
    return item.element_type in NODES or (item.element_type == "userTask" and item.state == "cancelled")
