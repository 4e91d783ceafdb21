"""Numbers a user task takes as it completes (``liye:number``): within the same transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands._case import OpenCase
from engine.errors import Rejected
from engine.office import functions


def take(
    opened: OpenCase, element_id: str, answers: Mapping[str, Any], read: Mapping[str, Any]
) -> dict[str, Any]:
    """The numbers by their result variables; what was just answered is seen before what was known."""
    element = opened.version.process.elements.get(element_id)
    if element is None or not element.extensions.numbers:
        return {}
    seen = {**read, **answers}
    taken: dict[str, Any] = {}
    for said in element.extensions.numbers:
        book = opened.world.value(said.book, seen)
        if not isinstance(book, str):
            raise Rejected(f"{element_id}: {said.book} names no number book", code="UNKNOWN_BOOK")
        dated = opened.world.value(said.dated, seen) if said.dated is not None else opened.world.now
        day = functions.day_of(dated)
        if day is None:
            raise Rejected(f"{element_id}: {said.dated} is no day", code="BAD_DATE")
        number = opened.world.office.numbers.take(book, day)
        taken[said.result_variable or ""] = number
    return taken
