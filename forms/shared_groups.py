"""The field groups in ``forms/shared/``: written once, used by many forms as ``{"$ref": "shared:NAME"}``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FOLDER = files("forms") / "shared"


@cache
def names() -> tuple[str, ...]:
    """What there is to refer to."""
    found = (entry.name for entry in FOLDER.iterdir())
    return tuple(
        sorted(name.removesuffix(".json") for name in found if name.endswith(".json") and name != "en.json")
    )


@cache
def source(name: str) -> bytes:
    """The file of one group; KeyError when there is none."""
    if name not in names():
        raise KeyError(name)
    return (FOLDER / f"{name}.json").read_bytes()


@cache
def english() -> Mapping[str, str]:
    """The English words of all groups, keyed as in any folder's en.json."""
    words: dict[str, str] = json.loads((FOLDER / "en.json").read_bytes())
    return words
