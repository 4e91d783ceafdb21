"""The handling sheet 处理单: the paper form of a matter, filled from what people handed in so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.model import Actor, ProcessInstance
from engine.office.numbering import Number
from engine.queries import process_instances
from engine.queries.answers import Answered
from forms.fields import Field
from web import current, languages, naming, opinions, trails
from web.choices import OfficeChoices
from web.form_pickers import StoredFile
from web.form_rendering import Item, Page, present
from web.languages import gettext as _

SHORT = 16  # characters of an answer that needs only half the width


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the sheet."""

    title: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A matter on paper."""

    heading: str
    matter: ProcessInstance
    numbers: tuple[Number, ...]
    rows: tuple[tuple[Fact, ...], ...]  # one or two facts a line
    opinions: tuple[opinions.Opinions, ...]
    files: tuple[StoredFile, ...]


def of(matter: ProcessInstance, said: Sequence[Answered], actor: Actor) -> Sheet:
    """The sheet as far as the matter has come."""
    drawn = [(one, _drawn(one, actor, matter)) for one in said]
    return Sheet(
        heading=_("%(process)s: handling sheet", process=_handled(matter)),
        matter=matter,
        numbers=tuple(process_instances.numbers(current.engine(), matter.id, actor)),
        rows=tuple(_paired(fact for fact in _facts(drawn) if fact.shown != matter.title)),
        opinions=opinions.of(matter, said, actor),
        files=_files(page for _one, page in drawn),
    )


def _handled(matter: ProcessInstance) -> str:
    """What is handled: the sheet of 收文办理 is called 收文处理单."""
    return naming.process_name(matter.process_key).removesuffix("办理")


def _drawn(one: Answered, actor: Actor, matter: ProcessInstance) -> Page:
    spoken = naming.spoken(one.form, one.form_key, matter.process_key, one.task)
    form = spoken.for_step({field.name: "read" for field in spoken.fields})
    return present(
        form, one.values, choices=OfficeChoices(actor), locale=languages.locale(), given=one.values
    )


def _facts(drawn: Iterable[tuple[Answered, Page]]) -> list[Fact]:
    """Every answer that is no opinion; a later answer of the same name replaces the earlier."""
    found: dict[str, Fact] = {}
    for one, page in drawn:
        if one.opinion_group is not None:
            continue
        for item in (item for part in page.parts for item in part.items):
            if item.shown and not _is_said(item.field):
                found[item.field.name] = Fact(item.title, languages.listed(item.shown))
    return list(found.values())


def _is_said(field: Field) -> bool:
    """Whether it stands among the opinions already: a sentence, or a decision that was chosen."""
    chosen = field.name in trails.DECISIONS and bool(field.choices)
    return chosen or field.name in trails.SENTENCES


def _paired(facts: Iterable[Fact]) -> Iterator[tuple[Fact, ...]]:
    """Two short answers share a line."""
    waiting: Fact | None = None
    for fact in facts:
        if len(fact.shown) > SHORT:
            yield (fact,)
        elif waiting is None:
            waiting = fact
        else:
            yield (waiting, fact)
            waiting = None
    if waiting is not None:
        yield (waiting,)


def _files(pages: Iterable[Page]) -> tuple[StoredFile, ...]:
    items = (item for page in pages for part in page.parts for item in part.items)
    return tuple({file.id: file for item in items for file in _inside(item)}.values())


def _inside(item: Item) -> Iterator[StoredFile]:
    yield from item.files
    for inner in (*item.items, *(one for row in item.rows for one in row)):
        yield from _inside(inner)
