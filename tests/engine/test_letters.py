"""Letters about notifications, handed to a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from engine.clock import OFFICE_ZONE
from engine.commands import accounts, mails, user_tasks
from engine.commands import jobs as commands
from engine.errors import InvalidSubmission
from engine.model import SYSTEM
from engine.office import policies
from engine.office.news_choices import Choices
from engine.queries import jobs
from tests.diagrams import diagram, user_task
from tests.engine.conftest import Bare, people
from tests.office import build
from tests.outside import Post, post

LIMIT = '<liye:deadline key="reply" policy="5WD"/>'
PLAIN = diagram(
    "plain",
    user_task("handle", more=LIMIT)
    + "\n<bpmn:startEvent id='s'/>\n<bpmn:endEvent id='e'/>\ns -> handle\nhandle -> e",
    name="办理",
)


@pytest.fixture
def server() -> Iterator[Post]:
    with post() as found:
        yield found


@pytest.fixture
def bare(database_url: str, tmp_path: Path, server: Post) -> Iterator[Bare]:
    engine = build(
        database_url, tmp_path, smtp_host="127.0.0.1", smtp_port=server.port, smtp_encryption="none",
        smtp_from="liye@office.example", public_url="https://liye.office.example",
    )  # fmt: skip
    people(engine)
    found = Bare(replace(engine, folders={}, handlers={}))
    found.deploy_diagram(PLAIN)
    choose(found, "bob")
    yield found
    engine.database.dispose()


def choose(bare: Bare, login: str, **said: object) -> None:
    chosen = {"email": f"{login}@office.example", **said}
    mails.choose(bare.engine, Choices(login, **chosen), bare.actor(login))  # type: ignore[arg-type]


def test_a_new_task_is_mailed_once_with_its_title_and_a_link(bare: Bare, server: Post) -> None:
    matter = bare.start("plain", "bob")
    bare.settle()
    (letter,) = server.letters  # cai gave no address
    assert letter["To"] == "bob@office.example"
    assert letter["From"] == "liye@office.example"
    assert letter["Subject"] == "[里耶] 新任务：handle"
    assert "办理" in letter.get_content()
    assert f"https://liye.office.example/tasks/{matter.tasks[0].id}" in letter.get_content()
    bare.advance(hours=1)
    assert len(server.letters) == 1


def test_a_reader_of_english_is_written_to_in_english(bare: Bare, server: Post) -> None:
    choose(bare, "bob", language="en")
    bare.start("plain", "bob")
    assert server.letters[0]["Subject"] == "[liye] New task: handle"


def test_what_the_server_refuses_is_sent_later_and_once(bare: Bare, server: Post) -> None:
    server.refuse = 2
    bare.start("plain", "bob")
    assert server.letters == []
    bare.advance(minutes=5)
    assert len(server.letters) == 1
    bare.advance(hours=1)
    assert len(server.letters) == 1


def test_a_letter_that_cannot_be_sent_is_a_failed_job_that_somebody_retries(bare: Bare, server: Post) -> None:
    server.refuse = 99
    bare.start("plain", "bob")
    bare.advance(hours=2)
    failed = jobs.page(bare.engine, bare.actor("ann"), state="failed").items
    assert [one.kind for one in failed] == ["mail"]
    assert "451" in (failed[0].error or "")
    server.refuse = 0
    commands.retry(bare.engine, failed[0].id, bare.actor("ann"))
    bare.settle()
    assert len(server.letters) == 1


def test_quiet_hours_hold_back_what_is_not_red(bare: Bare, server: Post) -> None:
    bare.advance("2026-03-02 23:00")
    matter = bare.start("plain", "bob")
    assert server.letters == []
    bare.advance("2026-03-03 06:59")
    assert server.letters == []
    bare.advance("2026-03-03 07:00")
    assert len(server.letters) == 1
    choose(bare, "bob", quiet="00:00-23:59")
    bare.advance("2026-03-10 12:00")
    assert [level for _, level, _ in matter.reminded] == ["L1", "L2", "L3"]
    assert str(server.letters[-1]["Subject"]).startswith("[里耶] 已超期")  # it is noon: only red ones pass
    choose(bare, "bob", quiet="-")
    bare.advance("2026-03-10 23:30")
    bare.start("plain", "bob")
    assert "新任务" in str(server.letters[-1]["Subject"])


def test_a_digest_tells_a_day_in_one_letter(bare: Bare, server: Post) -> None:
    choose(bare, "bob", mail={"task": "digest", "reminder": "off"}, digest_at="18:00")
    for _ in range(3):
        bare.start("plain", "bob")
    assert server.letters == []
    bare.advance("2026-03-02 18:00")
    (letter,) = server.letters
    assert letter["Subject"] == "[里耶] 3 条通知"
    assert letter.get_content().count("新任务：handle") == 3
    bare.advance("2026-03-03 18:00")
    assert len(server.letters) == 1


def test_who_lost_sight_of_a_matter_is_not_written_its_title(bare: Bare, server: Post) -> None:
    matter = bare.start("plain", "ann")
    choose(bare, "cai", mail={"task": "digest"}, digest_at="18:00")
    choose(bare, "bob", mail={"task": "digest"}, digest_at="18:00")
    again = bare.start("plain", "ann")
    user_tasks.claim(bare.engine, again.tasks[0].id, bare.actor("cai"))
    bare.advance("2026-03-02 18:00")
    (for_bob,) = server.bodies("bob@office.example")[1:]
    assert "无权查看" in for_bob
    assert again.tasks[0].id not in for_bob
    assert matter.state == "active"


def test_a_person_who_is_locked_out_is_not_written_to(bare: Bare, server: Post) -> None:
    bare.advance("2026-03-02 23:00")
    bare.start("plain", "cai")
    accounts.lock(bare.engine, "bob", SYSTEM)
    bare.advance("2026-03-03 12:00")
    assert server.letters == []


@pytest.mark.parametrize(
    "said",
    [
        {"email": "bob"}, {"email": "a@b.c\nBcc: x@y.z"}, {"email": "a@b, c@d"}, {"mail": {"task": "loud"}},
        {"mail": {"other": "now"}}, {"digest_at": "25:00"}, {"quiet": "22:00"}, {"language": "fr"},
    ],
)  # fmt: skip
def test_choices_that_make_no_sense_are_refused(bare: Bare, said: dict[str, object]) -> None:
    with pytest.raises(InvalidSubmission):
        choose(bare, "bob", **said)


def test_a_night_is_one_span() -> None:
    def until(text: str) -> str | None:
        at = datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)
        found = Choices("bob").quiet_until(at, policies.defaults())
        return f"{found:%m-%d %H:%M}" if found else None

    assert until("2026-03-02 21:59") is None
    assert until("2026-03-02 22:00") == "03-03 07:00"
    assert until("2026-03-03 06:59") == "03-03 07:00"
    assert until("2026-03-03 07:00") is None
