"""Numbers a user task takes as it completes (``liye:number``): within the same transaction, or not at all.

A number is put to use by the element its ``keptBy`` names; a matter that is cancelled before leaves it void.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bpmn.vocabulary import Number
from engine.commands import _numbers_again
from engine.commands._case import OpenCase
from engine.errors import Rejected
from engine.office import functions, numbering
from engine.paths import Paths, apart
from engine.store import records, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

COMPLETED = "user_task.complete"


def take(opened: OpenCase, task_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers by their result variables; what was just answered is seen before what was known."""
    element = opened.case.element_of(task_id)
    if not element.extensions.numbers:
        return {}
    known = opened.case.read(task_id)
    seen = {**known, **answers}
    taken: dict[str, Any] = {}
    for said in element.extensions.numbers:
        book = opened.world.value(said.book, seen)
        if book is None:
            continue  # an expression that says: none this time, the matter has its number
        if not isinstance(book, str):
            raise Rejected(f"{element.id}: {said.book} names no number book", code="UNKNOWN_BOOK")
        dated = opened.world.value(said.dated, seen) if said.dated is not None else opened.world.now
        day = functions.day_of(dated)
        if day is None:
            raise Rejected(f"{element.id}: {said.dated} is no day", code="BAD_DATE")
        variable = said.result_variable or ""
        kept = _numbers_again.kept(opened, task_id, said, known.get(variable), book, day)
        taken[variable] = kept or opened.world.office.numbers.take(book, day)
    return taken


def void_unused(uow: UnitOfWork, opened: OpenCase, reason: str) -> None:
    """The matter is cancelled: void every number its tasks took that was not put to use."""
    given = {one.text for one in numbering.of_matter(uow, opened.instance_id) if not one.is_void}
    if not given:
        return
    for text in given & set(_unused(uow, opened)):
        opened.world.office.numbers.void(text, reason[: numbering.LONGEST_REASON])


def _unused(uow: UnitOfWork, opened: OpenCase) -> Iterator[Any]:
    """What was written where a number with ``keptBy`` was taken, as long as that element is not completed."""
    left = Paths(records.nodes(uow, opened.instance_id))
    tasks = {f"user_task:{task.id}": task for task in user_tasks.of_instance(uow, opened.instance_id)}
    for act in records.acts(uow, opened.instance_id):
        task = tasks.get(act.object) if act.verb == COMPLETED else None
        if task is None:
            continue
        kept_by = {one.result_variable: one.kept_by for one in _numbers_of(uow, opened, task) if one.kept_by}
        path = left.after(act.seq, task.element_id)
        for code, *rest in act.changes or () if kept_by else ():
            if code == "variable" and rest[1] in kept_by:
                kept = left.completed(kept_by[rest[1]])
                if all(apart(one, path) for one in kept):
                    yield rest[2]


def _numbers_of(uow: UnitOfWork, opened: OpenCase, task: AnyRow) -> Sequence[Number]:
    versions = opened.world.engine.versions
    asking = versions.asking(uow, opened.version, task.element_id, task.called_definition_id)
    element = asking.process.elements.get(task.element_id)
    return element.extensions.numbers if element is not None else ()
