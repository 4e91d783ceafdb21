"""Circulate 传阅, copy 抄送 and consult 征求意见: send a matter to others, read, answer, send on, recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine import readings, reconfirming
from engine.commands import _capacities
from engine.commands import _circulations as shared
from engine.commands._open_task import held as held_task
from engine.commands._record import Act, note
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, Stale
from engine.machine import Engine
from engine.model import Actor, Json
from engine.office import circulations
from engine.office.circulations import Circulation, Place, Receiver, Sending
from engine.store import circulations as store
from engine.store import instances, user_tasks
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork

DEFAULT_OPINION = "circulate.opinion"  # the policy that says it: 已阅


def circulate(
    engine: Engine, instance_id: str, sending: Sending, actor: Actor, *, revision: int | None = None
) -> Circulation:
    """Send a matter to others to read, or as a copy; a reader sends it on within what he was sent."""
    with engine.work() as uow:
        held = shared.hold_matter(uow, instance_id, actor)
        if revision is not None and revision != held.revision:
            raise Stale("the matter changed since you looked at it")
        parent = None
        if not (actor.is_manager or instances.is_party(uow, instance_id, actor.login)):
            last = store.latest_of(uow, instance_id, actor.login)
            if last is None:
                raise Forbidden(
                    "only who takes part in the matter circulates it", code="NOT_YOURS_TO_CIRCULATE"
                )
            parent = last.id
        return _send(engine, uow, held, shared.place(held, parent_id=parent), sending, actor)


def circulate_task(
    engine: Engine, task_id: str, sending: Sending, actor: Actor, *, revision: int | None = None
) -> Circulation:
    """The same from a task, and consultations: whoever may do it sends, and keeps it."""
    with engine.work() as uow:
        held = held_task(uow, task_id, actor, revision)
        if not actor.is_manager:
            actor = _capacities.acting(engine, uow, held, actor)
        if sending.kind == "consult":  # who asks about it has opened it: the step before stays done
            user_tasks.mark_opened(uow, task_id, engine.clock.now())
        return _send(engine, uow, held, shared.place(held, task_id), sending, actor)


def send_on(engine: Engine, circulation_id: str, sending: Sending, actor: Actor) -> Circulation:
    """A reader circulates what he was sent."""
    with engine.work() as uow:
        held, sent = shared.hold(uow, circulation_id, actor)
        mine = readings.reached(sent, held.process_key, actor)
        if sent.kind != "read" or mine is None:
            raise Forbidden("only its readers send it on", code="NOT_YOURS_TO_CIRCULATE")
        actor = _reading_as(mine, actor)
        return _send(engine, uow, held, shared.place(held, parent_id=sent.id), sending, actor)


def answer(
    engine: Engine, circulation_id: str, opinion: str, actor: Actor, *, choice: str | None = None
) -> None:
    """I have read it (已阅), with an opinion if I have one; of a consultation the answer.

    Who is asked to confirm what he agreed to makes a choice, where the countersign's form has choices.
    """
    with engine.work() as uow:
        held, sent = shared.hold(uow, circulation_id, actor)
        mine = readings.reached(sent, held.process_key, actor)
        if mine is None:
            raise Forbidden("it was not sent to you", code="NOT_SENT_TO_YOU")
        if mine.answered_at is not None:
            raise Conflict(
                "you have answered already", code="ALREADY_ANSWERED", details={"at": mine.answered_at}
            )
        if mine.recalled_at is not None:
            raise Conflict("it was recalled", code="CIRCULATION_RECALLED")
        actor = _reading_as(mine, actor)
        said: dict[str, Json] = {"kind": sent.kind}
        if _choose(engine, uow, sent, opinion, choice):
            said["choice"] = choice
        words = opinion.strip() or None if choice else _opinion(engine, sent, opinion)
        _write_answer(engine, uow, sent, mine, {"opinion": words, "choice": choice}, actor)
        _after_answer(
            engine, uow, held, sent, mine, Act(actor, "circulation.answer", f"circulation:{sent.id}", said)
        )


def recall(engine: Engine, circulation_id: str, actor: Actor, *, to: Sequence[str] | None = None) -> None:
    """Take it back from whoever has not read it: from some, or from all; and what they sent on."""
    with engine.work() as uow:
        held, sent = shared.hold(uow, circulation_id, actor)
        if sent.sent_by != actor.login and not actor.is_manager:
            raise Forbidden("only who sent it recalls it", code="NOT_YOURS_TO_RECALL")
        known = {one.login for one in sent.receivers}
        errors = [
            FieldError(f"/to/{n}", f"it was not sent to {one!r}")
            for n, one in enumerate(to or ())
            if one not in known
        ]
        if errors:
            raise InvalidSubmission(errors)
        now = engine.clock.now()
        gone = shared.recall(uow, sent, to, now)
        if not gone:
            raise Conflict("everybody has read it, or it was recalled already", code="NOTHING_TO_RECALL")
        shared.finish_if_read(uow, sent.id, now)
        shared.deliver_next(uow, sent.id, held.title, now)
        circulations.told(uow, sent, gone, "circulation.recalled", "", now, about="recalled")
        data: dict[str, Json] = {"kind": sent.kind, "to": gone}
        note(uow, held, Act(actor, "circulation.recall", f"circulation:{sent.id}", data), now)


def mark_opened(engine: Engine, circulation_id: str, actor: Actor) -> None:
    """Somebody looks at what he was sent for the first time; a copy asks no more of him than that."""
    with engine.work() as uow:
        row = store.row(uow, circulation_id)
        mine = store.receiver(uow, circulation_id, actor.login)
        if row is None or mine is None or mine.delivered_at is None or mine.opened_at is not None:
            return
        if mine.recalled_at is not None:
            return
        now = engine.clock.now()
        store.mark_opened(uow, mine.id, now)
        if row.kind == "copy":
            store.change_receivers(uow, [mine.id], {"answered_at": now, "answered_by": actor.login})


def _send(
    engine: Engine, uow: UnitOfWork, held: AnyRow, place: Place, sending: Sending, actor: Actor
) -> Circulation:
    if sending.kind == "consult" and not sending.text.strip():
        raise InvalidSubmission([FieldError("/question", "say what you ask")])
    people = shared.checked_people(engine, uow, sending, actor)
    now = engine.clock.now()
    due_at = shared.due(engine, sending.kind, sending.due, sending.limit)
    sent = circulations.send(uow, place, sending, people, actor, now, due_at)
    shared.put_on_agenda(uow, sent, now)
    if sent.blocks:
        uow.flush()  # counted below
        shared.recount(uow, sent)
    verb = "circulation.send_on" if place.parent_id else f"circulation.{sent.kind}"
    note(uow, held, Act(actor, verb, f"circulation:{sent.id}", shared.told_of(sent)), now)
    uow.result = sent.id
    return sent


def _reading_as(mine: Receiver, actor: Actor) -> Actor:
    """The person as he reads: for himself, or on behalf of whom."""
    return actor if mine.login == actor.login else replace(actor, on_behalf_of=mine.login)


def _choose(engine: Engine, uow: UnitOfWork, sent: Circulation, opinion: str, choice: str | None) -> bool:
    """Whether a choice is to be made here; refused when it is not one of those there are."""
    asked = reconfirming.asked(engine, uow, sent.process_instance_id, sent.element_id)
    choices = asked.choices if asked is not None else ()
    errors = []
    if (choice or None) not in (choices or (None,)):
        named = ", ".join(choices)
        errors.append(
            FieldError("/choice", f"choose one of: {named}" if choices else "nothing is chosen here")
        )
    elif asked is not None and asked.means(choice) == "objected" and not opinion.strip():
        errors.append(FieldError("/opinion", "say why you do not agree"))
    if len(opinion.strip()) > circulations.LONGEST_TEXT:
        errors.append(FieldError("/opinion", f"at most {circulations.LONGEST_TEXT} characters"))
    if errors:
        raise InvalidSubmission(errors)
    return bool(choices)


def _opinion(engine: Engine, sent: Circulation, said: str) -> str | None:
    text = said.strip()
    if sent.kind == "consult" and not text:
        raise InvalidSubmission([FieldError("/opinion", "say what you think of it")])
    if sent.kind == "copy":
        return text or None
    return text or engine.desk.policies.text(DEFAULT_OPINION)


def _write_answer(
    engine: Engine, uow: UnitOfWork, sent: Circulation, mine: Receiver, said: Record, actor: Actor
) -> None:
    row = store.receiver(uow, sent.id, mine.login)
    if row is None:
        raise shared.unknown()
    now = engine.clock.now()
    opened_at = mine.opened_at or now
    values = {"answered_at": now, "answered_by": actor.login, "opened_at": opened_at}
    store.change_receivers(uow, [row.id], {**values, **said})


def _after_answer(
    engine: Engine, uow: UnitOfWork, held: AnyRow, sent: Circulation, mine: Receiver, act: Act
) -> None:
    """The next in turn has it, whoever sent it learns of it, the record knows."""
    now = engine.clock.now()
    shared.deliver_next(uow, sent.id, held.title, now)
    shared.recount(uow, sent)
    everybody = shared.finish_if_read(uow, sent.id, now)
    if sent.kind == "consult":
        text, about = "circulation.answered", f"answered:{mine.login}"
        shared.tell_sender(engine, uow, held, sent, text, about=about, by=mine.login)
    elif everybody and sent.kind == "read":
        shared.tell_sender(engine, uow, held, sent, "circulation.all_read", about="read")
    note(uow, held, act, now)
