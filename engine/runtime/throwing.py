"""Errors and escalations rise from scope to scope until somebody catches them."""

from __future__ import annotations

from engine.model import Variables
from engine.runtime.changes import Outcome
from engine.runtime.tokens import Token


def raise_error(origin: Token, code: str, payload: Variables) -> None:
    """The innermost handler takes it, the token's own first; if there is none the instance ends with it."""
    tree = origin.tree
    host: Token | None = origin
    while host is not None:
        if host.node.catch_error(host, code, payload, origin):
            return
        host = host.owner
    tree.end(Outcome("error", code))


def raise_escalation(origin: Token, code: str, payload: Variables) -> bool:
    """The innermost handler takes it; False when nobody did: then work goes on as if nothing had happened."""
    host: Token | None = origin
    while host is not None:
        if host.node.catch_escalation(host, code, payload):
            return True
        host = host.owner
    return False
