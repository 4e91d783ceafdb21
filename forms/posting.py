"""What a browser posts becomes typed values: ``consulted.0.unit=czt`` → ``{"consulted": [{"unit": "czt"}]}``.

What cannot be read as its type stays the text that was typed, so that the check refuses it and the
page shows it again. Names that begin with an underscore steer the page (``_add``, ``_remove``,
``_refresh``, ``_search``, ``_say``) and are no answers; neither is ``csrf_token``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, Final

from forms.fields import Field, defaults
from forms.resolving import MAX_DEPTH

CHINA: Final[tzinfo] = timezone(timedelta(hours=8))
_CONTROL = {"csrf_token"}
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?")
_DEEPEST = 2 * MAX_DEPTH + 1
_NOTHING: Final = object()


def pairs(data: Any) -> list[tuple[str, list[str]]]:
    """Name and texts of everything posted, from a MultiDict or a plain mapping."""
    if hasattr(data, "lists"):
        return [(name, [str(one) for one in texts]) for name, texts in data.lists()]
    return [
        (name, [str(one) for one in texts] if isinstance(texts, list | tuple) else [str(texts)])
        for name, texts in data.items()
    ]


def is_answer(name: str) -> bool:
    """Is this posted name one of a field, not one that steers the page?"""
    return not name.startswith("_") and name not in _CONTROL


class Post:
    """Reads one posted form."""

    def __init__(self, data: Any, zone: tzinfo, *, keep_empty_rows: bool) -> None:
        self.zone = zone
        self.keep_empty_rows = keep_empty_rows
        self.tree: dict[str, Any] = {}
        for name, texts in pairs(data):
            if is_answer(name):
                parts = re.sub(r"\[([^\[\]]*)\]", r".\1", name).split(".")
                self._plant(parts if len(parts) <= _DEEPEST else [name], texts)

    def _plant(self, parts: list[str], texts: list[str]) -> None:
        node = self.tree
        for part in parts[:-1]:
            below = node.setdefault(part, {})
            if not isinstance(below, dict):
                below = node[part] = {"": below}
            node = below
        last = node.get(parts[-1])
        if isinstance(last, dict):
            last[""] = texts
        else:
            node[parts[-1]] = [*(last or ()), *texts]

    def values(self, fields: tuple[Field, ...]) -> dict[str, Any]:
        """The typed values; what is no field stays as it was posted, for the check to refuse."""
        return self._fields(fields, self.tree)

    def _fields(self, fields: tuple[Field, ...], node: Mapping[str, Any]) -> dict[str, Any]:
        known = {field.name: field for field in fields}
        found: dict[str, Any] = {name: _raw(below) for name, below in node.items() if name not in known}
        for name, field in known.items():
            value = self._field(field, node[name]) if name in node else _NOTHING
            if field.kind == "fields" and name not in node:
                continue
            if value is not _NOTHING:
                found[name] = value
        return found

    def _field(self, field: Field, node: Any) -> Any:
        if field.kind == "fields" and isinstance(node, dict):
            return self._fields(field.fields, node) or _NOTHING
        if field.kind == "rows" and isinstance(node, dict):
            return self._rows(field, node)
        if isinstance(node, dict):
            return _raw(node)
        if not field.is_answered:
            return _raw(node)
        return self._leaf(field, node)

    def _rows(self, field: Field, node: Mapping[str, Any]) -> Any:
        if not all(key.isdecimal() and len(key) < 10 for key in node):
            return _raw(node)
        rows = []
        for key in sorted(node, key=int):
            below = node[key]
            row = self._fields(field.fields, below) if isinstance(below, dict) else _raw(below)
            if self.keep_empty_rows or not _is_blank(row):
                rows.append(row)
        return rows

    def _leaf(self, field: Field, texts: list[str]) -> Any:
        filled = [text for text in texts if text.strip()]
        if field.kind == "lines":
            return [line.strip() for text in filled for line in text.splitlines() if line.strip()] or _NOTHING
        if field.kind == "files":
            return [{"file": text.strip()} for text in filled]
        if field.type == "array":
            return [_chosen(field, text) for text in filled]
        if not filled:
            return _NOTHING
        return self._one(field, filled[-1])

    def _one(self, field: Field, text: str) -> Any:
        if field.kind == "multiline":
            return text.replace("\r\n", "\n")
        text = text.strip()
        if field.kind == "file":
            return {"file": text}
        if field.kind == "choice":
            return _chosen(field, text)
        if field.kind == "boolean":
            return {"true": True, "false": False}.get(text, text)
        if field.kind == "date":
            return _day(text)
        if field.kind == "datetime":
            return self._instant(text)
        return _number(text) if field.type in {"integer", "number"} else text

    def _instant(self, text: str) -> str:
        """A local time of the browser's picker gets the office's offset."""
        found = _LOCAL.fullmatch(text)
        if not found:
            return text
        local = f"{found[1]}T{found[2]}{found[3] or ':00'}"
        try:
            return datetime.fromisoformat(local).replace(tzinfo=self.zone).isoformat()
        except ValueError:
            return text


def queries(data: Any) -> dict[str, str]:
    """What was typed into the pickers' search boxes, by field name."""
    return {
        name.removeprefix("_q."): texts[-1].strip()[:100]
        for name, texts in pairs(data)
        if name.startswith("_q.") and texts and texts[-1].strip()
    }


def edited(values: dict[str, Any], data: Any, fields: tuple[Field, ...]) -> bool:
    """Do what a button inside the form asked (add or remove a row, take over words, show again); any?"""
    steering = {name: texts[-1] for name, texts in pairs(data) if texts and name.startswith("_")}
    if path := steering.get("_add"):
        wanted = ".".join(part for part in path.split(".") if not part.isdecimal())
        found = [one for outer in fields for one in outer.walk() if one.path == wanted and one.kind == "rows"]
        rows = _at(values, path.split("."), create=True) if found else None
        if isinstance(rows, list):
            rows.append(defaults(found[0].fields))
    if path := steering.get("_remove"):
        *outer, index = path.split(".")
        rows = _at(values, outer, create=False)
        if isinstance(rows, list) and index.isdecimal() and int(index) < len(rows):
            del rows[int(index)]
    if "_say" in steering:
        name, _, words = steering["_say"].partition("=")
        if any(one.name == name and one.is_answered and one.type == "string" for one in fields):
            values[name] = f"{values.get(name) or ''}{words}"
    return not steering.keys().isdisjoint({"_add", "_remove", "_refresh", "_search", "_say"})


def _at(values: Any, path: Sequence[str], *, create: bool) -> Any:
    """The list at this path; missing groups on the way, and the list, are made when asked."""
    for index, part in enumerate(path):
        if isinstance(values, list) and part.isdecimal() and int(part) < len(values):
            values = values[int(part)]
        elif isinstance(values, dict) and create:
            values = values.setdefault(part, [] if index == len(path) - 1 else {})
        elif isinstance(values, dict):
            values = values.get(part)
        else:
            return None
    return values


def _raw(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _raw(below) for name, below in node.items()}
    return node[-1] if len(node) == 1 else list(node)


def _is_blank(row: Any) -> bool:
    """A row nobody wrote in; an unticked box is not writing."""
    if isinstance(row, dict):
        return all(_is_blank(value) for value in row.values())
    return row is False or row in ("", [])


def _chosen(field: Field, text: str) -> Any:
    return next((one.value for one in field.choices if str(one.value) == text), text)


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _number(text: str) -> Any:
    narrow = unicodedata.normalize("NFKC", text)
    if len(narrow) > 60 or not _NUMBER.fullmatch(narrow):
        return text
    number = Decimal(narrow.replace(",", ""))
    return int(number) if number == number.to_integral_value() and "." not in narrow else number
