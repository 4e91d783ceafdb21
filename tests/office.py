"""The story helper: an office with people in it and a clock that we move. A pytest plugin.

    def test_an_unanswered_request_is_urged(office):
        matter = office.start("request_review", by="liu_clerk", title="…")
        office.advance(days=3)
        assert matter.waits_at == ["urge"]

Every act runs what becomes due by it, as the service would; nothing sleeps.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from engine.clock import OFFICE_ZONE
from engine.commands import _answers, deployments, messages, process_instances, proxies, user_tasks
from engine.commands import clock as clock_commands
from engine.commands import files as file_commands
from engine.machine import Engine
from engine.model import SYSTEM, Actor, ProcessInstance, UserTask
from engine.office import numbering, staff
from engine.office.files import File
from engine.queries import audit
from engine.queries import files as file_queries
from engine.queries import process_instances as instance_queries
from engine.queries import user_tasks as task_queries
from engine.settings import Settings
from engine.store.instances import Wanted as Instances
from engine.store.stored_clock import StoredClock
from engine.store.user_tasks import Wanted
from forms.live import is_visible
from tests import databases, process_coverage
from web import compose

ROOT = Path(__file__).parent.parent
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=OFFICE_ZONE)


def build(url: str, home: Path, start: datetime = MONDAY, **settings: Any) -> Engine:
    """A machine with a manual clock on a migrated database."""
    chosen = Settings(
        home=home,
        database_url=url,
        clock=f"manual:{start.isoformat()}",
        processes=ROOT / "processes",
        secret_key="test",
        **settings,
    )
    return compose.engine(chosen)


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


class Office:
    """The demo office with its processes, people and a clock."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def actor(self, login: str) -> Actor:
        """A person as he may act now."""
        found = self.engine.actor(login)
        assert found is not None, f"there is no {login} in the demo office"
        return found

    def start(self, process: str, by: str, /, business_key: str | None = None, **variables: Any) -> Matter:
        """Begin a matter."""
        begun = process_instances.start(
            self.engine, process, self.actor(by), business_key=business_key, variables=variables
        )
        self.settle()
        return Matter(self, begun.id)

    def message(self, name: str, key: str | None = None, /, **variables: Any) -> list[tuple[str, str]]:
        """A message comes from outside."""
        found = messages.correlate(
            self.engine, messages.Message(name=name, key=key, variables=variables), SYSTEM
        )
        self.settle()
        return list(found.caught)

    @property
    def now(self) -> datetime:
        """The office's time."""
        return self.engine.clock.now().astimezone(OFFICE_ZONE)

    def advance(self, to: str | datetime | None = None, **span: float) -> None:
        """Move the clock: by days=, hours=, minutes=, or to "2026-03-04 09:00"."""
        if isinstance(to, str):
            to = datetime.fromisoformat(to).replace(tzinfo=OFFICE_ZONE)
        clock_commands.advance(self.engine, SYSTEM, to=to, by=timedelta(**span) if span else None)

    def settle(self) -> None:
        """Run what is due now."""
        clock = self.engine.clock
        assert isinstance(clock, StoredClock)
        clock_commands.run_until(self.engine, clock, clock.now())

    def holders(self, group: str) -> tuple[str, ...]:
        """The logins of a group today."""
        return tuple(self.engine.holders(group, self.now))

    def inbox(self, login: str) -> list[UserTask]:
        """What a person may do now."""
        actor = self.actor(login)
        wanted = Wanted(visible_to=(login, tuple(sorted(actor.groups))), acting=actor)
        return list(task_queries.page(self.engine, wanted, actor, limit=200).items)

    def asked(self, task: UserTask) -> list[str]:
        """The fields a person meets who opens a task."""
        opened = task_queries.get(self.engine, task.id, SYSTEM)
        evaluate = opened.form.over_dates(_answers.evaluator(self.engine.functions(self.now), self.now))
        return [f.name for f in opened.form.fields if is_visible(f, opened.variables, evaluate)]

    def told(self, task: UserTask) -> Mapping[str, Any]:
        """The variables a task shows."""
        return task_queries.get(self.engine, task.id, SYSTEM).variables

    def proxy(self, holder: str, to: str, /, days: float = 7, **terms: Any) -> str:
        """Somebody acts for another for some days; answers the proxy's id."""
        terms = {"until": self.now + timedelta(days=days), **terms}
        return proxies.give(self.engine, proxies.Terms(to=to, **terms), self.actor(holder))

    def holder(self, group: str) -> str:
        """The login of somebody who holds a group."""
        return self.engine.holders(group, self.engine.clock.now())[0]

    def matters(self, process: str) -> list[Matter]:
        """All matters of a process, the oldest first."""
        found = instance_queries.page(self.engine, Instances(process=process), SYSTEM, limit=200)
        return [Matter(self, one.id) for one in reversed(found.items)]

    def begin_book(self, code: str, year: int, last: int) -> None:
        """A number book goes on behind the last number given before."""
        with self.engine.work() as uow:
            numbering.begin_after(uow, code, year=year, last=last)

    @property
    def acts(self) -> list[Any]:
        """The record, as the auditor sees it."""
        found: list[Any] = []
        cursor = None
        while True:
            page = audit.page(self.engine, SYSTEM, after=cursor, limit=200)
            found += page.items
            if page.next is None:
                return found
            cursor = page.next

    def upload(self, name: str, content: bytes, by: str) -> dict[str, str]:
        """A file somebody uploaded, as a form names it."""
        return {"file": file_commands.upload(self.engine, name, BytesIO(content), self.actor(by)).id}

    def deploy(self, **files: bytes | str) -> None:
        """Deploy files by name (with __ for the dot)."""
        named = {n.replace("__", "."): f.encode() if isinstance(f, str) else f for n, f in files.items()}
        deployments.deploy(self.engine, named, SYSTEM)


def furnish(engine: Engine) -> None:
    """The people of the demo office and every process of processes/."""
    people = json.loads((ROOT / "processes" / "demo_office.json").read_text("utf-8"))
    with engine.work() as uow:
        staff.import_file(uow, people, engine.clock.now())
    engine.desks.forget()
    deployments.deploy_folders(engine)


@cache
def _furnished_sqlite(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    engine = build(databases.new_sqlite(folder), folder, datetime(2025, 1, 1, tzinfo=OFFICE_ZONE))
    furnish(engine)
    with engine.work() as uow:
        uow.execute(_forget_clock())
    engine.database.dispose()
    databases.checkpoint(folder / "liye.sqlite")
    return folder / "liye.sqlite"


def _forget_clock() -> Any:
    from sqlalchemy import delete

    from engine.store.tables.access import fact

    return delete(fact).where(fact.c.name == "clock")


@cache
def _furnished_postgres() -> str:
    url = databases.new_postgres()
    engine = build(url, Path("/nonexistent"), datetime(2025, 1, 1, tzinfo=OFFICE_ZONE))
    furnish(engine)
    with engine.work() as uow:
        uow.execute(_forget_clock())
    engine.database.dispose()
    return url


OpenOffice = Callable[..., Office]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def open_office(request: Any, tmp_path: Path, tmp_path_factory: Any) -> Iterator[OpenOffice]:
    """Opens the demo office at an instant: ``open_office("2026-02-12 09:00")``."""
    opened: list[Engine] = []
    urls: list[str] = []

    def open_(at: str = "2026-03-02 09:00", **settings: Any) -> Office:
        if request.param == "sqlite":
            template = _furnished_sqlite(tmp_path_factory.getbasetemp() / "furnished")
            shutil.copyfile(template, tmp_path / "liye.sqlite")
            url = f"sqlite:///{tmp_path / 'liye.sqlite'}"
        else:
            databases.require_postgres()
            url = databases.copy_postgres(_furnished_postgres())
            urls.append(url)
        start = datetime.fromisoformat(at).replace(tzinfo=OFFICE_ZONE)
        opened.append(build(url, tmp_path, start, **settings))
        return Office(opened[-1])

    yield open_
    for engine in opened:
        process_coverage.note(engine)
        engine.database.dispose()
    for url in urls:
        databases.drop_postgres(url)


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    """The demo office on Monday 2 March 2026, 09:00."""
    return open_office()


@pytest.fixture
def api(office: Office) -> Any:
    """The HTTP API of that office: ``api("login").post("/process-instances", {…})`` (tests/web/api/client.py)."""
    from tests.web.api.client import Api

    return Api(office)


@pytest.fixture
def open_api(open_office: OpenOffice) -> Callable[..., Any]:
    """The HTTP API of an office opened at an instant."""
    from tests.web.api.client import Api

    return lambda *args, **settings: Api(open_office(*args, **settings))
