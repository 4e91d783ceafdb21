"""Live updates: server-sent events for the windows that are open.

One thread looks once a second whether anything happened; only then are the inboxes of those who have a
window open looked at. Each open window costs a thread that sleeps, so their number is bounded.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from weakref import WeakSet

from engine.machine import Engine
from engine.queries import streams as queries
from engine.queries.health import Unavailable
from engine.queries.streams import Standing

STREAMS = 100  # open windows in one process
EACH = 6  # of one person
POLL = 1.0  # seconds between two looks at the counter
HEARTBEAT = 15.0  # seconds after which something is sent in any case, and everybody is looked at anew
LIFE = 600.0  # seconds after which the browser is to connect anew, and so to be asked who it is
_hubs: WeakSet[Hub] = WeakSet()


class TooManyStreams(Unavailable):
    """So many windows are open that this one does without live updates; it tries again later."""

    code = "TOO_MANY_STREAMS"


class Stream:
    """One open window; iterating sends what its person is to be told."""

    def __init__(self, hub: Hub, login: str, connection: socket.socket | None) -> None:
        self.login = login
        self._connection = connection
        self._hub = hub
        self._news: list[bytes] = []
        self.is_new = True  # nothing was told yet: how it stands comes first
        self._ready = threading.Condition()
        self._closed = False
        self._ends = time.monotonic() + LIFE

    def __iter__(self) -> Iterator[bytes]:
        """Until the browser goes, the service stops or its time is over."""
        try:
            yield b"retry: 3000\n\n"
            while not self._closed and time.monotonic() < self._ends:
                with self._ready:
                    if not self._news and not self._closed:
                        self._ready.wait(HEARTBEAT)
                yield b"".join(self.taken()) or b": here\n\n"
        finally:
            self._hub.forget(self)

    def taken(self) -> list[bytes]:
        """What is new since this was asked last."""
        with self._ready:
            news, self._news = self._news, []
        return news

    def tell(self, news: bytes) -> None:
        """Something for this window."""
        with self._ready:
            self._news = [*self._news[-20:], news]
            self._ready.notify()

    @property
    def is_deserted(self) -> bool:
        """Whether the browser has hung up: it went on to another page, or was closed."""
        if self._connection is None:
            return False
        try:
            return not self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """No more."""
        with self._ready:
            self._closed = True
            self._ready.notify()


class Hub:
    """The open windows of one process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._streams: dict[Stream, None] = {}  # in the order they came
        self._known: dict[str, Standing] = {}
        self._looks = False
        self._stopped = threading.Event()
        _hubs.add(self)

    def open(self, login: str, connection: socket.socket | None = None) -> Stream:
        """A window more, or a refusal; of a person who has many the oldest is let go."""
        with self._lock:
            mine = [stream for stream in self._streams if stream.login == login]
            if len(mine) >= EACH:
                self._drop(mine[0])
            if len(self._streams) >= STREAMS or self._stopped.is_set():
                raise TooManyStreams("too many windows are open for live updates")
            stream = Stream(self, login, connection)
            self._streams[stream] = None
            if not self._looks:
                self._looks = True
                threading.Thread(target=self._look, name="live-updates", daemon=True).start()
        return stream

    def forget(self, stream: Stream) -> None:
        """A window less."""
        with self._lock:
            self._streams.pop(stream, None)

    def close(self) -> None:
        """The service stops: every window is let go, to come back to the next process."""
        self._stopped.set()
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            stream.close()

    def _drop(self, stream: Stream) -> None:
        self._streams.pop(stream, None)
        stream.close()

    def look(self) -> None:
        """Tell everybody what is new for him."""
        with self._lock:
            streams = list(self._streams)
        logins = {stream.login for stream in streams}
        self._known = {login: known for login, known in self._known.items() if login in logins}
        for login in sorted(logins):
            actor = self._engine.actor(login)
            mine = [stream for stream in streams if stream.login == login]
            if actor is None:  # locked out meanwhile
                for stream in mine:
                    stream.close()
                continue
            now = queries.standing(self._engine, actor)
            news = _news(self._known.get(login), now)
            self._known[login] = now
            for stream in mine:
                if told := _news(None, now) if stream.is_new else news:
                    stream.tell(told)
                stream.is_new = False

    def _look(self) -> None:
        """Until nobody has a window open."""
        mark, full = None, 0.0
        while not self._stopped.wait(POLL):
            with self._lock:
                for stream in [one for one in self._streams if one.is_deserted]:
                    self._drop(stream)
                if not self._streams:
                    self._looks = False
                    return
                has_new = any(stream.is_new for stream in self._streams)
            try:
                found = queries.mark(self._engine)
                if has_new or found != mark or time.monotonic() >= full:
                    self.look()
                    mark, full = found, time.monotonic() + HEARTBEAT
            except Exception:  # noqa: BLE001 (the database is away: the next look tries again)
                mark = None


def close_all() -> None:
    """Every window of this process is let go."""
    for hub in list(_hubs):
        hub.close()


def _news(before: Standing | None, now: Standing) -> bytes:
    """What has changed, as events; the first time how it stands."""
    if before == now:
        return b""
    found = b""
    if before is None or (before.tasks, before.open, before.late) != (now.tasks, now.open, now.late):
        came = sorted(now.tasks - before.tasks) if before else []
        gone = sorted(before.tasks - now.tasks) if before else []
        found += _event("tasks", {"open": now.open, "late": now.late, "new": came, "gone": gone})
    if before is None or before.unread != now.unread:
        found += _event("notifications", {"unread": now.unread, "new": before is not None})
    return found


def _event(name: str, data: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
