"""The working calendar: the yearly lists of holidays and make-up days."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from engine.commands import calendars as commands
from engine.office.calendar import YearList
from web.api import calls
from web.api.shapes import Answer, Body, Text, Whole

calendars = calls.noun("calendars", "The yearly lists of holidays and make-up days")
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="2027-02-06")]


class Span(BaseModel):
    """A holiday, with its first and its last day."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    name: Text
    begins: Day = Field(alias="from")
    ends: Day = Field(alias="to")


class NewYear(Body):
    """A year as the State Council's notice gives it."""

    year: Whole = Field(ge=1900, le=2999)
    source: Text
    holidays: list[Span] = Field(max_length=100)
    working: list[Day] = Field(max_length=100, description="make-up days: weekend days on which one works")


class YearAnswer(Answer):
    """What is known of a year."""

    year: int
    source: str
    holidays: list[str] = Field(description="every day on which one rests")
    working: list[str]

    @classmethod
    def of(cls, one: YearList) -> YearAnswer:
        """As the API shows it."""
        return cls(
            year=one.year,
            source=one.source,
            holidays=[day.isoformat() for day in sorted(one.holidays)],
            working=[day.isoformat() for day in sorted(one.working)],
        )


class YearsAnswer(Answer):
    """All of them."""

    items: list[YearAnswer]
    next: None = None


@calendars.get("/calendars", responses={"200": YearsAnswer})
def list_calendars() -> Response:
    """The years that are known; of others only weekends are."""
    years = calls.machine().desk.calendar.years
    return calls.answer(YearsAnswer(items=[YearAnswer.of(years[key]) for key in sorted(years)]))


@calendars.post("/calendars", responses={"201": YearAnswer})
def load_calendar(body: NewYear) -> Response:
    """Take in a year (`sys_admin`); it replaces what was known of it, and open limits are counted anew."""
    content = body.model_dump(by_alias=True)
    calls.once(lambda machine: commands.load_year(machine, content, calls.actor()), made=lambda _: None)
    return calls.answer(YearAnswer.of(calls.machine().desk.calendar.years[body.year]), 201)
