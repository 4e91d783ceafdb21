"""What a countersign agreed to, after it has ended: when it changes, whoever agreed confirms again (G6.4).

Each agreement stands in the case's extras: the step, who agreed, what to, a hash of it, and the questions
that were sent because of a change. It goes when the step is asked anew. That of a called process says on
which ``way`` it lies: the token of each process around it with the call activity there, and its own with the
step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.agreements import KEY
from engine.commands import _circulations
from engine.commands._case import OpenCase
from engine.commands._circulating import place_in_step
from engine.commands._record import Act
from engine.commands._writing import Writer
from engine.office import circulations
from engine.office.circulations import Place, Sending
from engine.runtime import Case, moving
from engine.runtime import changes as happened
from engine.store import circulations as circulation_rows
from engine.store import user_tasks
from engine.store.unit_of_work import UnitOfWork

QUESTION = "countersign.reconfirm"  # the policy with its words


def follow(writer: Writer, changes: happened.Changes) -> list[Act]:
    """Remember what was agreed to in this step; ask about what changed in it. Answers what to record."""
    case, extras = writer.opened.case, writer.opened.case.extras
    agreed = changes.of(happened.CountersignAgreed)
    if KEY not in extras and not agreed:
        return []
    again = {(one.process, one.element_id) for one in changes.of(happened.UserTaskOpened)}
    again |= {(one.process, one.element_id) for one in agreed}
    kept = [one for one in extras.pop(KEY, ()) if _way(case, one)[-1] not in again]
    acts = [act for n, one in enumerate(kept) if (act := _look(writer, one, n)) is not None]
    kept += [_begun(writer.opened, one) for one in agreed]
    if kept := [one for one in kept if one["hash"] is not None]:
        case.extras[KEY] = kept
    return acts


def forget(opened: OpenCase, place: moving.Place) -> None:
    """The matter goes back to a place: what will be asked again is not agreed any more."""
    case, there = opened.case, opened.case.process_of(place.scope.key).token_id
    kept = [
        one
        for one in case.extras.get(KEY, ())
        if not any(process == there and place.again(element) for process, element in _way(case, one))
    ]
    opened.case.extras.pop(KEY, None)
    if kept:
        opened.case.extras[KEY] = kept


def take_back(uow: UnitOfWork, undone: Mapping[str, Any], restored: Mapping[str, Any], now: datetime) -> None:
    """A step is taken back: what was asked because of it is asked no more."""
    asked = {key for one in restored.get(KEY, ()) for key in one["asked"]}
    for one in undone.get(KEY, ()):
        for key in one["asked"]:
            row = None if key in asked else circulation_rows.row(uow, key)
            if row is not None:
                _circulations.recall(uow, next(circulations.load(uow, [row])), None, now)
                _circulations.finish_if_read(uow, key, now)


def _way(case: Case, one: Mapping[str, Any]) -> list[tuple[str, str]]:
    """From the matter's own process inwards: a process's token, and the element there."""
    way = [(str(process), str(element)) for process, element in one.get("way", ())]
    return way or [(case.key, str(one["element"]))]


def _begun(opened: OpenCase, said: happened.CountersignAgreed) -> dict[str, Any]:
    """Looked at in its own process; what is a sub-process's own, there as long as that lives."""
    case, names = opened.case, said.confirms
    process = case.process_of(said.process)
    at_home, there = process.fingerprint(names), case.fingerprint(names, said.scope)
    home = process.token_id if process.is_called else None
    scope = home if there in {None, at_home} else said.scope
    found: dict[str, Any] = {
        "element": said.element_id, "people": list(said.people), "confirms": list(names), "scope": scope,
        "hash": at_home if scope == home else there, "asked": [],
    }  # fmt: skip
    if process.is_called:
        way = [*process.calls, (process.token_id, said.element_id)]
        found |= {"way": [list(step) for step in way]}
        _now(case, found)
    return found


def _now(case: Case, one: dict[str, Any]) -> str | None:
    """Its hash as it is; of a called process that is over, of the matter's own where that reads the same."""
    now = case.fingerprint(one["confirms"], one["scope"])
    if now is None and "way" in one and case.fingerprint(one["confirms"]) == one["hash"]:
        one["scope"], now = None, one["hash"]
    one["hash"] = now
    return now


def _look(writer: Writer, one: dict[str, Any], number: int) -> Act | None:
    case, before = writer.opened.case, one["hash"]
    now = _now(case, one)
    if now in {None, before} or case.state in {"completed", "cancelled"}:
        return None
    sent = _ask(writer, one, number)
    object_id = f"process_instance:{writer.opened.instance_id}"
    data = {"element_id": one["element"], "people": one["people"], "circulation": sent}
    return Act(writer.act.actor, "countersign.stale", object_id, data)


def _ask(writer: Writer, one: dict[str, Any], number: int) -> str | None:
    """Everybody who agreed, but who changed it himself and who has been asked and not answered yet."""
    engine, uow, opened = writer.engine, writer.uow, writer.opened
    actor = writer.act.actor
    waiting = _circulations.waited_for(uow, one["asked"])
    directory, today = engine.desk.directory, engine.today()
    people = {
        login: directory.unit_of(login, today)
        for login in one["people"]
        if login not in {actor.login, *waiting} and engine.actor(login) is not None
    }
    if not people:
        return None
    uow.flush()  # the tasks of this step, one of which waits for the answers
    element = one["element"]
    task = _task(writer, element)
    text = engine.desk.policies.text(QUESTION)
    sending = Sending(to=(), kind="consult", text=text, blocks=task is not None)
    seq = place_in_step(writer, 1000 + number)  # behind what the step itself sends
    place = Place(opened.instance_id, writer.title, task, seq=seq, element_id=element)
    due = _circulations.due(engine, "consult", None, None)
    sent = circulations.send(uow, place, sending, people, actor, writer.now, due)
    _circulations.put_on_agenda(uow, sent, writer.now)
    if task is not None:
        uow.flush()
        _circulations.recount(uow, sent)
    one["asked"].append(sent.id)
    return sent.id


def _task(writer: Writer, element_id: str) -> str | None:
    """The newest open step goes no further before they have answered."""
    tasks: Iterable[Any] = user_tasks.of_instance(writer.uow, writer.opened.instance_id)
    found = [t for t in tasks if t.state == "open" and t.element_id != element_id and t.owner is None]
    return max(found, key=lambda task: (task.created_at, task.id)).id if found else None
