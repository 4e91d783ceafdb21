"""How a person wants to be told beside the window: by mail at once, in a daily digest, or not; and when not.

In the window everything is told, always. What nobody chose is as the policies say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from engine.clock import OFFICE_ZONE
from engine.errors import FieldError, InvalidSubmission
from engine.office.mail import is_address
from engine.office.notifications import KINDS
from engine.office.policies import Policies
from engine.store import outbox
from engine.store.unit_of_work import View

WAYS = ("now", "digest", "off")
URGENT = frozenset({"red"})  # passes the quiet hours
LANGUAGES = ("zh_CN", "en")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Choices:
    """One person's; ``mail`` holds what he chose for each kind of notification."""

    login: str
    email: str = ""
    language: str = "zh_CN"
    mail: Mapping[str, str] = field(default_factory=dict)
    digest_at: str = ""
    quiet: str = ""  # 22:00-07:00; "-" for never

    def way(self, kind: str) -> str:
        """How a kind is sent by mail; who gave no address gets none."""
        return self.mail.get(kind, "now") if self.email else "off"

    def next_digest(self, after: datetime, policies: Policies) -> datetime:
        """When his next digest goes."""
        at = time.fromisoformat(self.digest_at or policies.text("notification.digest_at"))
        local = after.astimezone(OFFICE_ZONE)
        today = datetime.combine(local.date(), at, OFFICE_ZONE)
        return today if today > local else today + timedelta(days=1)

    def quiet_until(self, at: datetime, policies: Policies) -> datetime | None:
        """The end of his quiet hours, if it is one of them."""
        said = self.quiet or policies.text("notification.quiet")
        if said == "-":
            return None
        begins, ends = (time.fromisoformat(one) for one in said.split("-"))
        local = at.astimezone(OFFICE_ZONE)
        for day in (local.date() - timedelta(days=1), local.date()):
            first = datetime.combine(day, begins, OFFICE_ZONE)
            last = datetime.combine(day + timedelta(days=begins >= ends), ends, OFFICE_ZONE)
            if first <= local < last:
                return last
        return None


def of(view: View, login: str, language: str) -> Choices:
    """What a person chose; else the office's way."""
    row = outbox.choice(view, login)
    if row is None:
        return Choices(login, language=language)
    return Choices(login, row.email, row.language, row.mail, row.digest_at, row.quiet)


def checked(choices: Choices) -> Choices:
    """The same, or a refusal that names each field."""
    errors = []
    if choices.email and not is_address(choices.email):
        errors.append(FieldError("/email", "one mail address, such as name@office.example"))
    if choices.language not in LANGUAGES:
        errors.append(FieldError("/language", f"one of {', '.join(LANGUAGES)}"))
    for kind, way in choices.mail.items():
        if kind not in KINDS:
            errors.append(FieldError(f"/mail/{kind}", f"kinds are {', '.join(KINDS)}"))
        elif way not in WAYS:
            errors.append(FieldError(f"/mail/{kind}", f"one of {', '.join(WAYS)}"))
    if choices.digest_at and not _CLOCK.fullmatch(choices.digest_at):
        errors.append(FieldError("/digest_at", "a time of the day: 08:30"))
    if choices.quiet and choices.quiet != "-" and not _is_span(choices.quiet):
        errors.append(FieldError("/quiet", "from and to: 22:00-07:00"))
    if errors:
        raise InvalidSubmission(errors)
    return choices


def _is_span(text: str) -> bool:
    parts = text.split("-")
    return len(parts) == 2 and all(_CLOCK.fullmatch(one) for one in parts) and parts[0] != parts[1]
