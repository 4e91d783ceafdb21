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
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from engine.clock import OFFICE_ZONE
from engine.commands import _answers, deployments, messages, process_instances, proxies
from engine.commands import clock as clock_commands
from engine.commands import files as file_commands
from engine.machine import Engine
from engine.model import SYSTEM, Actor, UserTask
from engine.office import numbering, staff
from engine.queries import audit
from engine.queries import process_instances as instance_queries
from engine.queries import user_tasks as task_queries
from engine.settings import Settings
from engine.store.instances import Wanted as Instances
from engine.store.stored_clock import StoredClock
from engine.store.user_tasks import Wanted
from forms.live import is_visible
from tests import databases, process_coverage
from tests.matter import Matter
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
