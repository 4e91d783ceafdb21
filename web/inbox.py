"""What the inbox shows for the filters in its address, and the cards of the start page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from engine.model import Actor, ProcessDefinition, SavedFilter
from engine.queries import definitions, saved_filters, user_tasks
from engine.queries.user_tasks import SOON
from engine.store import user_tasks as store
from engine.store.user_tasks import Wanted
from web import current, languages, naming, people
from web.languages import gettext as _

VIEWS = ("all", "mine", "offered", "unread", "together", "acting")
SORTS = {"due": "due", "created": "-created", "priority": "priority"}
LIGHTS = ("late", "soon", "fine")
GROUPS = ("process", "step", "light")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person chose; anything else in the address counts as nothing."""

    view: str
    q: str
    process: str
    light: str
    sort: str
    group: str

    @property
    def criteria(self) -> dict[str, str]:
        """What is kept under a name: what differs from the plain inbox."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        plain = {"view": VIEWS[0], "sort": next(iter(SORTS))}
        return {name: value for name, value in said.items() if value and value != plain.get(name)}


def of(actor: Actor, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page needs."""
    chosen = Filters(
        view=_one_of(args.get("view"), VIEWS),
        q=args.get("q", "").strip()[:200],
        process=args.get("process", "")[:200],
        light=args.get("light", "") if args.get("light") in LIGHTS else "",
        sort=_one_of(args.get("sort"), tuple(SORTS)),
        group=args.get("group", "") if args.get("group") in GROUPS else "",
    )
    engine = current.engine()
    wanted = _wanted(actor, chosen)
    page = user_tasks.page(
        engine,
        replace(wanted, light=_lit(chosen.light)),
        actor,
        sort="due" if chosen.group == "light" else SORTS[chosen.sort],
        group=chosen.group if chosen.group in store.GROUPS else None,
        cursor=args.get("cursor") or None,
    )
    return {
        "wanted": chosen,
        "kept": _kept(actor, chosen),
        "groups": [(key, people.group_name(key)) for key in sorted(actor.groups)],
        "processes": definitions.page(engine, latest=True, limit=200).items,
        "colours": user_tasks.colours(engine, wanted, actor),
        "page": page,
        "may_together": any(task.bulk for task in page.items),
        "acted_for": user_tasks.acted_for(engine, page.items, actor),
    }


def mine(actor: Actor) -> Wanted:
    """What I may do now: mine, or offered to me while nobody has it. For managers too, not all there is."""
    return Wanted(visible_to=(actor.login, tuple(sorted(actor.groups))), acting=actor)


def _lit(colour: str) -> tuple[str, datetime, datetime] | None:
    now = current.now()
    return (colour, now, now + SOON) if colour else None


def _wanted(actor: Actor, chosen: Filters) -> Wanted:
    found = replace(mine(actor), q=chosen.q or None, process=chosen.process or None)
    if chosen.view == "all":
        return found
    if chosen.view == "unread":
        return replace(found, unread=True)
    if chosen.view == "together":
        return replace(found, bulk=True)
    acting = actor if chosen.view == "acting" else None  # what is mine or offered to me is not another's
    return replace(found, share=(chosen.view, actor.login), acting=acting)


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved filter as a link."""

    one: SavedFilter
    is_mine: bool
    is_here: bool


def _kept(actor: Actor, chosen: Filters) -> list[Kept]:
    found = saved_filters.of(current.engine(), actor)
    return [Kept(one, one.owner == actor.login, one.criteria == chosen.criteria) for one in found]


@dataclass(frozen=True, slots=True)
class Startable:
    """A card of the start page."""

    key: str
    name: str
    version: int
    category: str
    description: str


def startable(one: ProcessDefinition) -> Startable:
    """What a person reads before he starts a process: the diagram's own documentation and category."""
    version = naming.newest(one.key)
    if version is None:
        return Startable(one.key, one.name, one.version, _("Others"), "")
    said, spoken = version.process.extensions.properties, languages.locale()
    category = said.get("category", "")
    return Startable(
        key=one.key,
        name=naming.process_name(one.key),
        version=one.version,
        category=version.text("category", category, spoken) or _("Others"),
        description=version.text("documentation", version.process.documentation or "", spoken),
    )


def start_form_key(key: str) -> str:
    """The form a start event names."""
    version = naming.newest(key)
    return (version.start_form_key or "") if version else ""


def _one_of(given: str | None, known: tuple[str, ...]) -> str:
    return given if given in known else known[0]
