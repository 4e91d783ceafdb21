"""The same is asked for twice at once, as by two windows: nothing breaks, and each is answered as in a queue.

Only on PostgreSQL do two write at the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest

from engine.commands import (
    absences,
    accounts,
    attachments,
    calendars,
    circulations,
    comments,
    directory,
    followers,
    mails,
    numbers,
    opinions,
    policies,
    proxies,
    saved_filters,
    urges,
    user_tasks,
    webhooks,
)
from engine.machine import Engine
from engine.model import Actor
from engine.office.circulations import Sending
from engine.office.news_choices import Choices
from tests.engine.interleaving import POINTS, Act, Point, answer, interleaved
from tests.engine.test_opinions import png
from tests.office import Matter, Office
from tests.operations.hard import PREPARER, STARTER, begin

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("open_office", ["postgresql"], indirect=True),
]
ADMIN, OTHER = "ouyanglj", "yangyq"
YEAR = {"year": 2027, "source": "国办发明电〔2026〕9号", "holidays": ["2027-01-01"], "working": []}


class Scene:
    """A matter whose text is to be prepared; ``name`` is one that nothing has yet."""

    def __init__(self, office: Office, name: str) -> None:
        self.name, self.now = name, office.now
        self.matter: Matter = begin(office).do("register", STARTER)
        self.task = self.matter.task("prepare").id


Command = Callable[[Engine, Scene, Actor], object]
CASES: dict[str, tuple[str, Command]] = {
    "an account": (ADMIN, lambda e, s, a: accounts.add(e, s.name, "李四", a, groups=["doc_registrar"])),
    "groups of an account": (
        ADMIN,
        lambda e, s, a: accounts.change(
            e, OTHER, a, name="杨云旗", roles=["staff"], groups=["doc_registrar", "seal_keeper"]
        ),
    ),
    "a lock": (ADMIN, lambda e, s, a: accounts.lock(e, OTHER, a)),
    "a token": (PREPARER, lambda e, s, a: accounts.create_token(e, PREPARER, s.name, a)),
    "a group": (ADMIN, lambda e, s, a: directory.set_group(e, s.name, "专班", [OTHER], a)),
    "a filter": (PREPARER, lambda e, s, a: saved_filters.save(e, s.name, {"q": "防汛"}, a)),
    "a webhook": (
        ADMIN,
        lambda e, s, a: webhooks.add(e, s.name, "https://example.org/x", ["process_instance.completed"], a),
    ),
    "choices of mail": (PREPARER, lambda e, s, a: mails.choose(e, Choices(PREPARER, "a@example.org"), a)),
    "figures": (ADMIN, lambda e, s, a: policies.set_figures(e, {"seal.keep": "3WD"}, a)),
    "a year": (ADMIN, lambda e, s, a: calendars.load_year(e, YEAR, a)),
    "a book": (STARTER, lambda e, s, a: numbers.begin(e, "湘政发", 2000 + int(s.name[1:]), 7, a)),
    "phrases": (PREPARER, lambda e, s, a: opinions.set_phrases(e, [s.name, "请阅。"], a)),
    "a signature": (PREPARER, lambda e, s, a: opinions.sign_with(e, "签名.png", BytesIO(png()), a)),
    "handwriting": (PREPARER, lambda e, s, a: opinions.draw(e, s.task, "批示.png", BytesIO(png()), a)),
    "a draft": (PREPARER, lambda e, s, a: user_tasks.save_draft(e, s.task, {"opinion": "同意"}, a)),
    "a look": (PREPARER, lambda e, s, a: user_tasks.mark_opened(e, s.task, a)),
    "following": (PREPARER, lambda e, s, a: followers.follow(e, s.matter.id, a)),
    "an urge": (STARTER, lambda e, s, a: urges.urge(e, s.task, "请尽快", a)),
    "a comment": (PREPARER, lambda e, s, a: comments.comment(e, s.matter.id, "请阅", a)),
    "a file": (
        PREPARER,
        lambda e, s, a: attachments.attach_to_task(e, s.task, "清单.txt", BytesIO(b"a"), a),
    ),
    "a circulation": (
        PREPARER,
        lambda e, s, a: circulations.circulate_task(e, s.task, Sending(to=(OTHER,), text="请阅"), a),
    ),
    "an absence": (PREPARER, lambda e, s, a: absences.record(e, s.now, s.now + timedelta(days=2), a)),
    "a proxy": (
        PREPARER,
        lambda e, s, a: proxies.give(e, proxies.Terms(to=OTHER, until=s.now + timedelta(days=2)), a),
    ),
}


def act(scene: Scene, case: str) -> Act:
    """Ask for it."""
    login, command = CASES[case]
    actor = scene.matter.office.actor(login)
    return lambda engine: command(engine, scene, actor)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_asked_for_twice_at_once(office: Office, point: Point) -> None:
    broken = {}
    for number, case in enumerate(CASES):
        one = act(Scene(office, f"n{2 * number}"), case)
        queue = [answer(office.engine, one) for _ in "ab"]
        again = act(Scene(office, f"n{2 * number + 1}"), case)
        try:
            met = interleaved(office.engine, again, again, point)
        except Exception as error:  # noqa: BLE001  all of them are told at the end
            met = (repr(error)[:200], "")
        if sorted(met) != sorted(queue):
            broken[case] = (met, queue)
        office.settle()
    assert broken == {}
