"""Finds responsibilities: every folder that holds a diagram of its own name is one. Nothing is registered."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.errors import EngineError
from engine.handlers import Handler
from engine.office.documents.handlers import HANDLERS

KINDS = {".bpmn": "bpmn", ".dmn": "decision"}


@dataclass(frozen=True, slots=True)
class Folder:
    """One responsibility as it stands on disk: the files to deploy by name, and its handlers."""

    key: str
    files: Mapping[str, bytes]
    handlers: Mapping[str, Handler]

    @property
    def content_hash(self) -> str:
        """Equal for equal files."""
        return content_hash(self.files)


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, in the order of names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{len(name)}:{name}{len(files[name])}:".encode())
        digest.update(files[name])
    return digest.hexdigest()


def kind_of(name: str) -> str | None:
    """What a file of a responsibility is: bpmn, decision, form, ledger, texts; None if it is not deployed."""
    path = Path(name)
    if kind := KINDS.get(path.suffix):
        return kind
    if path.suffix == ".json":
        if path.parent.name == "ledgers":
            return "ledger"
        return "texts" if path.name == "en.json" else "form"
    return None


def read(folder: Path) -> Folder:
    """Read one responsibility."""
    names = [f"{folder.name}.bpmn", "en.json"]
    names += [f"forms/{p.name}" for p in sorted((folder / "forms").glob("*.json"))]
    names += [f"ledgers/{p.name}" for p in sorted((folder / "ledgers").glob("*.json"))]
    names += [f"decisions/{p.name}" for p in sorted((folder / "decisions").glob("*.dmn"))]
    files = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return Folder(folder.name, MappingProxyType(files), MappingProxyType(_handlers(folder)))


def read_all(root: Path) -> dict[str, Folder]:
    """Every responsibility under a folder, by key."""
    return {p.parent.name: read(p.parent) for p in sorted(root.glob("*/*.bpmn")) if p.stem == p.parent.name}


def handlers_of(folders: Mapping[str, Folder]) -> dict[str, Handler]:
    """All handlers by name; two of one name are refused, since diagrams find them by it."""
    found: dict[str, Handler] = dict(HANDLERS)
    owner = dict.fromkeys(found, "the engine")
    for key, folder in folders.items():
        for name, handler in folder.handlers.items():
            if name in found:
                raise EngineError(f"handler {name!r} stands in both {owner[name]} and {key}; rename one")
            found[name], owner[name] = handler, key
    return found


def _handlers(folder: Path) -> dict[str, Handler]:
    path = folder / "handlers.py"
    if not path.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"processes.{folder.name}.handlers", path)
    if spec is None or spec.loader is None:
        raise EngineError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {value.name: value for value in vars(module).values() if isinstance(value, Handler)}
