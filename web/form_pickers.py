"""Where the choices of a form come from that are not in the form: people, units, groups, books, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forms.fields import Field
from web.form_words import Words

LIST = 60  # more are not shown at once: search


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something to choose: what is stored, its name, and what tells it from its namesakes."""

    value: str
    name: str
    detail: str = ""  # a person's unit and post


def filesize(count: int) -> str:
    """How large a file is: 129 B, 1.2 KB, 3.4 MB."""
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file, as far as a form shows it."""

    id: str
    name: str
    size: int
    url: str

    @property
    def size_text(self) -> str:
        """How large it is, in a unit that can be read."""
        return filesize(self.size)


class Choices(Protocol):
    """The directory and the files, as a form needs them."""

    def people(self, q: str) -> Sequence[Entry]:
        """Who matches these words (all for none), the most likely first."""
        ...

    def units(self, q: str) -> Sequence[Entry]:
        """Units that match."""
        ...

    def groups(self, q: str) -> Sequence[Entry]:
        """Candidate groups that match."""
        ...

    def books(self, q: str) -> Sequence[Entry]:
        """Number books that match."""
        ...

    def person(self, login: str) -> Entry | None:
        """One person, former ones included."""
        ...

    def unit(self, key: str) -> Entry | None:
        """One unit, former ones included."""
        ...

    def group(self, key: str) -> Entry | None:
        """One candidate group."""
        ...

    def book(self, code: str) -> Entry | None:
        """One number book."""
        ...

    def file(self, key: str) -> StoredFile | None:
        """An uploaded file this person may see."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, as drawn."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The search box of a picker."""

    name: str
    query: str
    note: str


_ONE = {"people": "person", "units": "unit", "groups": "group"}


class Picker:
    """Draws the choices of one kind."""

    def __init__(self, choices: Choices, words: Words, queries: Mapping[str, str]) -> None:
        self.choices = choices
        self.words = words
        self.queries = queries

    def options(
        self, field: Field, name: str, chosen: Sequence[str]
    ) -> tuple[tuple[Option, ...], Search | None]:
        """What to choose from, what is chosen always among it, and the search box where there is too much."""
        kind = _ONE.get(field.kind, field.kind)
        query = self.queries.get(name, "")
        found = self._find(kind, query)
        shown = [Option(value, self.label(kind, value), chosen=True) for value in chosen]
        if not query:
            # a list that is not searched keeps its order; what is chosen is marked where it stands
            shown = [one for one in shown if one.value not in {entry.value for entry in found[:LIST]}]
        names = {one.value for one in shown}
        shown += [
            Option(entry.value, self._named(entry), chosen=entry.value in chosen)
            for entry in found[:LIST]
            if entry.value not in names
        ]
        if len(found) <= LIST and not query:
            return tuple(shown), None
        note = self.words("more") if len(found) > LIST else ""
        note = note if found else self.words("found_nothing", query=query)
        return tuple(shown), Search(f"_q.{name}", query, note)

    def label(self, kind: str, value: str) -> str:
        """How one stored value is shown: always with its unit, for there are namesakes."""
        lookup = {
            "person": self.choices.person,
            "unit": self.choices.unit,
            "group": self.choices.group,
            "book": self.choices.book,
        }[_ONE.get(kind, kind)]
        entry = lookup(value)
        return self._named(entry) if entry else value + self.words("unknown")

    def _find(self, kind: str, query: str) -> Sequence[Entry]:
        search = {
            "person": self.choices.people,
            "unit": self.choices.units,
            "group": self.choices.groups,
            "book": self.choices.books,
        }[kind]
        return search(query)

    def _named(self, entry: Entry) -> str:
        return entry.name + self.words.aside(entry.detail)
