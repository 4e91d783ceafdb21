"""What people keep to look for in their inboxes."""

from __future__ import annotations

from flask import Response
from pydantic import Field

from engine.commands import saved_filters as commands
from engine.model import SavedFilter
from engine.queries import saved_filters as queries
from web.api import calls
from web.api.shapes import Answer, Body, ById, Nothing, Shown, Text

saved_filters = calls.noun("saved-filters", "What people keep to look for in their inboxes")


class SavedFilterAnswer(Answer):
    """A filter under a name."""

    id: str
    owner: str
    name: str
    criteria: dict[str, str]
    shared_with: str | None
    created_at: Shown

    @classmethod
    def of(cls, one: SavedFilter) -> SavedFilterAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class SavedFiltersAnswer(Answer):
    """All of them."""

    items: list[SavedFilterAnswer]
    next: str | None


class NewFilter(Body):
    """What to keep, and with whom to share it."""

    name: Text
    criteria: dict[str, str] = Field(description="view, q, process, light, sort, group")
    shared_with: str | None = Field(None, max_length=200, description="a group of one's own")


@saved_filters.get("/saved-filters", responses={"200": SavedFiltersAnswer})
def list_saved_filters() -> Response:
    """One's own, then what one's groups share."""
    return _listed()


@saved_filters.post("/saved-filters", responses={"201": SavedFilterAnswer})
def save_filter(body: NewFilter) -> Response:
    """Keep one."""
    actor = calls.actor()
    made = calls.once(
        lambda machine: commands.save(machine, body.name, body.criteria, actor, shared_with=body.shared_with),
        made=str,
    )
    found = next(one for one in queries.of(calls.machine(), actor) if one.id == made)
    return calls.answer(SavedFilterAnswer.of(found), 201)


@saved_filters.post("/saved-filters/<id>/remove", responses={"200": SavedFiltersAnswer})
def remove_filter(path: ById, body: Nothing) -> Response:
    """Forget one of one's own."""
    actor = calls.actor()
    calls.once(lambda machine: commands.remove(machine, path.id, actor), made=lambda _: None)
    return _listed()


def _listed() -> Response:
    found = queries.of(calls.machine(), calls.actor())
    return calls.answer(SavedFiltersAnswer(items=[SavedFilterAnswer.of(one) for one in found], next=None))
