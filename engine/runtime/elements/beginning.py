"""What begins an instance is worked out before there is any data: names and times are written out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bpmn import feel
from engine.runtime.catching import Catch, MessageCatch, SignalCatch, TimerCatch
from engine.runtime.site import Site
from engine.runtime.timers import start_due

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check_beginning(site: Site, catches: Iterable[Catch]) -> None:
    """Refuse what could be said only by a running instance."""
    for catch in catches:
        if isinstance(catch, (MessageCatch, SignalCatch)) and catch.name.text.startswith("="):
            message = (
                f"there is no data before an instance begins; write the name out instead of {catch.name.text}"
            )
            site.refuse(f"{catch.kind}-name", message)
        elif isinstance(catch, TimerCatch) and (catch.timer.expression.names or not _computes(catch)):
            message = (
                "there is no data before an instance begins; write a time, or FEEL that reads no variable"
            )
            site.refuse("timer-invalid", message)


def _computes(catch: TimerCatch) -> bool:
    try:
        start_due(catch.timer, SOME_DAY)
    except (feel.FeelError, ValueError, OverflowError):
        return False
    return True
