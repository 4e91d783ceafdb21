"""Letters by SMTP: the port and its adapter.

A letter has an id of its own that is the same on every try, so that a mail server or a reader can tell a
repetition from a second letter.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol

from engine.clock import Clock
from engine.settings import BadSetting, Settings

PATIENCE = 20.0  # seconds for the mail server to answer
ENCRYPTION = ("none", "starttls", "tls")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one address."""

    id: str
    to: str
    subject: str
    body: str


class Mailer(Protocol):
    """Whoever carries letters away."""

    def send(self, letter: Letter) -> None:
        """Hand it over; what the other side refuses is raised."""
        ...


class SmtpMailer:
    """Hands letters to a mail server, one connection each."""

    def __init__(self, settings: Settings, wall: Clock) -> None:
        if settings.smtp_encryption not in ENCRYPTION:
            raise BadSetting(f"LIYE_SMTP_ENCRYPTION is one of {', '.join(ENCRYPTION)}")
        if not is_address(settings.smtp_from):
            raise BadSetting("LIYE_SMTP_FROM: letters need a sender, such as liye@office.example")
        self._settings = settings
        self._wall = wall

    def send(self, letter: Letter) -> None:
        """Connect, prove who we are, hand it over."""
        said = self._settings
        with self._connect() as server:
            if said.smtp_encryption == "starttls":
                server.starttls(context=ssl.create_default_context())
            if said.smtp_user:
                server.login(said.smtp_user, said.smtp_password)
            server.send_message(self._message(letter))

    def _connect(self) -> smtplib.SMTP:
        said = self._settings
        if said.smtp_encryption == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(said.smtp_host, said.smtp_port, timeout=PATIENCE, context=context)
        return smtplib.SMTP(said.smtp_host, said.smtp_port, timeout=PATIENCE)

    def _message(self, letter: Letter) -> EmailMessage:
        sender = self._settings.smtp_from
        message = EmailMessage()
        message["From"] = sender
        message["To"] = letter.to
        message["Subject"] = " ".join(letter.subject.split())  # a title cannot add a header
        message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        message["Date"] = format_datetime(self._wall.now())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        return message


def is_address(text: str) -> bool:
    """Whether a text is one plain mail address."""
    name, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()[]"\\:')
    return bool(plain and name and domain and len(text) <= 254 and "." not in {domain[:1], domain[-1:]})
