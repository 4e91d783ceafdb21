"""The record of a matter as a chain: every row holds the hash of the row before it.

What is hashed is the row's own content without its changes, and the hash of the changes: an auditor who may
not see what a matter is about can still check that nobody altered it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine import json

GENESIS = "0" * 64
_HASHED = (
    "chain", "seq", "kind", "at", "actor", "on_behalf_of", "verb", "object", "element_type", "state",
    "started_at", "path", "data",
)  # fmt: skip


def row_hash(row: Mapping[str, Any]) -> str:
    """The hash of a history row; ``row["previous"]`` is part of it."""
    content = json.canonical([_plain(row[name]) for name in _HASHED])
    changes = b"" if row["changes"] is None else json.canonical(row["changes"])
    digest = hashlib.sha256(row["previous"].encode())
    digest.update(content)
    digest.update(hashlib.sha256(changes).digest())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value  # as it is read back


def seal_hash(previous: str, heads: list[tuple[str, str]]) -> str:
    """The Merkle root of the heads of all chains that moved, chained to the seal before."""
    level = [hashlib.sha256(f"{chain}:{head}".encode()).digest() for chain, head in sorted(heads)]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"".join(pair)).digest() for pair in pairs]
    return hashlib.sha256(previous.encode() + (level[0] if level else b"")).hexdigest()
