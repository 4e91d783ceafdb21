"""Secrecy 密级: what this system may hold at all (policy ``secrecy.max_grade``).

A state secret may not enter a system that is not made for it. Whatever a person or another system hands in
with a field ``secrecy`` above the highest grade allowed is refused before anything is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.errors import FieldError, InvalidSubmission
from engine.office.policies import Policies

POLICY = "secrecy.max_grade"
FIELD = "secrecy"
RANKS = {
    "public": 0, "公开": 0, "internal": 1, "内部": 1, "工作秘密": 1,
    "secret": 2, "秘密": 2, "confidential": 3, "机密": 3, "top_secret": 4, "绝密": 4,
}  # fmt: skip
DEEPEST = 64


class ClassifiedNotAllowed(InvalidSubmission):
    """A grade this system may not hold; the content is in no message."""

    code = "CLASSIFIED_NOT_ALLOWED"

    def __init__(self, pointers: Sequence[str], grade: str) -> None:
        told = "what is classified may not enter this system: use the confidential channel 机要渠道"
        super().__init__([FieldError(pointer, told) for pointer in pointers], told)
        self.grade = grade


def refuse_above(values: object, policies: Policies) -> None:
    """Raise when a field says a grade above the highest one allowed."""
    highest = RANKS[policies.text(POLICY)]
    found = [(at, grade) for at, grade in _grades(values, "", 0) if RANKS[grade] > highest]
    if found:
        raise ClassifiedNotAllowed([at for at, _ in found], max((g for _, g in found), key=RANKS.__getitem__))


def _grades(value: object, at: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every grade said, with its pointer."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            grade = item.strip() if isinstance(item, str) else None
            if key == FIELD and grade in RANKS:
                yield f"{at}/{key}", str(grade)
            elif not isinstance(item, str):
                yield from _grades(item, f"{at}/{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _grades(item, f"{at}/{index}", depth + 1)
