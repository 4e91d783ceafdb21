"""The manual clock, for tests, demonstrations and acceptance."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from flask import Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine import rights
from engine.commands import clock as commands
from engine.errors import NotFound
from engine.machine import Engine
from engine.store.stored_clock import StoredClock
from web.api import calls
from web.api.shapes import Answer, Body, Instant, Number, Shown

clock = calls.noun("clock", "The manual clock (LIYE_CLOCK=manual); managers only")
MOST = 400_000_000  # seconds, over ten years


class ClockAnswer(Answer):
    """What time it is in the office."""

    now: Shown


class Advance(Body):
    """How far: by seconds, or to an instant."""

    seconds: Number | None = Field(None, ge=0, le=MOST, description="0 runs what is due now")
    to: Instant | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Advance:
        """Just one is said."""
        if (self.seconds is None) == (self.to is None):
            raise PydanticCustomError("one_of_two", "say either seconds or to")
        return self

    @property
    def span(self) -> timedelta | None:
        """By how much."""
        return None if self.seconds is None else timedelta(seconds=float(Decimal(self.seconds)))


@clock.get("/clock", responses={"200": ClockAnswer})
def get_clock() -> Response:
    """The office's time."""
    return _answer(_manual().clock.now())


@clock.post("/clock/advance", responses={"200": ClockAnswer})
def advance_clock(body: Advance) -> Response:
    """Fire every timer and run every job due by then, each at its own instant, before the answer."""
    _manual()
    now = calls.once(
        lambda machine: commands.advance(machine, calls.actor(), to=body.to, by=body.span),
        made=lambda _: calls.machine().clock.now(),
    )
    return _answer(now)


def _manual() -> Engine:
    machine = calls.machine()
    if not isinstance(machine.clock, StoredClock):
        raise NotFound("the clock is the system's; start with LIYE_CLOCK=manual", code="CLOCK_NOT_MANUAL")
    rights.refuse_unless_manager(calls.actor())
    return machine


def _answer(now: datetime) -> Response:
    return calls.answer(ClockAnswer(now=now))
