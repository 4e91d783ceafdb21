"""Everything with a Chinese name has an English one in the folder's en.json."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Located, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Process, nodes, flows and lanes; pages fall back to Chinese where it is missing."""
    known = subject.known.texts
    if known is None:
        return
    process = subject.process
    things: tuple[Located, ...] = (process, *subject.elements, *process.flows.values(), *process.lanes)
    for thing in things:
        if thing.name.strip() and thing.id not in known:
            yield warning(
                thing,
                f"{thing.name!r} has no English; add {thing.id!r} to en.json",
                f"“{thing.name}”没有英文；请在 en.json 中补充“{thing.id}”",
            )
