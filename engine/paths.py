"""Where in a matter something was done: the scopes around it, as the record names them (``call#1/ask``)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.store.unit_of_work import AnyRow


class Paths:
    """Of the nodes a matter left."""

    def __init__(self, nodes: Iterable[AnyRow]) -> None:
        self._left: dict[str, list[AnyRow]] = {}
        for node in nodes:
            self._left.setdefault(node.object, []).append(node)

    def after(self, seq: int, element_id: str) -> str:
        """Around an element that was left by the act with this number."""
        found = next((node for node in self._left.get(element_id, ()) if node.seq > seq), None)
        return "" if found is None else around(found.path, element_id)

    def completed(self, element_id: str) -> list[str]:
        """Around an element, each time it was completed."""
        left = self._left.get(element_id, ())
        return [around(node.path, element_id) for node in left if node.state == "completed"]


def around(path: str, element_id: str) -> str:
    """Without its own place among several."""
    scopes, _slash, last = path.rpartition("/")
    return scopes if last.partition("#")[0] == element_id else path


def apart(one: str, other: str) -> bool:
    """Whether two paths lead through different bodies of one loop: ``call#1/ask`` and ``call#2``."""
    for mine, theirs in zip(one.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            return mine.partition("#")[0] == theirs.partition("#")[0]
    return False
