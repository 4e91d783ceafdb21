"""What stands outside the house, for tests: a mail server and another system, both real, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller


class Post:
    """A mail server that keeps what it was given; ``refuse`` makes it say no so many times."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse = 0
        self.port = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """One letter has come."""
        if self.refuse:
            self.refuse -= 1
            return "451 try later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(cast("EmailMessage", message))
        return "250 OK"

    def bodies(self, to: str) -> list[str]:
        """What one address was sent, the oldest first."""
        return [one.get_content() for one in self.letters if one["To"] == to]


@contextmanager
def post() -> Iterator[Post]:
    """A mail server on a free port."""
    kept = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept.port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


@dataclass
class Listener:
    """Another system that keeps what it was told; answers are taken from ``answers``, then 204."""

    port: int = 0
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/events?from=liye"


@contextmanager
def listener() -> Iterator[Listener]:
    """An HTTP server on a free port."""
    kept = Listener()

    class Answers(BaseHTTPRequestHandler):
        """What it says."""

        def do_POST(self) -> None:
            """Keep it and answer."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.told.append((dict(self.headers.items()), body))
            status = kept.answers.pop(0) if kept.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
