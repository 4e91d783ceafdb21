"""API tokens, by the hash of what was given out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from engine.store.tables.access import api_token
from engine.store.unit_of_work import UnitOfWork, View

t = api_token.c
_LOGIN = select(t.login).where(t.id == bindparam("id"), t.revoked_at.is_(None))


def add(uow: UnitOfWork, token_id: str, login: str, name: str, at: datetime) -> None:
    """A new token."""
    row = {"id": token_id, "login": login, "name": name[:100], "created_at": at, "revoked_at": None}
    uow.execute(api_token.insert(), row)


def login_of(view: View, token_id: str) -> str | None:
    """Whom it stands for."""
    found: str | None = view.value(_LOGIN, id=token_id)
    return found
