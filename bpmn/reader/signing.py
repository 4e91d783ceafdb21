"""Reads what is said of countersigning, of returns and of handling several tasks at once."""

from __future__ import annotations

from typing import Protocol

from bpmn.vocabulary import Bulk, Countersign, Returns
from bpmn.xml import Node, line_of

MODES = ("all", "any", "share", "count", "veto", "sequential")
WAYS = ("rewalk", "jump_back")


class Reader(Protocol):
    """What reads one element's extensions (``bpmn.reader.extensions``)."""

    def refuse(self, name: str, element: Node) -> None:
        """Note something without a meaning."""

    def attributes(self, element: Node, *names: str, required: str = "") -> dict[str, str]:
        """The named attributes."""
        ...

    def once(self, name: str, value: object, element: Node) -> None:
        """Keep a word that may stand once."""


def countersign(reader: Reader, element: Node) -> None:
    """``liye:countersign``."""
    names = ("mode", "need", "field", "agree", "disagree", "collect", "confirms", "resultVariable")
    given = reader.attributes(element, *names, required="mode")
    if given["mode"] and given["mode"] not in MODES:
        reader.refuse(f'liye:countersign mode="{given["mode"]}"', element)
    if given.get("collect", "false") not in {"true", "false"}:
        reader.refuse(f'liye:countersign collect="{given["collect"]}"', element)
    said = Countersign(
        given["mode"],
        need=given.get("need"),
        field=given.get("field", Countersign.field),
        agree=_names(given.get("agree")) or Countersign.agree,
        disagree=_names(given.get("disagree")) or Countersign.disagree,
        collect=given.get("collect") == "true",
        confirms=_names(given.get("confirms")),
        result_variable=given.get("resultVariable"),
        line=line_of(element),
    )
    reader.once("countersign", said, element)


def returns(reader: Reader, element: Node) -> None:
    """``liye:returns``."""
    given = reader.attributes(element, "to", "modes")
    modes = _names(given.get("modes")) or WAYS
    for mode in modes:
        if mode not in WAYS:
            reader.refuse(f'liye:returns modes="{mode}"', element)
    to = _names(given.get("to")) or Returns.to
    reader.once("returns", Returns(to, modes, line_of(element)), element)


def bulk(reader: Reader, element: Node) -> None:
    """``liye:bulk``."""
    given = reader.attributes(element, "field", "agree", "opinion")
    reader.once("bulk", Bulk(**given, line=line_of(element)), element)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in (text or "").split(","))))
