"""What arrives for somebody who has left goes to whoever took over his work, until that is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.commands._record import Act
from engine.machine import Engine
from engine.model import SYSTEM
from engine.runtime.changes import UserTaskOpened
from engine.store import handovers as stored
from engine.store.unit_of_work import View


def heir_of(engine: Engine, view: View, login: str) -> str | None:
    """Who has the work of somebody whose account is locked; whoever took it over may have left too."""
    users, seen = engine.desk.directory.users, set[str]()
    while login in users and users[login].locked and login not in seen:
        seen.add(login)
        found = stored.last_from(view, login)
        if found is None:
            return None
        login = found.to_login
    return login if seen and login not in seen else None


def names(engine: Engine, view: View, given: Iterable[str]) -> list[str]:
    """Names of people, units and groups, each who has left with his heir in his place."""
    return [heir_of(engine, view, name) or name for name in given]


def of_task(engine: Engine, view: View, change: UserTaskOpened) -> tuple[UserTaskOpened, list[Act]]:
    """The task as it is asked of those who are here; and what to record of it."""
    found: dict[str, str] = {}
    for login in {*change.candidate_users, *filter(None, (change.assignee,))}:
        heir = heir_of(engine, view, login)
        if heir is not None:
            found[login] = heir
    if not found:
        return change, []
    users = dict.fromkeys(found.get(login, login) for login in change.candidate_users)
    assignee = found.get(change.assignee or "", change.assignee)
    forwarded = replace(change, assignee=assignee, candidate_users=tuple(users))
    return forwarded, [act(change, login, heir) for login, heir in sorted(found.items())]


def act(change: UserTaskOpened, login: str, heir: str) -> Act:
    """As the record has it."""
    data = {"element_id": change.element_id, "from": login, "to": heir}
    return Act(SYSTEM, "user_task.forward", f"user_task:{change.token_id}", data)
