"""Live updates: what a window is told while it is open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.commands import accounts, user_tasks
from engine.model import SYSTEM
from tests.office import Office
from tests.web.api.small import STRANGER
from tests.web.window import KEEPER, Window
from web import streams
from web.streams import Hub, Stream, TooManyStreams


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


@pytest.fixture
def hub(window: Window, monkeypatch: pytest.MonkeyPatch) -> Hub:
    monkeypatch.setattr(streams, "POLL", 3600.0)  # the tests look themselves
    return Hub(window.office.engine)


def told(stream: Stream) -> list[tuple[str, Any]]:
    found = []
    for block in b"".join(stream.taken()).decode().split("\n\n"):
        if block.startswith("event: "):
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_new_task_comes_and_goes_in_the_window_of_whom_it_is_for(window: Window, hub: Hub) -> None:
    keeper, stranger = hub.open(KEEPER), hub.open(STRANGER)
    hub.look()
    before = told(keeper)[0][1]["open"]
    told(stranger)
    matter = window.matter()
    task = matter.tasks[0]
    hub.look()
    news = dict(told(keeper))
    assert news["tasks"] == {"open": before + 1, "late": news["tasks"]["late"], "new": [task.id], "gone": []}
    assert news["notifications"]["unread"] > 0
    assert told(stranger) == []
    hub.look()
    assert told(keeper) == []  # nothing is told twice
    user_tasks.transfer(window.office.engine, task.id, STRANGER, "he knows more", window.office.actor(KEEPER))
    hub.look()
    assert dict(told(keeper))["tasks"]["gone"] == [task.id]
    assert dict(told(stranger))["tasks"]["new"] == [task.id]


def test_a_window_that_comes_later_is_told_how_it_stands(window: Window, hub: Hub) -> None:
    """What happened between the making of its page and its opening was told to the others only."""
    first = hub.open(KEEPER)
    hub.look()
    before = told(first)[0][1]["open"]
    window.matter()
    hub.look()
    second = hub.open(KEEPER)
    hub.look()
    assert dict(told(second))["tasks"]["open"] == before + 1
    assert dict(told(first))["tasks"]["open"] == before + 1
    hub.look()
    assert (told(first), told(second)) == ([], [])


def test_windows_are_bounded(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = [hub.open(KEEPER) for _ in range(streams.EACH + 1)]
    assert list(mine[0]) == [b"retry: 3000\n\n"]  # the oldest was let go
    monkeypatch.setattr(streams, "STREAMS", streams.EACH)
    with pytest.raises(TooManyStreams):
        hub.open(STRANGER)
    hub.forget(mine[-1])
    hub.open(STRANGER)
    hub.close()
    with pytest.raises(TooManyStreams):
        hub.open(STRANGER)
    assert all(list(one) == [b"retry: 3000\n\n"] for one in mine[1:-1])


def test_who_is_locked_out_hears_no_more(window: Window, hub: Hub) -> None:
    stream = hub.open(KEEPER)
    accounts.lock(window.office.engine, KEEPER, SYSTEM)
    hub.look()
    assert list(stream) == [b"retry: 3000\n\n"]


def test_the_address_answers_only_who_is_signed_in(window: Window) -> None:
    assert window.stranger().get("/events").status_code == 204
    answer = window.as_(KEEPER).get("/events")
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    first = next(answer.iter_encoded())
    assert first == b"retry: 3000\n\n"
    answer.close()
    streams.close_all()


def test_pages_say_where_their_news_come_from_and_show_no_count_of_nothing(window: Window) -> None:
    page = window.as_(KEEPER).page("/tasks")
    assert 'data-events="/events"' in page
    assert 'data-live="tasks"' in page
