"""Whatever a person may do with a matter is among the deeds of the random sequences, or it is said why not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from engine import commands
from tests.operations.deeds import DEEDS, TRIED
from tests.operations.test_everything_at_random import OFTEN

ACCOUNT = "keeps an account, no matter: tests/engine/test_handed_on.py has one that leaves"
LIST = "takes a list out of the house; the matters in it stay as they are"
JOB = "a program outside does the work of a job: tests/engine/test_jobs.py"
DEPLOYED = "what runs stays with its version: tests/engine/test_instances.py"
OUTSIDE = "tells another system; what it does is a job, which touches no matter"
SESSION = "signs in and out"
NO_DEED = {
    "accounts.add": ACCOUNT,
    "accounts.change": ACCOUNT,
    "accounts.create_token": ACCOUNT,
    "accounts.lock": ACCOUNT,
    "accounts.unlock": ACCOUNT,
    "deployments.deploy": DEPLOYED,
    "deployments.dry_run": DEPLOYED,
    "deployments.publish_again": DEPLOYED,
    "directory.import_json": "the whole office anew: tests/engine/office",
    "directory.set_group": "who holds a role is asked anew by every command: tests/engine/office",
    "external_jobs.activate": JOB,
    "external_jobs.complete": JOB,
    "external_jobs.fail": JOB,
    "external_jobs.throw": JOB,
    "files.upload": "is part of every answer with a file (tests.operations.filling)",
    "ledgers.export": LIST,
    "mails.choose": "how one is told; what one is told is written all the same",
    "numbers.begin": "where a book goes on, before any matter takes from it: tests/engine/office",
    "policies.set_figures": "the office's figures, the same for every matter: tests/engine/office",
    "process_instances.start": "every life begins with it (tests.operations.life)",
    "registers.export": LIST,
    "saved_filters.remove": "what one looks for in one's inbox; the tasks stay as they are",
    "saved_filters.save": "the same",
    "sessions.change_password": SESSION,
    "sessions.close": SESSION,
    "webhooks.add": OUTSIDE,
    "webhooks.remove": OUTSIDE,
    "webhooks.retry": OUTSIDE,
    "webhooks.set_active": OUTSIDE,
}  # fmt: skip


def of_people() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each command somebody gives: with the engine and who it is, and with a transaction of its own."""
    for module in iter_modules(commands.__path__):
        if module.name.startswith("_"):
            continue
        found = import_module(f"engine.commands.{module.name}")
        for name, one in inspect.getmembers(found, inspect.isfunction):
            asked = inspect.signature(one).parameters
            own = one.__module__ == found.__name__ and not name.startswith("_")
            if own and {"engine", "actor"} <= asked.keys() and "uow" not in asked:
                yield f"{module.name}.{name}", one


def test_every_command_of_people_is_a_deed_or_it_is_said_why_not() -> None:
    known = dict(of_people())
    missing = {name for name, one in known.items() if one not in TRIED} - NO_DEED.keys()
    assert not missing, (
        f"give these a deed in tests/operations/deeds, or say here why they have none: {missing}"
    )
    tried = {name for name, one in known.items() if one in TRIED}
    assert not NO_DEED.keys() & tried, "these have a deed"
    assert NO_DEED.keys() <= known.keys(), f"there are no such commands: {NO_DEED.keys() - known.keys()}"


def test_deeds_that_are_done_more_often_are_deeds() -> None:
    assert set(OFTEN) <= DEEDS.keys()
