"""The directory and the files as a form's pickers ask for them, for one person."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from engine.errors import NotFound
from engine.model import Actor
from engine.office import numbering
from engine.office.units import Unit
from engine.queries import files
from web import current, languages, people
from web.form_pickers import Entry, StoredFile

MOST = 500


class OfficeChoices:
    """What can be chosen today (``web.form_pickers.Choices``)."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._directory = current.engine().desk.directory
        self._today = current.today()

    def people(self, q: str) -> Sequence[Entry]:
        """Who matches these words."""
        return [self._person(user.login) for user in self._directory.find_users(q, self._today, MOST)]

    def units(self, q: str) -> Sequence[Entry]:
        """Units that match."""
        return [_unit(unit) for unit in self._directory.find_units(q, self._today, MOST)]

    def groups(self, q: str) -> Sequence[Entry]:
        """Candidate groups that match."""
        names = ((key, people.group_name(key)) for key in sorted(self._directory.known_groups(self._today)))
        return [Entry(key, name, key) for key, name in names if q.casefold() in f"{key} {name}".casefold()]

    def books(self, q: str) -> Sequence[Entry]:
        """Number books that match."""
        found = numbering.books().values()
        return [Entry(book.code, book.code, book.name) for book in found if q in book.code + book.name]

    def person(self, login: str) -> Entry | None:
        """One person, former ones included."""
        return self._person(login) if login in self._directory.users else None

    def unit(self, key: str) -> Entry | None:
        """One unit, former ones included."""
        unit = self._directory.units.get(key)
        return _unit(unit) if unit else None

    def group(self, key: str) -> Entry | None:
        """One candidate group."""
        return Entry(key, people.group_name(key), key)

    def book(self, code: str) -> Entry | None:
        """One number book."""
        book = numbering.books().get(code)
        return Entry(book.code, book.code, book.name) if book else None

    def file(self, key: str) -> StoredFile | None:
        """An uploaded file this person may see."""
        try:
            file = files.get(current.engine(), key, self._actor)
        except NotFound:
            return None
        return StoredFile(file.id, file.name, file.size, url_for("matters.file", file_id=file.id))

    def _person(self, login: str) -> Entry:
        known = people.person_of(login)
        return Entry(login, known.name, known.posts or known.unit)


def _unit(unit: Unit) -> Entry:
    zh = languages.locale() == "zh_CN"
    return Entry(unit.key, unit.name_zh if zh else unit.name_en, "")
