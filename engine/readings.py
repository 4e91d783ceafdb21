"""What was sent round, as it reached somebody: to himself, or to one he acts for."""

from __future__ import annotations

from engine import rights
from engine.model import Actor
from engine.office.circulations import Circulation, Receiver


def reached(sent: Circulation, process_key: str, actor: Actor) -> Receiver | None:
    """As one of those it was delivered to: this person, else the first he may read for."""
    for login, since in rights.readers(actor, process_key):
        for one in sent.receivers:
            delivered = one.login == login and one.delivered_at is not None
            if delivered and (since is None or one.delivered_at >= since):  # type: ignore[operator]
                return one
    return None
