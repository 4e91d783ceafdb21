"""Opinions as the paper sheet has them: groups as the diagram orders them, in each the highest rank first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, request

from engine.called import versions
from engine.catalog.version import Version
from engine.model import Actor, ProcessInstance
from engine.office.calendar import local_day
from engine.office.circulations import Receiver
from engine.queries import circulations
from engine.queries import opinions as queries
from engine.queries.answers import Answered
from engine.queries.opinions import Correction, Marks
from forms.fields import Field
from web import confirming, current, naming, trails
from web.languages import gettext as _

LOWEST = 999  # of whoever holds no post


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An opinion with its signature; what its author put right later stands below it."""

    text: str
    actor: str
    on_behalf_of: str | None
    at: datetime
    rank: int = LOWEST
    signature: str | None = None  # files
    ink: str | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinions:
    """The opinions of one group, the highest rank first; an empty box where nobody has said anything yet."""

    title: str
    items: tuple[Said, ...]


def of(matter: ProcessInstance, said: Sequence[Answered], actor: Actor) -> tuple[Opinions, ...]:
    """The boxes of the sheet."""
    groups: dict[str, list[Said]] = {title: [] for title in _boxes(matter)}
    read = list(_sent_round(matter, actor))
    logins = [one.actor for one in said] + [one.answered_by or one.login for one, *_rest in read]
    marks = queries.marks(current.engine(), matter.id, logins, actor)
    for one in said:
        text = trails.opinion_of(one)
        if one.task is not None and (text or one.opinion_group is not None):  # a bare name counts as consent
            title = _title(one.opinion_group, matter, one.task.element_id)
            groups.setdefault(title, []).append(_signed(one, text, marks))
    for reader, at, text, kind in read:
        title = _("Answers to questions") if kind == "consult" else _("Opinions of readers")
        groups.setdefault(title, []).append(_read(reader, at, text, marks))
    return tuple(
        Opinions(title, tuple(sorted(items, key=lambda one: (one.rank, one.at))))
        for title, items in groups.items()
    )


def is_opinion(field: Field) -> bool:
    """Whether a field of a form takes somebody's own words."""
    return field.name in trails.SENTENCES and field.kind == "multiline"


def phrases_for(field: Field) -> tuple[str, ...]:
    """What may be taken into a field with one click, on the page of a task."""
    actor = current.actor()
    if actor is None or request.blueprint != "tasks" or not is_opinion(field):
        return ()
    return queries.phrases(current.engine(), actor)


def my_phrases() -> tuple[str, ...]:
    """The same for any field of words."""
    actor = current.actor()
    return () if actor is None else queries.phrases(current.engine(), actor)


def my_ink(task_id: str) -> str | None:
    """What the person in front of the page has written by hand for a task."""
    actor = current.actor()
    return None if actor is None else queries.ink(current.engine(), task_id, actor)


def init(app: Flask) -> None:
    """Give the templates what they show of it."""
    app.jinja_env.globals.update(phrases_for=phrases_for, my_phrases=my_phrases, my_ink=my_ink)


def _boxes(matter: ProcessInstance) -> Iterator[str]:
    """The boxes the diagram prints, in its order, also those nobody has written in."""
    with current.engine().reading() as view:
        called = {one.key: one for one in versions(current.engine(), view, matter)}
    yield from _boxes_of(naming.version_of(matter), called, matter)


def _boxes_of(version: Version, called: dict[str, Version], matter: ProcessInstance) -> Iterator[str]:
    """Those of a called process stand where it is called, once."""
    called.pop(version.key, None)
    for element in version.process.elements.values():
        if element.extensions.opinion_group is not None:
            yield _title(element.extensions.opinion_group, matter, element.id)
        if element.called in called:
            yield from _boxes_of(called[element.called], called, matter)


def _title(group: str | None, matter: ProcessInstance, element_id: str) -> str:
    """The group's name as the diagram has it; for readers of English the step's name."""
    step = naming.element_name(matter, element_id)
    if group is None:
        return step
    return group if naming.is_chinese() else step


def _signed(one: Answered, text: str, marks: Marks) -> Said:
    task_id = one.task.id if one.task is not None else ""
    return Said(
        text=text,
        actor=one.actor,
        on_behalf_of=one.on_behalf_of,
        at=one.at,
        rank=_rank(one.on_behalf_of or one.actor, one.at),
        signature=marks.signature(one.actor, one.at),
        ink=marks.inks.get((task_id, one.actor)),
        corrections=marks.corrections.get(task_id, ()),
    )


def _read(one: Receiver, at: datetime, text: str, marks: Marks) -> Said:
    """Signed by who read it; where he read for somebody else both names."""
    by = one.answered_by or one.login
    behalf = one.login if by != one.login else None
    rank, signature = _rank(one.login, at), marks.signature(by, at)
    return Said(text=text, actor=by, on_behalf_of=behalf, at=at, rank=rank, signature=signature)


def _sent_round(matter: ProcessInstance, actor: Actor) -> Iterator[tuple[Receiver, datetime, str, str]]:
    """What readers said of their own accord, and answers to questions."""
    default = current.engine().desk.policies.text("circulate.opinion")
    for sent in circulations.of_instance(current.engine(), matter.id, actor):
        for one in sent.receivers:
            chosen = confirming.choice_named(matter.id, sent.element_id, one.choice)
            text = " · ".join(part for part in (chosen, one.opinion) if part)
            if one.answered_at is not None and text and text != default:
                yield one, one.answered_at, text, sent.kind


def _rank(login: str, at: datetime) -> int:
    """The rank of somebody's highest post on that day; 1 is the highest."""
    posts = current.engine().desk.directory.posts_of(login, local_day(at))
    return posts[0].rank if posts else LOWEST
