"""Which variables of a process are dates: those its forms ask for as such, and what only hands them on.

A variable is kept as JSON says it, so a date is kept as text. Where an expression of the diagram reads it,
it is the date that the text means; a text that means none stays text. A name that two forms declare
differently stays text as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from bpmn import feel
from bpmn.diagram import MultiInstance, Process
from bpmn.feel import temporal, tree
from bpmn.feel.errors import Null
from bpmn.written import variables

Kind: TypeAlias = "str | Mapping[str, Kind]"
"""``date``, ``datetime``, or the dates among the parts of a context or of each row of a list."""
Kinds: TypeAlias = Mapping[str, Kind]
Declared: TypeAlias = "Mapping[str, str | Declared | None]"
"""What a form says of its fields; None of one that is no date."""
NONE: Kinds = MappingProxyType({})
_READ = {"date": temporal.parse_date, "datetime": temporal.parse_datetime}


def read(kind: Kind, value: Any) -> Any:
    """A value as an expression sees it."""
    if isinstance(kind, str):
        return _moment(kind, value) if isinstance(value, str) else value
    if isinstance(value, dict):
        return {name: read(kind[name], part) if name in kind else part for name, part in value.items()}
    if isinstance(value, list):
        return [read(kind, part) for part in value]
    return value


@lru_cache(maxsize=4096)
def _moment(kind: str, text: str) -> object:
    try:
        return _READ[kind](text)
    except Null:  # what is no date stays what it is
        return text


def named(expression: feel.Expression, kinds: Kinds) -> Kinds:
    """The dates among the variables that an expression reads."""
    if not kinds:
        return NONE
    ahead: list[tree.Node] = [expression.tree]
    found = dict[str, Kind]()
    while ahead:
        node = ahead.pop()
        if isinstance(node, tree.Name) and node.name in kinds:
            found[node.name] = kinds[node.name]
        ahead.extend(tree.children(node))
    return found or NONE


def of_process(process: Process, forms: Mapping[str, Declared]) -> Kinds:
    """The dates of a process by the forms around it; of those it does not name none counts."""
    declared: dict[str, Any] = {}
    for key in asked(process, forms):
        declared = merged(declared, forms[key])
    found = _dated(declared)
    return MappingProxyType(found | _handed_on(process, found, frozenset(declared)))


def asked(process: Process, forms: Iterable[str]) -> list[str]:
    """The forms that a process asks, or may ask."""
    ids = {one.extensions.form.form_id for one in process.elements.values() if one.extensions.form}
    is_computed = any(key.startswith("=") for key in ids)
    return [key for key in sorted(forms) if is_computed or key in ids]


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What two say of the same names; where they differ, no date."""
    found = {**one, **other}
    for name in one.keys() & other.keys():
        first, second = one[name], other[name]
        if isinstance(first, Mapping) and isinstance(second, Mapping):
            found[name] = merged(first, second)
        elif first != second:
            found[name] = None
    return found


def _dated(declared: Mapping[str, Any]) -> dict[str, Kind]:
    """Only the dates, and what holds any."""
    found: dict[str, Kind] = {}
    for name, kind in declared.items():
        part = _dated(kind) if isinstance(kind, Mapping) else kind
        if part:
            found[name] = part
    return found


def _handed_on(process: Process, kinds: dict[str, Kind], declared: frozenset[str]) -> dict[str, Kind]:
    """Names that no form declares, where whatever writes them hands on a date under another name."""
    writers = _writers(process)
    found: dict[str, Kind] = {}
    while True:
        known = kinds | found
        new = {
            name: kind
            for name, sources in writers.items()
            if name not in declared and name not in found and (kind := _of_all(name, sources, known))
        }
        if not new:
            return found
        found |= new


def _of_all(name: str, sources: list[str | None], known: Kinds) -> Kind | None:
    kinds = [None if one is None else known.get(one) for one in sources if one != name]
    return kinds[0] if kinds and kinds[0] and all(kind == kinds[0] for kind in kinds) else None


def _writers(process: Process) -> dict[str, list[str | None]]:
    """For each name the names it is written from; None where it is worked out otherwise."""
    found: dict[str, list[str | None]] = {}
    for element in process.elements.values():
        said = element.extensions
        handed = {one.target: _plain(one.source) for one in said.outputs}
        for name in variables(element):
            found.setdefault(name, []).append(handed.get(name))
        for one in said.inputs:
            found.setdefault(one.target, []).append(_plain(one.source))
        if isinstance(element.loop, MultiInstance) and element.loop.input_element:
            found.setdefault(element.loop.input_element, []).append(_plain(element.loop.input_collection))
    return found


def _plain(source: str | None) -> str | None:
    """The variable an expression is nothing but."""
    name = (source or "").removeprefix("=").strip()
    return name if (source or "").startswith("=") and name.isidentifier() else None
