"""What somebody is asked to confirm: what changed since he last agreed, and what he may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import masking, readings, reconfirming, rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Json
from engine.office.circulations import Circulation
from engine.queries.returns import Changed
from engine.queries.state_at import fold
from engine.reconfirming import Asked
from engine.store import circulations as sent_rows
from engine.store import instances, records
from engine.store.unit_of_work import AnyRow, View


@dataclass(frozen=True, slots=True)
class Question:
    """A countersign's agreement that is to be confirmed, as one of those asked sees it."""

    asked: Asked
    changed: Sequence[Changed]


def of_circulation(engine: Engine, sent: Circulation, actor: Actor) -> Question | None:
    """Of what this person has been shown already; None when it asks something else."""
    with engine.reading() as view:
        step = reconfirming.asked(engine, view, sent.process_instance_id, sent.element_id)
        matter = instances.row(view, sent.process_instance_id)
        if step is None or matter is None:
            return None
        unseen = masking.hidden(engine, view, matter, actor)
        mine = readings.reached(sent, matter.process_key, actor)
        whom = mine or next(iter(sent.receivers), None)
        if whom is None:
            raise NotFound("there is no such circulation", code="CIRCULATION_NOT_FOUND")
        before, now = _between(view, records.acts(view, matter.id), step, sent, whom.login)
    names = [one for one in step.said.confirms if one not in unseen and before.get(one) != now.get(one)]
    return Question(step, [Changed(name, before.get(name), now.get(name)) for name in names])


def asked(engine: Engine, instance_id: str, element_id: str, actor: Actor) -> Asked | None:
    """What the countersign asked, for whoever sees the matter."""
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, instance_id), actor)
        return reconfirming.asked(engine, view, instance_id, element_id)


def _between(
    view: View, acts: Sequence[AnyRow], step: Asked, sent: Circulation, login: str
) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """What it was when he last agreed, and what it is; once he has answered, what it was then."""
    asked_at, answered_at, agreed_at, ended_at = len(acts), len(acts) - 1, None, None
    for at, act in enumerate(acts):
        if act.verb == "countersign.stale" and (act.data or {}).get("circulation") == sent.id:
            asked_at = at
        his = login == (act.on_behalf_of or act.actor)
        if act.verb == "circulation.answer" and his and act.object == f"circulation:{sent.id}":
            answered_at = at
        if at >= asked_at:
            continue
        if _is_agreement(view, act, step, sent):
            ended_at, agreed_at = at, at if his else agreed_at
    start = ended_at if agreed_at is None else agreed_at
    return _seen(view, acts[: (start or 0) + 1]), _seen(view, acts[: answered_at + 1])


def _is_agreement(view: View, act: AnyRow, step: Asked, sent: Circulation) -> bool:
    """Somebody handed in the countersign, or answered an earlier question about it."""
    if act.verb == "user_task.complete":
        return (act.data or {}).get("element_id") == step.element_id
    if act.verb != "circulation.answer" or act.object == f"circulation:{sent.id}":
        return False
    row = sent_rows.row(view, act.object.removeprefix("circulation:"))
    return row is not None and row.element_id == step.element_id


def _seen(view: View, acts: Sequence[AnyRow]) -> Mapping[str, Json]:
    """Variables by name; what the matter has itself hides what a scope within has."""
    state = fold(view, acts)
    found: dict[str, Json] = {}
    for values in state.scopes.values():
        found |= values
    return found | state.scopes.get(state.root or "", {})
