"""Keep the index of what matters say up to date: from the record, as far as it is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine import called, json
from engine.catalog.version import Version
from engine.machine import Engine
from engine.store import instances, records, search
from engine.store.unit_of_work import AnyRow, View

PIECE = 500  # acts indexed in one transaction
TEXTS = frozenset({"text", "multiline", "lines"})


def index(engine: Engine) -> bool:
    """Index the next acts that are sealed (nothing that comes later stands before them); false when all are.

    What a form asks as searchable and what somebody wrote as an opinion is found; what ``liye:mask`` hides
    from some is found by nobody.
    """
    with engine.reading() as view:
        seal = records.last_seal(view)
        if seal is None or search.place(view) >= seal.last_history_id:
            return False
    with engine.work() as uow:
        after, until = search.hold_place(uow), seal.last_history_id
        acts = search.acts(uow, after=after, until=until, limit=PIECE)
        search.add(uow, _texts(engine, uow, acts))
        last = acts[-1].id if len(acts) == PIECE else until
        search.move_place(uow, max(after, last))
    return True


def index_all(engine: Engine) -> None:
    """The same until nothing is left."""
    while index(engine):
        pass


def found_names(versions: Iterable[Version]) -> frozenset[str]:
    """The variables by which the matters of a process are found, and of those it calls."""
    versions = list(versions)
    masked = {name for one in versions for mask in one.process.extensions.masks for name in mask.variables}
    return frozenset(name for one in versions for name in _names(one)) - masked


def _names(version: Version) -> set[str]:
    names = {
        field.name for form in version.compiled.forms.values() for field in form.fields if field.searchable
    }
    for element in version.process.elements.values():
        form = (
            version.form_of(element.id, element.extensions.form.form_id) if element.extensions.form else None
        )
        if element.extensions.opinion_group and form is not None:
            names |= {field.name for field in form.fields if field.kind in TEXTS}
    return names


def _texts(engine: Engine, view: View, acts: list[AnyRow]) -> Iterator[dict[str, str]]:
    names: dict[str, frozenset[str]] = {}
    for act in acts:
        if act.chain not in names:
            matter = instances.row(view, act.chain)
            names[act.chain] = found_names(called.versions(engine, view, matter)) if matter else frozenset()
        said = [
            text
            for code, *rest in act.changes or ()
            if code == "variable" and rest[1] in names[act.chain]
            for text in _said(view, rest[2])
        ]
        if said:
            yield {"process_instance_id": act.chain, "text": "\n".join(said)}


def _said(view: View, value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _said(view, one)
    elif isinstance(value, dict) and set(value) == {"$large"}:
        content = records.large(view, value["$large"])
        if content is not None:
            yield from _said(view, json.load(content))
    elif isinstance(value, dict) and "file" not in value:
        for one in value.values():
            yield from _said(view, one)
