"""The record, as an auditor may see it."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from engine.queries import audit as queries
from engine.queries.audit import Entry
from web.api import calls
from web.api.shapes import LARGEST, Answer, Paged, Shown

audit = calls.noun("audit", "Who did what when, chained and sealed; audit administrators and managers")


class EntryAnswer(Answer):
    """One act."""

    id: int
    chain: str
    seq: int
    at: Shown
    actor: str
    on_behalf_of: str | None
    verb: str
    object: str
    data: dict[str, Any]
    previous: str
    hash: str
    seal: int | None

    @classmethod
    def of(cls, one: Entry) -> EntryAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class AuditAnswer(Answer):
    """A piece of the record."""

    items: list[EntryAnswer]
    next: str | None


class AuditQuery(Paged):
    """From where."""

    after: int | None = Field(None, ge=0, le=LARGEST, description="the id of the last entry that is known")


@audit.get("/audit", responses={"200": AuditAnswer})
def list_audit(query: AuditQuery) -> Response:
    """Acts in the order of commit. Sealed ones are final; before an unsealed one another may still appear."""
    page = queries.page(
        calls.machine(), calls.actor(), after=query.after, cursor=query.cursor, limit=query.limit
    )
    return calls.listed(page, EntryAnswer.of)
