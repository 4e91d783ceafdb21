"""Signers added to a user task while it is open, before, after or beside whoever has it; and taken away.

In a countersign an added signer is one more body of the loop, so that his answer counts like the others'. At
a step of one person he is asked by a token below the step's own: the step is not left before he has answered.
Who lets others sign before him leaves his place held (phase ``AWAY``) until they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from engine.errors import Conflict
from engine.model import Json
from engine.runtime import results
from engine.runtime.elements.quantities import QUEUED
from engine.runtime.moving import hold
from engine.runtime.tokens import Phase, Token

if TYPE_CHECKING:
    from engine.runtime.elements.activity import Activity
    from engine.runtime.elements.loops import MultiInstanceLoop

BEFORE, AFTER, BESIDE = "before", "after", "beside"
EXTRA = "extra"
"""Of a token: who asked for this signer."""
LATER = "after"
"""Of a token: those who are asked when it is done, each with who asked for him."""
FIRST = "first"
"""Of a held place: the numbers of the bodies that come before it."""


def add(token: Token, people: Sequence[str], position: str, by: str) -> None:
    """Ask these too; ``token`` is where ``by`` is asked."""
    loop = loop_of(token)
    if position == AFTER:
        token.fact(LATER, [*token.facts.get(LATER, ()), *([person, by] for person in people)])
        if loop is not None and token.owner is not None:
            _more(token.owner, len(people))
        return
    if loop is None:
        host = token if position == BESIDE else _hold(token, by)
        for person in people:
            ask(host, person, by)
        return
    host = cast(Token, token.owner)
    _more(host, len(people))
    asked = [ask_body(loop, host, person, by) for person in people]
    if position == BEFORE:
        _hold(token, by).fact(FIRST, asked)


def remove(token: Token, person: str) -> None:
    """Whoever was to sign at this step and has not needs no longer: the rest decides."""
    loop = loop_of(token)
    group = cast(Token, token.owner) if loop is not None or EXTRA in token.facts else token
    holders = [group, *group.below]
    for holder in holders:
        later: list[Any] = holder.facts.get(LATER, [])
        if any(one == person for one, _ in later):
            holder.fact(LATER, [pair for pair in later if pair[0] != person] or None)
            if loop is not None:
                _fewer(loop, group)
            elif not group.live and "done" in group.facts:
                group.wake(Phase.LEAVE)
            return
    if loop is None:
        _remove_extra(group, person)
    elif not _remove_item(loop, group, person):
        _remove_body(loop, group, person)


def _remove_extra(group: Token, person: str) -> None:
    found = [one for one in group.below if EXTRA in one.facts and one.facts.get("for") == person]
    if not found:
        raise Conflict(f"{person} does not sign here, or has signed already", code="NO_SUCH_SIGNER")
    found[0].cancel()
    group.tree.check_scope(group, found[0])


def _remove_item(loop: MultiInstanceLoop, host: Token, person: str) -> bool:
    """One after another: somebody whose turn has not come."""
    if not loop.sequential:
        return False
    items, begun = host.facts["items"], host.facts.get("begun", host.facts["done"] + 1)
    if person not in items[begun:]:
        return False
    at = items.index(person, begun)
    host.fact("items", [*items[:at], *items[at + 1 :]])
    _fewer(loop, host)
    return True


def _remove_body(loop: MultiInstanceLoop, host: Token, person: str) -> None:
    bodies = [one for one in host.below if one.is_flow and whose(loop, one) == person]
    if not bodies:
        raise Conflict(f"{person} does not sign here, or has signed already", code="NO_SUCH_SIGNER")
    if host.facts["total"] == 1:
        raise Conflict("somebody must sign; the last one is not taken away", code="LAST_SIGNER")
    later = len(bodies[0].facts.get(LATER, ()))
    if later:
        host.fact("total", host.facts["total"] - later)
    bodies[0].cancel()
    release(host, bodies[0])
    _fewer(loop, host)


def whose(loop: MultiInstanceLoop, body: Token) -> object:
    """Who is asked by a body: the one who was added, or whom the item names."""
    return body.facts.get("for") or loop.item_of(body)


def _more(host: Token, number: int) -> None:
    host.fact("total", host.facts["total"] + number)


def _fewer(loop: MultiInstanceLoop, host: Token) -> None:
    host.fact("total", host.facts["total"] - 1)
    over = loop.vote is not None and loop.vote.verdict(host) is not None
    loop.go_on(host, over=over)


# Asking


def loop_of(token: Token) -> MultiInstanceLoop | None:
    """The countersign a token is one of."""
    loop = getattr(token.node, "loop", None)
    return loop if loop is not None and token.index is not None and hasattr(loop, "vote") else None


def ask(host: Token, person: str, by: str) -> Token:
    """Below the token of a step of one person."""
    token = host.tree.place(host.node, host)
    token.fact(EXTRA, by)
    token.fact(QUEUED, True)
    token.fact("for", person)
    token.go()
    return token


def ask_body(loop: MultiInstanceLoop, host: Token, person: str, by: str) -> int:
    """One more body of a countersign; answers its number."""
    said = [row["i"] for row in host.facts.get("votes", ())] + [row[0] for row in host.facts["outputs"]]
    live = [one.index or 0 for one in host.below if one.is_flow]
    number: int = max([*said, *live, host.facts.get("last", len(host.facts.get("items", ())))]) + 1
    host.fact("last", number)
    loop.begin(host, number, person, {"for": person, EXTRA: by})
    return number


def _hold(token: Token, by: str) -> Token:
    """The place of whoever lets others sign before him; he is asked again then."""
    if token.facts.get(EXTRA) is not None and loop_of(token) is None:
        raise Conflict("who was added to a step adds nobody before himself", code="ADDED_SIGNER")
    holder = hold(token, by)
    holder.fact(LATER, token.facts.get(LATER))
    token.cancel()
    return holder


# Looking


@dataclass(frozen=True, slots=True)
class Signers:
    """Those who were added to a step and have not answered: who, and who asked for each."""

    asked: Mapping[str, tuple[str, str]]
    """By the token that asks: the person, and who added him."""
    later: Sequence[tuple[str, str]]
    """Not asked yet: the person, and who added him."""
    is_countersign: bool


def members_of(token: Token) -> list[Token]:
    """The group that signs a step together: first the token of the countersign, or of the step."""
    in_group = loop_of(token) is not None or EXTRA in token.facts
    group = cast(Token, token.owner) if in_group else token
    return [group, *(one for one in group.below if one.is_flow)]


def began(token: Token) -> datetime | None:
    """When the first of them was asked."""
    return min((one.entered for one in members_of(token) if one.entered is not None), default=None)


def result_of(token: Token) -> Mapping[str, Json] | None:
    """How the countersign stands that this token is one of."""
    loop = loop_of(token)
    return loop.vote.result(cast(Token, token.owner)) if loop is not None and loop.vote else None


def of(token: Token) -> Signers:
    """Who was added to the step of a token."""
    loop, members = loop_of(token), members_of(token)
    asked = {one.key: (one.facts["for"], one.facts[EXTRA]) for one in members if EXTRA in one.facts}
    later = [(person, by) for one in members for person, by in one.facts.get(LATER, ())]
    return Signers(asked, later, loop is not None)


def others_sign(token: Token) -> bool:
    """Whether a step of one person waits for others when he is done."""
    return loop_of(token) is None and bool(token.live or token.facts.get(LATER))


# Going on


def asks_later(token: Token) -> bool:
    """A step of one person is done by him: those who come after are asked now; whether anybody still is."""
    later = token.facts.get(LATER)
    if later:
        token.fact(LATER, None)
        for person, by in later:
            ask(token, person, by)
    return bool(token.live)


def keep_results(token: Token) -> None:
    """What he brought is written when he is done, not when the last of those after him is."""
    activity = cast("Activity", token.node)
    if "written" not in token.facts and token.owner is not None:
        results.write(token, activity.output_mappings, token.owner)
        token.fact("written", True)


def leave(token: Token) -> None:
    """Whoever was added has answered: his answer is written where the step's own is."""
    activity, host = cast("Activity", token.node), token.owner
    assert host is not None
    assert host.owner is not None
    results.write(token, activity.output_mappings, host.owner)
    activity.close(token, "completed")
    token.tree.remove(token)
    token.tree.check_scope(host, token)


def release(host: Token, body: Token) -> None:
    """A body of a countersign is over: whoever waited for it, and for no other, is asked now."""
    for place in host.below:
        first = place.facts.get(FIRST)
        if first is None:
            continue
        left = [number for number in first if number != body.index]
        place.fact(FIRST, left or None)
        if not left:
            place.wake(Phase.ENTER)
