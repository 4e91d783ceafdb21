"""From a JSON pointer to the field it means, what people call it, and where it stands in the form."""

from __future__ import annotations

from collections.abc import Sequence

from forms.fields import Field


def parts_of(at: str) -> list[str]:
    """The parts of a JSON pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in at.split("/")[1:]]


def find(fields: tuple[Field, ...], parts: Sequence[str]) -> tuple[Field | None, str]:
    """The innermost field on the way, and its title; within rows the row is told: ``征求意见 2 › 单位``."""
    found: Field | None = None
    title = row = ""
    for part in parts:
        if found is not None and found.type == "array" and part.isdecimal():
            row = f"{found.title} {int(part) + 1}"
            title = row if found.kind == "rows" else found.title
            continue
        inner = next((field for field in fields if field.name == part), None)
        if inner is None:
            return found, title
        found, fields = inner, inner.fields
        title = f"{row} › {found.title}" if row else found.title
    return found, title


def place(fields: tuple[Field, ...], at: str) -> tuple[int, ...]:
    """Where the pointer's field stands in the form, for sorting; what is no field comes last."""
    found: list[int] = []
    for part in parts_of(at):
        names = [field.name for field in fields]
        if part in names:
            found.append(names.index(part))
            fields = fields[found[-1]].fields
        elif part.isdecimal():
            found.append(int(part))
        else:
            return (*found, len(names))
    return tuple(found)
