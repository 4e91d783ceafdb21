"""An agreement that is to be confirmed, on pages: what changed, in words, and what may be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from engine.model import Actor, Json, ProcessInstance
from engine.office.circulations import Circulation
from engine.queries import process_instances as matters
from engine.queries import reconfirming as queries
from engine.queries.answers import Answered
from engine.queries.returns import Changed
from engine.reconfirming import Asked
from web import current, differences, languages, naming
from web.choices import OfficeChoices
from web.differences import Piece
from web.form_rendering import present
from web.languages import gettext as _
from web.showing import value as in_words


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, and what is gone and new in it."""

    title: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, whether it says no, and so must be explained."""

    value: str
    label: str
    says_no: bool


@dataclass(frozen=True, slots=True)
class Confirming:
    """What the page shows."""

    step: str
    changed: Sequence[Difference]
    choices: Sequence[Choice]


def of(
    sent: Circulation, matter: ProcessInstance, said: Sequence[Answered], actor: Actor
) -> Confirming | None:
    """For the page of what somebody was sent; None when nothing is to be confirmed."""
    found = queries.of_circulation(current.engine(), sent, actor) if sent.element_id else None
    if found is None:
        return None
    step = naming.element_in(naming.newest(matter.process_key), found.asked.element_id)
    changed = [_difference(one, matter, said, actor) for one in found.changed]
    labels = _labels(found.asked, matter)
    choices = [
        Choice(one, labels.get(one, one), found.asked.means(one) == "objected") for one in found.asked.choices
    ]
    return Confirming(step, changed, choices)


def choice_named(instance_id: str, element_id: str | None, choice: str | None) -> str:
    """What somebody chose, in the words of the countersign's form."""
    actor = current.actor()
    if choice is None or element_id is None or actor is None:
        return ""
    found = queries.asked(current.engine(), instance_id, element_id, actor)
    matter = matters.get(current.engine(), instance_id, actor)
    return choice if found is None else _labels(found, matter).get(choice, choice)


def question_of(sent: Circulation) -> str:
    """What was sent along; the office's own words about a changed text are Chinese, others read ours."""
    if sent.element_id is None or naming.is_chinese():
        return sent.text
    return _("It was changed after they agreed: do they still agree?")


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(choice_named=choice_named, question_of=question_of)


def _labels(asked: Asked, matter: ProcessInstance) -> dict[str, str]:
    if asked.form is None or asked.field is None:
        return {}
    spoken = naming.spoken(asked.form, asked.form_key or "", matter.process_key).field(asked.field.name)
    return {str(one.value): one.label for one in spoken.choices}


def _difference(one: Changed, matter: ProcessInstance, said: Sequence[Answered], actor: Actor) -> Difference:
    form = next((each for each in reversed(said) if any(f.name == one.name for f in each.form.fields)), None)
    if form is None:
        return Difference(one.name, differences.pieces(_plain(one.before), _plain(one.now)))
    before, now = (_shown(form, one.name, value, matter, actor) for value in (one.before, one.now))
    return Difference(now[0], differences.pieces(before[1], now[1]))


def _plain(value: Json) -> str:
    return "" if value is None else in_words(value)


def _shown(one: Answered, name: str, value: Json, matter: ProcessInstance, actor: Actor) -> tuple[str, str]:
    """A field's title, and a value of it as its form shows it."""
    spoken = naming.spoken(one.form, one.form_key, matter.process_key)
    form = spoken.for_step({field.name: "read" for field in spoken.fields})
    page = present(
        form, {name: value}, choices=OfficeChoices(actor), locale=languages.locale(), given={name: value}
    )
    items = [item for part in page.parts for item in part.items if item.field.name == name]
    if not items or value is None:
        return form.field(name).title or name, ""
    names = [file.name for file in items[0].files]
    return items[0].title or name, languages.listed([*items[0].shown, *names]) or _plain(value)
