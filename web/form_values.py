"""A stored value as text: in an input, and as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from forms.fields import NUMBERS, PICKED, Field
from forms.validation import is_date
from web.form_pickers import Picker
from web.form_words import Words

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Reader:
    """Puts values into words of one language."""

    def __init__(self, words: Words, picker: Picker, zone: tzinfo) -> None:
        self.words = words
        self.picker = picker
        self.zone = zone

    def text(self, field: Field, value: Any) -> str:
        """The text in the input: what was typed stays as it was typed."""
        if value is None or isinstance(value, Mapping | bool):
            return ""
        if field.kind == "lines" and isinstance(value, list):
            return "\n".join(str(one) for one in value)
        if isinstance(value, list):
            return ""
        if isinstance(value, Decimal):
            return f"{value:f}"
        if field.kind == "datetime" and (instant := self._instant(value)):
            return instant.strftime("%Y-%m-%dT%H:%M" + (":%S" if instant.second else ""))
        return str(value)

    def shown(self, field: Field, value: Any) -> Iterator[str]:
        """The value as people read it."""
        for one in value if isinstance(value, list) else [value]:
            if one is None or one == "" or isinstance(one, Mapping):
                continue
            if isinstance(one, bool):
                yield self.words("yes" if one else "no")
            elif field.choices:
                yield next((known.label for known in field.choices if known.value == one), str(one))
            elif field.kind in PICKED:
                yield self.picker.label(field.kind, str(one))
            elif field.kind in NUMBERS and isinstance(one, int | Decimal):
                yield f"{one:,f}" if isinstance(one, Decimal) else f"{one:,}"
            else:
                yield self._dated(field, str(one))

    def _dated(self, field: Field, text: str) -> str:
        if field.kind == "date" and is_date(text):
            return self._day(date.fromisoformat(text))
        if field.kind == "datetime" and (instant := self._instant(text)):
            return f"{self._day(instant.date())} {instant:%H:%M}"
        return text

    def _day(self, day: date) -> str:
        if self.words.is_english:
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return f"{day.year}年{day.month}月{day.day}日"

    def _instant(self, text: Any) -> datetime | None:
        try:
            instant = datetime.fromisoformat(str(text))
        except ValueError:
            return None
        return instant.astimezone(self.zone) if instant.tzinfo else None
