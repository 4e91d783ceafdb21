"""An instance as bytes: the live tokens with their scopes; never the definition, never what is past.

A first line names the format and its version; the rest is JSON whose numbers are exact. Bytes of another
version are refused: an old one is brought up to date by a migration of ours, never by guessing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from engine.runtime.changes import Outcome
from engine.runtime.definition import Definition
from engine.runtime.environment import Environment
from engine.runtime.failures import StateError
from engine.runtime.tokens import READY, Phase, Role, Token
from engine.runtime.tree import Tree

HEADER = b"liye-instance 1\n"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(msgspec.Struct, omit_defaults=True):
    """One token. ``o`` is the row of its owner, ``d`` its definition, ``n`` the name of its node."""

    i: str
    n: str
    s: int
    o: int = -1
    d: int = 0
    p: int = 0
    r: int = 0
    x: str | None = None
    e: int | None = None
    v: dict[str, Any] | None = None
    f: dict[str, Any] | None = None
    c: str | None = None
    k: int | None = None
    a: int = 0


class State(msgspec.Struct, omit_defaults=True):
    """An instance."""

    definitions: list[tuple[str, str]]
    tokens: list[Row]
    queue: list[int] = []
    extras: dict[str, Any] = {}
    outcome: tuple[str, str | None] | None = None
    halted: str | None = None


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(State, float_hook=Decimal)


def dump(tree: Tree, extras: dict[str, Any]) -> bytes:
    """The instance as bytes; equal instances give equal bytes."""
    definitions: dict[tuple[str, str], int] = {}
    rows: list[Row] = []
    places: dict[str, int] = {}
    todo: list[tuple[Token, int]] = [(tree.root, -1)]
    while todo:
        token, owner = todo.pop()
        definition = token.node.definition
        number = definitions.setdefault((definition.process_id, definition.version), len(definitions))
        places[token.key] = len(rows)
        todo.extend((child, len(rows)) for child in reversed(list(token.below)))
        rows.append(_row(token, owner, number))
    outcome = tree.outcome
    state = State(
        definitions=list(definitions),
        tokens=rows,
        queue=[places[t.key] for t in tree.queue if t.state == READY and tree.tasks.get(t.id) is t],
        extras=extras,
        outcome=(outcome.kind, outcome.code) if outcome is not None else None,
        halted=tree.halted,
    )
    return HEADER + _ENCODER.encode(state)


def _row(token: Token, owner: int, definition: int) -> Row:
    return Row(
        i=token.key,
        n=token.node.name,
        s=token.state,
        o=owner,
        d=definition,
        p=int(token.phase),
        r=int(token.role),
        x=token.via if token.entered is None else None,
        e=(token.entered - _EPOCH) // _MICROSECOND if token.entered is not None else None,
        v=token.variables,
        f=token.facts or None,
        c=token.failed,
        k=token.index,
        a=token.steps if token.state == READY else 0,
    )


def load(data: bytes, definition: Definition, environment: Environment) -> tuple[Tree, dict[str, Any]]:
    """The instance these bytes hold; ``StateError`` when they hold none of this version."""
    if not data.startswith(HEADER):
        raise StateError(f"the state is not of the format {HEADER.decode().strip()!r}: {data[:24]!r}")
    try:
        state = _DECODER.decode(data[len(HEADER) :])
    except msgspec.MsgspecError as error:
        raise StateError(f"the state cannot be read: {error}") from error
    tree = Tree(definition, environment)
    tree.bytes_used = len(data)
    known = _definitions(state, definition, environment)
    tokens: list[Token] = []
    for row in state.tokens:
        tokens.append(_token(tree, row, known[row.d], tokens))
    tree.task_tree = tokens[0]
    tree.queue.extend(tokens[place] for place in state.queue)
    tree.halted = state.halted
    if state.outcome is not None:
        tree.outcome = Outcome(*state.outcome)  # type: ignore[arg-type]
    return tree, state.extras


def _definitions(state: State, root: Definition, environment: Environment) -> list[Definition]:
    process_id, version = state.definitions[0]
    if (process_id, version) != (root.process_id, root.version):
        raise StateError(
            f"the state is of {process_id} {version!r}, not of {root.process_id} {root.version!r}"
        )
    called = [environment.definition(key, version=version) for key, version in state.definitions[1:]]
    return [root, *called]


def _token(tree: Tree, row: Row, definition: Definition, tokens: list[Token]) -> Token:
    node = definition.nodes.get(row.n)
    if node is None:
        raise StateError(f"the definition {definition.process_id} {definition.version!r} has no {row.n!r}")
    owner = tokens[row.o] if row.o >= 0 else None
    token = Token(tree, node, owner, state=row.s, token_id=row.i, role=Role(row.r))
    token.phase = Phase(row.p)
    token.via, token.failed, token.index, token.steps = row.x, row.c, row.k, row.a
    token.variables, token.facts = row.v, row.f if row.f is not None else {}
    if row.e is not None:
        token.entered = _EPOCH + timedelta(microseconds=row.e)
    if owner is not None and token.is_flow:
        owner.live += 1
    if token.phase is Phase.HELD:
        tree.held[token.key] = token
    if "gates" in token.facts:
        tree.gates[token.key] = token
    if "holds" in token.facts:
        tree.watching[token.key] = token
    return token
