"""What people were told and what others keep of a matter: only of who may see it, and of what is there."""

from __future__ import annotations

from sqlalchemy import Column, select

from engine import called, rights
from engine.commands import audit, searching
from engine.store import instances, search
from engine.store.tables import circulation, office, talk, work
from engine.store.tables.instances import process_instance, user_task
from engine.store.unit_of_work import View
from tests.office import Matter, Office

n = office.notification.c
BY_THE_WAY = ("extension.asked",)  # whoever decides on a request reads in it what matter it is about
# what names a row of another table without the database's watching it
NAMED: tuple[tuple[Column[str], Column[str]], ...] = (
    (n.user_task_id, user_task.c.id),
    (n.process_instance_id, process_instance.c.id),
    (circulation.circulation.c.user_task_id, user_task.c.id),
    (circulation.circulation.c.parent_id, circulation.circulation.c.id),
    (talk.comment.c.user_task_id, user_task.c.id),
    (work.incident.c.job_id, work.job.c.id),
)


class Told:
    """What was told of a matter up to now."""

    def __init__(self, matter: Matter) -> None:
        self.matter, self.known = matter, frozenset[str]()

    def look(self, *, seen: bool = True) -> None:
        """Whoever was told something since, by its title, may see it (``seen``: nothing can have changed since)."""
        engine, office = self.matter.office.engine, self.matter.office
        with engine.reading() as view:
            found = view.rows(
                select(n.id, n.recipient, n.text, n.params).where(n.process_instance_id == self.matter.id)
            )
            row = instances.row(view, self.matter.id)
            assert row is not None
            fresh = [one for one in found if one.id not in self.known and one.params.get("title")]
            fresh = [one for one in fresh if one.text not in BY_THE_WAY]
            blind = {
                (one.recipient, one.text)
                for one in fresh
                if seen and not rights.sees_instance(view, row, office.actor(one.recipient))
            }
        assert not blind, f"told of what they may not see: {blind}"
        self.known = frozenset(one.id for one in found)


def nothing_is_named_that_is_not_there(office: Office) -> None:
    """Rows that name others by a plain column name what there is."""
    with office.engine.reading() as view:
        for column, other in NAMED:
            missing = view.rows(
                select(column).where(column.is_not(None), column.not_in(select(other))).limit(3)
            )
            assert not missing, f"{column} names what is not there: {missing}"


def found(office: Office, matter: Matter) -> None:
    """Whoever looks for what a matter says in searchable fields finds it."""
    audit.seal(office.engine)
    searching.index_all(office.engine)
    with office.engine.reading() as view:
        row = instances.row(view, matter.id)
        assert row is not None
        names = searching.found_names(called.versions(office.engine, view, row))
        for name in names & matter.variables.keys():
            text = matter.variables[name]
            if isinstance(text, str) and (ids := search.found_by(text)) is not None:
                assert _is_among(view, matter.id, ids), f"not found by its {name}: {text}"


def _is_among(view: View, matter_id: str, ids: object) -> bool:
    wanted = select(process_instance.c.id).where(
        process_instance.c.id == matter_id, process_instance.c.id.in_(ids)
    )  # type: ignore[arg-type]
    return view.row(wanted) is not None
