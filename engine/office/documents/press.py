"""The press: what a job is given as ``documents``. It sets a document and keeps the files that come of it.

A file it keeps is the machine's until the job's task is completed with it; then the matter holds it. One
that no matter came to hold (the job was tried again) goes after a day, as uploads do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.clock import OFFICE_ZONE
from engine.model import SYSTEM, Json
from engine.office import files
from engine.office.documents import draft, official
from engine.office.documents.fonts import open_shelf
from engine.office.documents.official import OfficialDocument
from engine.office.documents.typeset import typeset
from engine.office.documents.word import fill
from engine.office.files import FileStore
from engine.settings import Settings
from engine.store.unit_of_work import UnitOfWork, View

LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as two files, and what people should know of it."""

    pdf: Json
    docx: Json
    pages: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """Sets documents, outside any transaction."""

    reading: Callable[[], AbstractContextManager[View]]
    working: Callable[[], AbstractContextManager[UnitOfWork]]
    store: FileStore
    settings: Settings
    now: datetime  # the office's time: what the file says of itself

    def print(self, said: Mapping[str, Any]) -> Printed:
        """Set a document from a matter's values; ``draft`` and attachments may be files."""
        document, notes = self.compose(said)
        made = self.now.astimezone(OFFICE_ZONE)
        done = typeset(document, open_shelf(self._folder("fonts")), made=made)
        word = fill(document, self._folder("templates"), made=made)
        name = _name(document)
        return Printed(
            self._keep(f"{name}.pdf", done.pdf), self._keep(f"{name}.docx", word), done.pages,
            (*notes, *done.notes),
        )  # fmt: skip

    def compose(self, said: Mapping[str, Any]) -> tuple[OfficialDocument, list[str]]:
        """The document, its texts read from the files that hold them."""
        values, notes = dict(said), list[str]()
        if (source := values.pop("draft", None)) is not None:
            issuers = [str(one) for one in values.get("issuers") or ()]
            found = draft.trimmed(self._pieces(source), str(values.get("title") or ""), issuers)
            values["body"] = found.body
            if found.main_to and values.get("main_to"):
                values["main_to"] = [found.main_to]
                notes.append("主送机关按文稿的写法排印")
        attachments = []
        for one in values.get("attachments") or ():
            body: tuple[draft.Piece, ...] = ()
            if one.get("file") is not None:
                try:
                    body = self._pieces(one["file"])
                except draft.UnreadableDraft as error:
                    notes.append(f"附件《{one['name']}》另行排印：{error.message_zh}")
            attachments.append({"name": one["name"], "body": body or one.get("body")})
        values["attachments"] = attachments
        return official.read(values), notes

    def _pieces(self, reference: Mapping[str, Any]) -> tuple[draft.Piece, ...]:
        with self.reading() as view:
            found = files.of(view, str(reference[files.REFERENCE]))
        with self.store.read(found.id) as stream:
            return draft.read(found.name, stream.read())

    def _keep(self, name: str, content: bytes) -> Json:
        file = files.receive(self.store, name, BytesIO(content), self.settings, by=SYSTEM.login, now=self.now)
        with self.working() as uow:
            files.add(uow, file)
        return {files.REFERENCE: file.id}

    def _folder(self, name: str) -> Path:
        """The office's own fonts or templates."""
        chosen = {"fonts": self.settings.fonts, "templates": self.settings.templates}[name]
        return Path(chosen) if chosen else self.settings.home / name


def _name(document: OfficialDocument) -> str:
    title = document.title or document.mark or document.wenzhong
    return f"{document.doc_no} {title[:LONGEST_TITLE]}".strip().replace("/", "／")
