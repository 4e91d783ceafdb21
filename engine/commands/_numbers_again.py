"""Numbers of a step that is done again, or taken back: kept as long as they are right, else void (G2.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from bpmn.vocabulary import Number
from engine.commands._case import OpenCase
from engine.office import numbering
from engine.paths import Paths, apart, around
from engine.store import records
from engine.store.unit_of_work import AnyRow, UnitOfWork

TAKEN_BACK, CHANGED = "撤回", "改用字号"  # stand in the register, as by hand


def kept(
    opened: OpenCase, task_id: str, said: Number, known: Any, book: str, day: date
) -> str | None:  # fmt: skip
    """The number the step took before: kept until it is put to use, void for another book or year.

    Of several bodies side by side or in turn each takes its own.
    """
    numbers = opened.world.office.numbers
    if (
        not isinstance(known, str)
        or opened.case.is_one_of_several(task_id)
        or _is_used(numbers.uow, opened, task_id, said)
    ):
        return None
    for number in numbering.of_matter(numbers.uow, opened.instance_id):
        if number.text != known or number.is_void:
            continue
        if (number.code, number.year) == (book, numbering.book(book).year_of(day)):
            return number.text
        numbers.void(number.text, f"{CHANGED}：{book}")
    return None


def _is_used(uow: UnitOfWork, opened: OpenCase, task_id: str, said: Number) -> bool:
    if said.kept_by is None:
        return False
    left = Paths(records.nodes(uow, opened.instance_id))
    path = around(opened.case.path_of(task_id), opened.case.element_of(task_id).id)
    return any(not apart(one, path) for one in left.completed(said.kept_by))


def void_taken_back(uow: UnitOfWork, opened: OpenCase, task: AnyRow) -> None:
    """A step is taken back, and ``opened`` is as it was before: void the numbers it had taken."""
    held = set(map(str, opened.case.read(task.id).values()))
    for number in numbering.of_matter(uow, opened.instance_id):
        if number.taken_at == task.closed_at and not number.is_void and number.text not in held:
            reason = f"{TAKEN_BACK}：{task.name}"
            opened.world.office.numbers.void(number.text, reason[: numbering.LONGEST_REASON])
