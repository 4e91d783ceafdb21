"""How a deadline stands in the snapshot of its matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.office.deadlines import Deadline, Granted
from engine.office.ladders import Reminder


def to_json(deadline: Deadline) -> dict[str, object]:
    """As it is stored; what most never have is left out."""
    stored: dict[str, object] = {
        "key": deadline.key,
        "element_id": deadline.element_id,
        "token_id": deadline.token_id,
        "policy": deadline.policy,
        "limit": deadline.limit,
        "started_at": deadline.started_at.isoformat(),
        "opened_at": deadline.opened_at.isoformat(),
        "due_at": deadline.due_at.isoformat(),
        "nominal": deadline.nominal.isoformat(),
        "provisional": deadline.provisional,
        "paused_days": deadline.paused_days,
        "met_at": deadline.met_at.isoformat() if deadline.met_at else None,
        "reminders": [
            {"level": r.level, "at": r.at.isoformat(), "to": list(r.to), "every": r.every}
            for r in deadline.reminders
        ],
    }
    if deadline.paused_at is not None:
        stored |= {"pauses": list(deadline.pauses), "paused_at": deadline.paused_at.isoformat()}
    if deadline.lapsed:
        stored["lapsed"] = True
    if deadline.granted:
        stored["granted"] = [[one.to, one.paused] for one in deadline.granted]
    if deadline.overlay is not None:
        stored["overlay"] = deadline.overlay
    if deadline.process is not None:
        stored["process"] = deadline.process
    return stored


def from_json(stored: Mapping[str, Any]) -> Deadline:
    """As it was stored."""
    paused_at = stored.get("paused_at")
    return Deadline(
        key=stored["key"],
        element_id=stored["element_id"],
        token_id=stored["token_id"],
        policy=stored["policy"],
        limit=stored["limit"],
        started_at=datetime.fromisoformat(stored["started_at"]),
        opened_at=datetime.fromisoformat(stored["opened_at"]),
        due_at=datetime.fromisoformat(stored["due_at"]),
        nominal=date.fromisoformat(stored["nominal"]),
        provisional=stored["provisional"],
        pauses=tuple(stored.get("pauses", ())),
        paused_at=datetime.fromisoformat(paused_at) if paused_at else None,
        paused_days=stored["paused_days"],
        granted=tuple(Granted(str(to), int(paused)) for to, paused in stored.get("granted", ())),
        overlay=stored.get("overlay"),
        met_at=datetime.fromisoformat(stored["met_at"]) if stored["met_at"] else None,
        lapsed=stored.get("lapsed", False),
        reminders=tuple(
            Reminder(r["level"], datetime.fromisoformat(r["at"]), tuple(r["to"]), r["every"])
            for r in stored["reminders"]
        ),
        process=stored.get("process"),
    )
