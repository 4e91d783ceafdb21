"""The lists of a diagram (``liye:circulate``): who is sent the matter as a step opens or is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bpmn.vocabulary import Circulate
from engine.commands import _circulations
from engine.commands._record import Act
from engine.commands._writing import Writer
from engine.office.circulations import Place, Sending
from engine.runtime import changes as happened
from engine.runtime.running import Running

NOBODY = "NOBODY_TO_CIRCULATE_TO"


def by_the_diagram(writer: Writer, changes: Iterable[happened.Change]) -> list[Act]:
    """Send what the elements say that were opened or completed in this step; answers what to record."""
    case = writer.opened.case
    sent: list[Act] = []
    for element_id, on, task_id, process_id in _moments(changes):
        process = case.process_of(process_id)
        element = process.definition.process.elements.get(element_id)
        for said in element.extensions.circulations if element is not None else ():
            if said.on == on:
                number = place_in_step(writer, len(sent))
                sent += _send(writer, said, process, element_id, task_id, number)
    return sent


def _moments(changes: Iterable[happened.Change]) -> Iterator[tuple[str, str, str | None, str]]:
    """Element, open or complete, the user task if it is one, and a token of the process it is drawn in."""
    for change in changes:
        if isinstance(change, happened.UserTaskOpened):
            yield change.element_id, "open", change.token_id, change.process
        elif isinstance(change, happened.NodeLeft) and change.state == "completed":
            task_id = change.token_id if change.element_type == "userTask" else None
            yield change.element_id, "complete", task_id, change.process


def place_in_step(writer: Writer, number: int) -> int:
    """The order of what one step sends."""
    row = writer.opened.row
    return number + (1 if row is None else int(row.history_seq) + 1)


def _send(
    writer: Writer, said: Circulate, process: Running, element_id: str, task_id: str | None, seq: int
) -> Iterator[Act]:
    engine, opened, read = writer.engine, writer.opened, process.read
    text = opened.world.value(said.text, read) if said.text else ""
    sending = Sending(to=(), kind=said.kind, text=str(text or ""), limit=said.limit, in_turn=said.in_turn)
    place = Place(opened.instance_id, writer.title, task_id, seq=seq)
    found = opened.world.value(said.to, read)
    if found == []:  # the diagram means nobody this time
        return
    names = _names(found)
    actor = writer.act.actor
    told = _circulations.by_the_diagram(engine, writer.uow, place, sending, names, actor, writer.now)
    if told is not None:
        object_id = f"circulation:{told['circulation']}"
        yield Act(actor, f"circulation.{said.kind}", object_id, {**told, "element_id": element_id})
    elif opened.case.state not in {"completed", "cancelled"}:
        detail = f"{said.to} means nobody today; send it by hand, then close this incident"
        writer.incident(element_id, NOBODY, detail)


def _names(found: object) -> list[str]:
    """A list in its order; units and people may also stand in one text, separated by commas."""
    if isinstance(found, Mapping):
        return []
    names = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else []
    return [name for one in names if (name := str(one).strip())]
