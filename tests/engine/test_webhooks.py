"""Other systems are told what happens: signed, once an event, again when they fail, never where they must not."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine import json
from engine.commands import jobs as job_commands
from engine.commands import webhooks
from engine.errors import Conflict, Forbidden, InvalidSubmission
from engine.model import SYSTEM
from engine.office import hooks
from engine.queries import jobs
from engine.queries import webhooks as queries
from tests.diagrams import diagram, user_task
from tests.engine.conftest import Bare, people
from tests.office import build
from tests.outside import Listener, listener

PLAIN = diagram(
    "plain",
    user_task("handle") + "\n<bpmn:startEvent id='s'/>\n<bpmn:endEvent id='e'/>\ns -> handle\nhandle -> e",
)


@pytest.fixture
def other() -> Iterator[Listener]:
    with listener() as found:
        yield found


@pytest.fixture
def bare(database_url: str, tmp_path: Path, other: Listener) -> Iterator[Bare]:
    engine = build(database_url, tmp_path, webhook_hosts=f"hooks.example 127.0.0.1:{other.port}")
    people(engine)
    found = Bare(replace(engine, folders={}, handlers={}))
    found.deploy_diagram(PLAIN)
    yield found
    engine.database.dispose()


def listen(bare: Bare, other: Listener, *events: str) -> webhooks.Made:
    return webhooks.add(bare.engine, "archive", other.url, events or ("*",), SYSTEM)


def test_chosen_events_come_signed_and_each_with_an_id_of_its_own(bare: Bare, other: Listener) -> None:
    made = listen(
        bare, other, "process_instance.start", "user_task.open", "user_task.complete", "process_instance.end"
    )
    matter = bare.start("plain", "bob")
    task = matter.tasks[0]
    matter.do("handle", "cai")
    told = [json.load(body) for _, body in other.told]
    assert sorted(one["type"] for one in told) == [
        "process_instance.end", "process_instance.start", "user_task.complete", "user_task.open",
    ]  # fmt: skip
    done = next(one for one in told if one["type"] == "user_task.complete")
    assert done["actor"] == "cai"
    assert done["object"] == f"user_task:{task.id}"
    assert done["process_instance"] == matter.id
    assert done["data"] == {"element_id": "handle"}
    assert len({one["id"] for one in told}) == 4
    headers, body = other.told[0]
    stamp, signature = (part.partition("=")[2] for part in headers["Liye-Signature"].split(","))
    expected = hmac.new(made.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert headers["Liye-Event-Id"] == json.load(body)["id"]
    bare.advance(hours=1)
    assert len(other.told) == 4


def test_who_fails_is_called_again_with_the_same_id_and_then_waits_for_a_person(
    bare: Bare, other: Listener
) -> None:
    made = listen(bare, other, "process_instance.start")
    other.answers = [500, 302, 404]
    bare.start("plain", "bob")
    bare.advance(minutes=10)
    ids = {headers["Liye-Event-Id"] for headers, _ in other.told}
    assert (len(other.told), len(ids)) == (
        4,
        1,
    )  # three refusals, a redirection among them, then it was taken
    (delivery,) = queries.deliveries(bare.engine, made.id, SYSTEM)
    assert (delivery.state, delivery.attempts) == ("done", 4)
    other.answers = [500] * 20
    bare.start("plain", "bob")
    bare.advance(hours=12)
    failed = queries.deliveries(bare.engine, made.id, SYSTEM)[0]
    assert (failed.state, failed.attempts) == ("failed", 8)
    assert "500" in (failed.error or "")
    assert [one.id for one in jobs.page(bare.engine, bare.actor("ann"), state="failed").items] == [failed.id]
    other.answers = []
    webhooks.retry(bare.engine, failed.id, SYSTEM)
    bare.settle()
    assert queries.deliveries(bare.engine, made.id, SYSTEM)[0].state == "done"
    with pytest.raises(Conflict):
        job_commands.retry(bare.engine, failed.id, bare.actor("ann"))


def test_who_is_stopped_or_removed_hears_nothing(bare: Bare, other: Listener) -> None:
    made = listen(bare, other)
    webhooks.set_active(bare.engine, made.id, active=False, actor=SYSTEM)
    before = len(other.told)
    bare.start("plain", "bob")
    assert len(other.told) == before
    webhooks.set_active(bare.engine, made.id, active=True, actor=SYSTEM)
    bare.start("plain", "bob")
    heard = len(other.told)
    assert heard > before
    webhooks.remove(bare.engine, made.id, SYSTEM)
    bare.start("plain", "bob")
    assert len(other.told) == heard


def test_what_is_undone_is_not_told(bare: Bare, other: Listener) -> None:
    listen(bare, other, "process_instance.start")
    with pytest.raises(RuntimeError), bare.engine.work() as uow:  # noqa: PT012 (the block is the story)
        from engine.commands import process_instances

        version = bare.engine.versions.latest(uow, "plain")
        process_instances.begin(bare.engine, uow, version, bare.actor("bob"), None, {})
        raise RuntimeError("the power went")
    bare.settle()
    assert other.told == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hooks.example/", "file:///etc/passwd", "//hooks.example/", "http://", "http://evil.example/",
        "http://hooks.example:22/", "http://user@hooks.example/", "http://hooks.example@evil.example/",
        "http://169.254.169.254/latest", "http://localhost/", "http://127.0.0.1/", "http://[::1]/",
        "http://hooks.example\\@evil.example/", "http://hooks.example/\r\nX: y", "http://hooks.example:99999/",
        "http://hooks.example/#x", "gopher://hooks.example", "http://hooks.example.evil.example/", "",
    ],
)  # fmt: skip
def test_only_allowed_hosts_are_called(bare: Bare, url: str) -> None:
    with pytest.raises(InvalidSubmission):
        webhooks.add(bare.engine, "x", url, ["*"], SYSTEM)


def test_an_allowed_host_is_called_on_its_usual_ports_in_any_case() -> None:
    for url in ("http://Hooks.Example/a?b=c", "https://hooks.example/", "https://hooks.example:443"):
        assert hooks.checked(url, "hooks.example").hostname == "hooks.example"


def test_only_the_system_administrator_enters_one_and_says_what_it_hears(bare: Bare, other: Listener) -> None:
    with pytest.raises(Forbidden):
        webhooks.add(bare.engine, "x", other.url, ["*"], bare.actor("ann"))
    for name, events in (("", ["*"]), ("x", []), ("x", ["everything"]), ("x" * 101, ["*"])):
        with pytest.raises(InvalidSubmission):
            webhooks.add(bare.engine, name, other.url, events, SYSTEM)
