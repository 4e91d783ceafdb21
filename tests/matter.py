"""One matter of the story helper's office (``tests.office``), and what one may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from engine.clock import OFFICE_ZONE
from engine.commands import messages, process_instances, user_tasks
from engine.model import SYSTEM, ProcessInstance, UserTask
from engine.office import numbering
from engine.office.files import File
from engine.queries import files as file_queries
from engine.queries import process_instances as instance_queries
from engine.queries import user_tasks as task_queries

if TYPE_CHECKING:
    from tests.office import Office


@dataclass(frozen=True)
class Matter:
    """One matter and what one may ask of it."""

    office: Office
    id: str

    @property
    def now(self) -> ProcessInstance:
        """As it stands."""
        return instance_queries.get(self.office.engine, self.id, SYSTEM)

    @property
    def state(self) -> str:
        """active, suspended, incident, completed, cancelled."""
        return self.now.state

    @property
    def outcome(self) -> str | None:
        """How it ended: the kind, and the code if there is one."""
        found = self.now.outcome
        return None if found is None else found.code or found.kind

    @property
    def waits_at(self) -> list[str]:
        """The elements at which it waits, sorted."""
        return sorted(self.now.waiting_at)

    @property
    def variables(self) -> dict[str, Any]:
        """Of the root scope."""
        return instance_queries.variables(self.office.engine, self.id, SYSTEM)

    def seen_by(self, login: str) -> dict[str, Any]:
        """The variables of the root scope as a person sees them."""
        return instance_queries.variables(self.office.engine, self.id, self.office.actor(login))

    @property
    def tasks(self) -> list[UserTask]:
        """The open ones, the oldest first."""
        return [t for t in task_queries.of_instance(self.office.engine, self.id, SYSTEM) if t.state == "open"]

    def task(self, element_id: str, **narrow: Any) -> UserTask:
        """The one open task at an element; narrow by assignee= or offered_to= where there are several."""
        found = [t for t in self.tasks if t.element_id == element_id]
        if "offered_to" in narrow:
            found = [t for t in found if narrow["offered_to"] in (*t.candidate_groups, *t.candidate_users)]
        if "assignee" in narrow:
            found = [t for t in found if t.assignee == narrow["assignee"]]
        assert len(found) == 1, (
            f"{len(found)} open tasks at {element_id}; the matter waits at {self.waits_at}"
        )
        return found[0]

    def do(self, element_id: str, by: str, /, offered_to: str | None = None, **values: Any) -> Matter:
        """A person completes the task at an element."""
        task = self.task(element_id, **({"offered_to": offered_to} if offered_to else {}))
        user_tasks.complete(self.office.engine, task.id, values, self.office.actor(by))
        self.office.settle()
        return self

    def finish(self, task: UserTask, by: str, **values: Any) -> Matter:
        """A person completes one of several tasks at an element."""
        user_tasks.complete(self.office.engine, task.id, values, self.office.actor(by))
        self.office.settle()
        return self

    def files(self, login: str) -> Sequence[File]:
        """The files it holds, as a person sees them."""
        return file_queries.of_instance(self.office.engine, self.id, self.office.actor(login))

    def deeds(self, login: str) -> list[str]:
        """The events a person may set off in it."""
        return instance_queries.deeds(self.office.engine, self.id, self.office.actor(login))

    def ask(self, element_id: str, by: str) -> Matter:
        """A person sets off an event of it."""
        messages.ask(self.office.engine, self.id, element_id, self.office.actor(by))
        self.office.settle()
        return self

    def cancel(self, by: str, reason: str) -> Matter:
        """A manager ends it."""
        process_instances.cancel(self.office.engine, self.id, reason, self.office.actor(by))
        return self

    def correct(self, by: str, reason: str, **values: Any) -> Matter:
        """A manager corrects its variables."""
        process_instances.set_variables(self.office.engine, self.id, values, reason, self.office.actor(by))
        self.office.settle()
        return self

    def do_all(self, element_id: str, by: str, /, **values: Any) -> int:
        """A person completes every task that is open at an element; answers how many there were."""
        found = [task for task in self.tasks if task.element_id == element_id]
        for task in found:
            user_tasks.complete(self.office.engine, task.id, values, self.office.actor(by))
        self.office.settle()
        return len(found)

    @property
    def passed(self) -> list[str]:
        """The elements it has left, in order."""
        return [item.element_id for item in self.history if item.state == "completed"]

    @property
    def history(self) -> list[Any]:
        """Every flow node left, in order."""
        found: list[Any] = []
        cursor = None
        while True:
            page = instance_queries.history(self.office.engine, self.id, SYSTEM, cursor=cursor)
            found += page.items
            if page.next is None:
                return found
            cursor = page.next

    @property
    def deadlines(self) -> dict[str, Any]:
        """The last deadline of each key, as the API shows it."""
        return {d["key"]: d for d in instance_queries.deadlines(self.office.engine, self.id, SYSTEM)}

    def due(self, key: str) -> date:
        """The last day of a deadline."""
        return self.deadlines[key]["due_at"].astimezone(OFFICE_ZONE).date()

    def due_at(self, key: str) -> str:
        """The last minute of a deadline, for limits by the clock: "05-01 18:20"."""
        due: datetime = self.deadlines[key]["due_at"]
        return due.astimezone(OFFICE_ZONE).strftime("%m-%d %H:%M")

    def told(self, key: str) -> dict[str, list[str]]:
        """Whom each level of a deadline's reminders was told."""
        acts = instance_queries.trail(self.office.engine, self.id, SYSTEM)
        reminders = [act.data for act in acts if act.verb == "deadline.remind"]
        return {data["level"]: data["to"] for data in reminders if data["key"] == key}

    @property
    def reminded(self) -> list[tuple[str, str, date]]:
        """(deadline, level, day) of every reminder that went out."""
        acts = instance_queries.trail(self.office.engine, self.id, SYSTEM)
        return [
            (act.data["key"], act.data["level"], act.at.astimezone(OFFICE_ZONE).date())
            for act in acts
            if act.verb == "deadline.remind" and act.data["to"]
        ]

    @property
    def numbers(self) -> list[str]:
        """The numbers it was given and that are not void."""
        with self.office.engine.reading() as view:
            return [n.text for n in numbering.of_matter(view, self.id) if not n.is_void]
