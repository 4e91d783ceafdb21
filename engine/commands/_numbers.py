"""Numbers a user task takes as it completes (``liye:number``): within the same transaction, or not at all.

A number is put to use by the element its ``keptBy`` names; a matter that is cancelled before leaves it void.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.diagram import Process
from engine.commands._case import OpenCase
from engine.errors import Rejected
from engine.office import functions, numbering
from engine.store import records
from engine.store.unit_of_work import UnitOfWork


def take(
    opened: OpenCase, process: Process, element_id: str, answers: Mapping[str, Any], read: Mapping[str, Any]
) -> dict[str, Any]:
    """The numbers by their result variables; what was just answered is seen before what was known.

    ``process`` is the one that asks, which may be a called one.
    """
    element = process.elements.get(element_id)
    if element is None or not element.extensions.numbers:
        return {}
    seen = {**read, **answers}
    taken: dict[str, Any] = {}
    for said in element.extensions.numbers:
        book = opened.world.value(said.book, seen)
        if book is None:
            continue  # an expression that says: none this time, the matter has its number
        if not isinstance(book, str):
            raise Rejected(f"{element_id}: {said.book} names no number book", code="UNKNOWN_BOOK")
        dated = opened.world.value(said.dated, seen) if said.dated is not None else opened.world.now
        day = functions.day_of(dated)
        if day is None:
            raise Rejected(f"{element_id}: {said.dated} is no day", code="BAD_DATE")
        number = opened.world.office.numbers.take(book, day)
        taken[said.result_variable or ""] = number
    return taken


def void_unused(uow: UnitOfWork, opened: OpenCase, reason: str) -> None:
    """The matter is cancelled: void every number of it that was not put to use."""
    said = [n for e in opened.version.process.elements.values() for n in e.extensions.numbers if n.kept_by]
    names = [
        n.result_variable for n in said if not records.completed(uow, opened.instance_id, n.kept_by or "")
    ]
    seen = opened.case.variables()
    unused = {seen[name] for name in names if name in seen}
    for number in numbering.of_matter(uow, opened.instance_id):
        if number.text in unused and not number.is_void:
            opened.world.office.numbers.void(number.text, reason[: numbering.LONGEST_REASON])
