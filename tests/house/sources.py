"""What tests about the code look at: the files of the project, without what is made or fetched."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bpmn", "forms", "engine", "processes", "web")
MADE = {".git", ".venv", "node_modules", "var", "build", "dist", "__pycache__", "static", ".hypothesis"}


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """The files below some folders (all of them when none is named)."""
    for folder in folders or (".",):
        for place, inner, names in os.walk(ROOT / folder):
            inner[:] = sorted(
                name for name in inner if name not in MADE and not name.endswith((".egg-info", "_cache"))
            )
            yield from (Path(place) / name for name in sorted(names) if name.endswith(suffixes))


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """How a finding names it."""
    line = f":{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else ""
    return f"{path.relative_to(ROOT)}{line}"


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain; what is called in between is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return node.id if isinstance(node, ast.Name) else ""
