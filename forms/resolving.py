"""References inside a form: ``#/$defs/NAME`` and ``shared:NAME`` are put where they are used.

The published schema then stands on its own, and every field has one place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms import shared_groups
from forms.flaws import Flaw, FormError, pointer

MAX_BYTES = 256 * 1024
MAX_DEPTH = 6
_BESIDE_REF = {"$ref", "title", "description", "default", "$comment"}


@dataclass(slots=True)
class Source:
    """A form file whose references are resolved; settings and origins by field path."""

    schema: dict[str, Any]
    ui: dict[str, Any]
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    title: str = ""
    origin: str = ""


def decode(data: bytes) -> dict[str, Any]:
    """Strict JSON: one meaning per name, exact numbers, no NaN, an object outside."""
    if len(data) > MAX_BYTES:
        raise FormError([Flaw("", "too_big", {"limit": f"{MAX_BYTES} bytes"})])
    try:
        file = json.loads(
            data.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        raise FormError([Flaw("", "not_json", {"reason": str(error)})]) from error
    if not isinstance(file, dict):
        raise FormError([Flaw("", "not_an_object")])
    known = {"schema", "ui"}
    flaws = [Flaw("", "unknown_key", {"name": name, "known": sorted(known)}) for name in file.keys() - known]
    if "schema" not in file:
        flaws.append(Flaw("", "missing_key", {"name": "schema"}))
    flaws += [
        Flaw(pointer(name), "not_an_object") for name in known if not isinstance(file.get(name, {}), dict)
    ]
    if flaws:
        raise FormError(flaws)
    return file


def resolve(file: Mapping[str, Any]) -> Source:
    """The file with every reference replaced by what it means."""
    resolver = _Resolver(file["schema"].get("$defs", {}))
    schema = resolver.schema(file["schema"], (), "", ("schema",))
    if resolver.flaws:
        raise FormError(resolver.flaws)
    schema.pop("$defs", None)
    return Source(
        schema, dict(file.get("ui", {})), resolver.settings, resolver.origins, origin=resolver.origin
    )


class _Resolver:
    def __init__(self, definitions: object) -> None:
        self.definitions = definitions if isinstance(definitions, dict) else {}
        self.settings: dict[str, dict[str, Any]] = {}
        self.origins: dict[str, str] = {}
        self.origin = ""
        self.flaws: list[Flaw] = []

    def schema(self, node: Any, seen: tuple[str, ...], path: str, where: tuple[str, ...]) -> Any:
        """One schema at a field's place, with all inside it."""
        if not isinstance(node, dict):
            return node
        if len(where) > 2 * MAX_DEPTH + 4:
            self.flaws.append(Flaw(pointer(*where), "nested_too_deep", {"limit": MAX_DEPTH}))
            return node
        if "$ref" in node:
            return self._referred(node, seen, path, where)
        resolved = dict(node)
        if isinstance(node.get("properties"), dict):
            resolved["properties"] = {
                name: self.schema(inner, seen, _join(path, name), (*where, "properties", name))
                for name, inner in node["properties"].items()
            }
        if "items" in node:
            resolved["items"] = self.schema(node["items"], seen, path, (*where, "items"))
        return resolved

    def _referred(
        self, node: dict[str, Any], seen: tuple[str, ...], path: str, where: tuple[str, ...]
    ) -> Any:
        ref = str(node["$ref"])
        extra = [name for name in node if name not in _BESIDE_REF and not (path == "" and name == "$defs")]
        self.flaws += [Flaw(pointer(*where), "ref_sibling", {"name": name}) for name in extra]
        if ref in seen:
            self.flaws.append(Flaw(pointer(*where), "ref_cycle", {"ref": ref}))
            return {}
        target = self._target(ref, path)
        if target is None:
            known = ["#/$defs/" + name for name in self.definitions]
            known += ["shared:" + name for name in shared_groups.names()]
            self.flaws.append(Flaw(pointer(*where), "ref", {"ref": ref, "known": known}))
            return {}
        resolved = self.schema(target, (*seen, ref), path, where)
        return {**resolved, **{name: value for name, value in node.items() if name not in {"$ref", "$defs"}}}

    def _target(self, ref: str, path: str) -> Any:
        if ref.startswith("#/$defs/"):
            return self.definitions.get(ref.removeprefix("#/$defs/"))
        name = ref.removeprefix("shared:")
        if name == ref or name not in shared_groups.names():
            return None
        group = resolve(decode(shared_groups.source(name)))
        if path == "":
            self.origin = name
        else:
            self.origins[path] = name
        for inner in _paths(group.schema, ""):
            self.origins[_join(path, inner)] = group.origins.get(inner, f"{name}.{inner}")
        own = group.ui.get("fields", {})
        for inner, settings in {**group.settings, **own}.items():
            self.settings[_join(path, inner)] = settings
        return group.schema


def _paths(schema: Mapping[str, Any], path: str) -> list[str]:
    found = []
    for name, inner in schema.get("properties", {}).items():
        found += [_join(path, name), *_paths(inner, _join(path, name))]
    if isinstance(schema.get("items"), dict):
        found += _paths(schema["items"], path)
    return found


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the name {name!r} stands twice in one object")
        found[name] = value
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")
