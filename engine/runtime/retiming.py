"""Timers whose instant is read from something outside that has moved: a limit that was extended or paused."""

from __future__ import annotations

from collections.abc import Callable

from engine.runtime.catching import TimerCatch
from engine.runtime.failures import Failure
from engine.runtime.tokens import STARTED, Token
from engine.runtime.tree import Tree


def retime(tree: Tree, asks: Callable[[str], bool], *, standing: bool) -> None:
    """Work out anew when those timers fire whose text ``asks`` for it; ``standing``: they wait until told.

    What cannot be worked out stays as it was: nobody's step is refused for another's timer.
    """
    for token in list(tree.tasks.values()):
        catch = _waiting_timer(token)
        if catch is None or not asks(catch.timer.expression.text):
            continue
        if standing:
            catch.close(token)
            continue
        try:
            catch.open(token)
        except Failure:
            continue
    tree.journal.keep()


def _waiting_timer(token: Token) -> TimerCatch | None:
    """The timer a token waits for, whatever its node."""
    if token.state != STARTED or "due" not in token.facts or "came" in token.facts:
        return None
    catch_of = getattr(token.node, "catch_of", None)
    catch = catch_of(token) if catch_of is not None else None
    return catch if isinstance(catch, TimerCatch) else None
