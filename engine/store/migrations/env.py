"""Alembic's entry: run on the connection that ``engine.store.migrate`` gives."""

from typing import Any, Literal

from alembic import context

from engine.store.tables import metadata
from engine.store.types import Document, UTCDateTime


def _name_of_type(kind: str, item: object, autogen_context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UTCDateTime | Document):
        autogen_context.imports.add("from engine.store import types")
        return f"types.{type(item).__name__}()"
    return False


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The full-text index is the database's own and made by hand (engine.store.search)."""
    return kind != "table" or name is None or not name.startswith("search_")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_name_of_type,
    include_name=_is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
