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


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_name_of_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
