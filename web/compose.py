"""Builds the machine: the one place where its parts are chosen and settings are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path

from bpmn.findings import Finding
from bpmn.lint import Known
from engine import settings as reading
from engine.catalog import folder, gate
from engine.catalog.version import Versions
from engine.clock import OFFICE_ZONE, Clock, SystemClock
from engine.commands import audit, housekeeping, jobs, searching
from engine.jobs import migrate as migrate_queue
from engine.jobs import open_queue
from engine.jobs.queue import JobQueue
from engine.machine import Engine
from engine.office import functions, numbering, policies
from engine.office.desk import Desks
from engine.office.files import FsspecFiles
from engine.office.mail import SmtpMailer
from engine.outbox import Outbox
from engine.runtime import Limits
from engine.settings import BadSetting, Settings
from engine.store import migrate as schema
from engine.store.stored_clock import StoredClock, read_setting
from engine.store.unit_of_work import Database
from engine.worker import Chore, Worker
from web import letters

SEAL_SECONDS = 10.0
SWEEP_SECONDS = 600.0
SECRETS = frozenset({"secret_key", "database_url", "smtp_password"})


def settings() -> Settings:
    """The settings of this process: LIYE_CONFIG names a file, LIYE_* win over it."""
    file = os.environ.get("LIYE_CONFIG")
    chosen = reading.read(Path(file) if file else None, os.environ)
    if "processes" in chosen.origins or chosen.processes.is_dir():
        return chosen
    return replace(chosen, processes=_installed_processes())


def _installed_processes() -> Path:
    """The responsibilities that came with the program, where no folder of the office's own is named."""
    found = find_spec("processes")
    if found is None or not found.submodule_search_locations:
        raise BadSetting("LIYE_PROCESSES: there is no folder of responsibilities; say where it is")
    return Path(found.submodule_search_locations[0])


def migrate(chosen: Settings) -> None:
    """The schema of the rows and of the queue, up to date."""
    schema.upgrade(chosen.url)
    migrate_queue(chosen.url)


def engine(chosen: Settings | None = None) -> Engine:
    """The machine on a migrated database."""
    chosen = chosen or settings()
    try:
        OFFICE_ZONE.become(chosen.timezone)
    except ValueError as error:
        raise BadSetting(f"LIYE_TIMEZONE: {error}") from error
    database = Database(chosen.url, pool_size=max(8, chosen.workers + 4))
    wall = SystemClock()
    start = read_setting(chosen.clock, wall)
    clock: Clock = wall if start is None else StoredClock(database, start)
    folders = folder.read_all(chosen.processes)
    outbox = Outbox(database.reading, letters=bool(chosen.smtp_host), calls=bool(chosen.webhook_hosts))
    database.tell_outside(outbox)
    return Engine(
        database=database,
        clock=clock,
        wall=wall,
        settings=chosen,
        folders=folders,
        handlers=folder.handlers_of(folders),
        versions=Versions(),
        desks=Desks(database.reading),
        mailer=SmtpMailer(chosen, wall) if chosen.smtp_host else None,
        write_letter=letters.write,
        outbox=outbox,
        files=FsspecFiles(str((chosen.home / "files").resolve())),
        limits=Limits(
            automatic_steps=chosen.silent_step_limit,
            multi_instance=chosen.multi_instance_limit,
            call_depth=chosen.call_depth_limit,
            variable_bytes=chosen.variable_bytes,
            instance_bytes=chosen.instance_bytes,
        ),
    )


def queue(chosen: Settings) -> JobQueue:
    """The queue that fits the database."""
    return open_queue(chosen.url, chosen)


def worker(machine: Engine) -> Worker:
    """Whoever does the jobs of this machine."""
    return Worker(
        machine.database,
        queue(machine.settings),
        machine.settings,
        lambda job_id: jobs.run(machine, job_id),
        lambda job: jobs.run_begun(machine, job),
        clock=machine.clock,
        wall=machine.wall,
        chores=(
            Chore(SEAL_SECONDS, lambda: audit.seal(machine)),
            Chore(SEAL_SECONDS, lambda: searching.index_all(machine)),  # after it: what is sealed is indexed
            Chore(SWEEP_SECONDS, lambda: housekeeping.sweep(machine)),
        ),
    )


def explained(chosen: Settings) -> Iterator[tuple[str, str, str]]:
    """Every setting, its value (secrets hidden) and where it came from."""
    for one in fields(chosen):
        if one.name == "origins":
            continue
        value = str(getattr(chosen, one.name))
        shown = "…" if value and one.name in SECRETS else value
        yield one.name, shown, chosen.origins.get(one.name, "default")


def known_from_disk(chosen: Settings) -> Known:
    """What diagrams may refer to, without a database: the folders and the figures."""
    folders = folder.read_all(chosen.processes)
    return Known(
        handlers=frozenset(folder.handlers_of(folders)),
        processes=frozenset(folders),
        policies=frozenset(policy.key for policy in policies.defaults()),
        books=frozenset(numbering.books()),
        functions=frozenset({*functions.NAMES, *functions.OF_A_MATTER}),
    )


def lint(files: Mapping[str, bytes], known: Known) -> tuple[Finding, ...]:
    """What the deployment gate says of a set of files."""
    return gate.check(files, known).findings
