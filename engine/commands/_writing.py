"""What happened in a case, as rows of one transaction: each kind of change has its method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.commands import _deputies, _forwarding, _notices, _rows
from engine.commands._case import OpenCase
from engine.commands._record import Act
from engine.machine import Engine
from engine.model import new_id
from engine.running_deadlines import agenda_id
from engine.runtime import changes as happened
from engine.runtime.running import Running
from engine.store import data_stores, incidents, messages
from engine.store.tables import work
from engine.store.unit_of_work import Record, UnitOfWork

TITLE = "title"  # in the case's extras, beside the deadlines
BEGUN_BY = "begun_by"  # the message with a key that began it: while it runs the same begins no other
INCIDENTS = "incidents"  # open ones: element ids by incident id


class Writer:
    """Turns changes into rows of one transaction."""

    def __init__(self, engine: Engine, uow: UnitOfWork, opened: OpenCase, act: Act) -> None:
        self.engine = engine
        self.uow = uow
        self.opened = opened
        self.act = act
        self.now = opened.world.now
        self.instance_id = opened.instance_id
        self.extras: dict[str, Any] = opened.case.extras
        self.closed_subscriptions: list[str] = []
        self.closed_incidents: list[str] = []
        self.forwarded: list[Act] = []
        self.told: dict[str, tuple[happened.UserTaskOpened, tuple[str, ...]]] = {}

    def begin(self) -> None:
        """The matter's title and its own limits, as far as they are known by now."""
        birth = self.opened.birth
        if birth is not None and birth.key is not None:
            self.extras[BEGUN_BY] = birth.message
        process = self.opened.version.process
        read = self.opened.case.variables()
        if process.extensions.title is not None:
            title = self.opened.world.value(process.extensions.title, read)
            if title is not None:
                self.extras[TITLE] = str(title)[:500]
        for one in self.opened.case.processes():
            self._limits(one)

    def _limits(self, running: Running) -> None:
        """The limits of the whole matter, and those of each process that is called."""
        world, process = self.opened.world, running.definition.process
        read, called = world.dated(running.read), running.token_id if running.is_called else None
        said, deadlines = process.extensions.deadlines, world.deadlines
        deadlines.follow(said, read, world.functions, called)
        if missing := deadlines.missing(said, called):
            deadlines.opened(process.id, called, missing, read, world.functions, process=called)

    @property
    def title(self) -> str:
        """What lists show: what the process says, else its name."""
        return str(self.extras.get(TITLE) or self.opened.version.name)

    def task_opened(self, change: happened.UserTaskOpened) -> None:
        """A person is asked, and told so; for one who has left, whoever took over his work."""
        change, acts = _forwarding.of_task(self.engine, self.uow, change)
        self.forwarded += acts
        offered = self._offered(change)
        signs = self.opened.world.proxy_rule(change.token_id).signs
        bulk = change.token_id in self.opened.world.together
        row = _rows.task(self.opened, change, self.title, offered)
        self.uow.put_task(row | {"signs": signs, "bulk": bulk})
        _deputies.limits(self.engine, self.uow, self.opened, change)
        self._deputy_later(change, offered)
        if len(offered) > 1:
            names = [{"user_task_id": change.token_id, "name": name} for name in offered]
            self.uow.add_candidates(names)
        self.told[change.token_id] = (change, offered)
        nobody = [
            name for name in offered if not name.startswith("@") and not self.engine.holders(name, self.now)
        ]
        if change.assignee is None and len(nobody) == len(offered):
            detail = f"nobody holds {', '.join(nobody)}; give somebody the role, or transfer the task"
            self.incident(change.element_id, "NO_CANDIDATES", detail, token_id=change.token_id)

    def _deputy_later(self, change: happened.UserTaskOpened, offered: tuple[str, ...]) -> None:
        entry = _deputies.later(self.engine, self.opened, change, offered)
        if entry is not None:
            self.uow.put_job(entry)
            self.extras.setdefault(_deputies.WAITING, []).append(change.token_id)

    def _offered(self, change: happened.UserTaskOpened) -> tuple[str, ...]:
        said = (*change.candidate_groups, *(f"@{login}" for login in change.candidate_users))
        if said or change.assignee is not None:
            return said
        if change.lane is not None and self.engine.is_group(change.lane, self.now):
            return (change.lane,)
        starter = self._starter()
        return (f"@{_forwarding.heir_of(self.engine, self.uow, starter) or starter}",)

    def _starter(self) -> str:
        row, birth = self.opened.row, self.opened.birth
        return str(row.started_by if row is not None else birth.started_by if birth else "")

    def task_closed(self, change: happened.UserTaskClosed) -> None:
        """It was done, or nobody needs to do it any more."""
        actor = self.act.actor
        closed = _rows.closed_task(
            self.opened, change.token_id, change.state, self.title, actor.login, actor.on_behalf_of
        )
        if change.state == "completed" and self.act.object == f"user_task:{change.token_id}":
            closed["acting_post"] = self.act.data.get("post")
        self.uow.put_task(closed)
        self.told.pop(change.token_id, None)
        if change.token_id in (waiting := self.extras.get(_deputies.WAITING, [])):
            waiting.remove(change.token_id)
            self._done(_deputies.entry_id(change.token_id), "cancelled")
        self._close_incidents(change.token_id)

    def timer_opened(self, change: happened.TimerOpened) -> None:
        """To fire when its time has come."""
        self._entry(
            "timer", change.token_id, change.due_at, token_id=change.token_id, element_id=change.element_id
        )

    def closed(self, change: happened.TimerClosed) -> None:
        """Fired, or not needed any more."""
        self._done(change.token_id, "done")

    def job_opened(self, change: happened.JobOpened) -> None:
        """Work for a handler here, or for a worker outside."""
        handler = self.engine.handlers.get(change.type)
        external = handler is None
        seen = self.opened.case.read(change.token_id)
        names = seen if handler is None else [name for name in handler.parameters if name in seen]
        payload = {"variables": {name: seen[name] for name in names}, "headers": dict(change.headers)}
        self._entry(
            "service", change.token_id, self.now, token_id=change.token_id, element_id=change.element_id,
            type=change.type, external=external, queued=not external, retries=change.retries, payload=payload,
        )  # fmt: skip

    def job_closed(self, change: happened.JobClosed) -> None:
        """Done, or not needed any more."""
        states = {"completed": "done", "failed": "failed", "cancelled": "cancelled"}
        row = _rows.closed_entry(change.token_id, self.instance_id, states[change.state], self.now)
        self.uow.put_job(row | {"error": self.opened.world.job_error if change.state == "failed" else None})

    def subscribed(self, change: happened.SubscriptionOpened) -> None:
        """Waits for a message or signal; what was kept for the name is looked at after this commit."""
        self.uow.add(work.subscription, _rows.subscription(self.opened, change))
        if change.kind != "message":
            return
        self.uow.meet(change.name)
        if messages.is_any_kept(self.uow, change.name, self.now):
            self.uow.put_job(_rows.kept(change.name, self.now, self.instance_id))

    def unsubscribed(self, change: happened.SubscriptionClosed) -> None:
        """Waits no longer."""
        self.closed_subscriptions.append(change.token_id)

    def message_thrown(self, change: happened.MessageThrown) -> None:
        """Delivered by a job of its own: other matters are never locked while this one is."""
        payload: dict[str, Any] = {
            "name": change.name,
            "key": change.key,
            "variables": dict(change.variables),
        }
        if change.to:
            payload["to"] = [list(receiver) for receiver in change.to]
        self._entry(
            "message",
            new_id(),
            self.now,
            element_id=change.element_id,
            type="thrown",
            payload=payload,
            queued=True,
        )

    def signal_thrown(self, change: happened.SignalThrown) -> None:
        """Same."""
        payload: dict[str, Any] = {"name": change.name, "variables": dict(change.variables)}
        if change.heard:
            payload["heard"] = list(change.heard)
        self._entry("signal", new_id(), self.now, element_id=change.element_id, payload=payload, queued=True)

    def store_written(self, change: happened.StoreWritten) -> None:
        """Entries of a table of the office changed."""
        data_stores.change(self.uow, change.name, change.entries, at=self.now, by=self.instance_id)

    def incident_raised(self, change: happened.IncidentRaised) -> None:
        """A person must look."""
        self.incident(change.element_id, change.cause, change.detail, token_id=change.token_id)

    def incident_closed(self, change: happened.IncidentClosed) -> None:
        """Over."""
        self._close_incidents(change.token_id)

    def ended(self, _change: happened.Ended) -> None:
        """The message that began it may begin another one now."""
        name = self.extras.get(BEGUN_BY)
        if name is None:
            return
        self.uow.meet(name)
        if messages.is_any_kept(self.uow, name, self.now):
            self.uow.put_job(_rows.kept(name, self.now))

    def deadlines(self) -> None:
        """One entry of the agenda for each open limit: its next reminder."""
        running = self.opened.world.deadlines
        if self.opened.case.state in {"completed", "cancelled"}:
            running.ended()
        for deadline in running.touched:
            entry_id = agenda_id(self.instance_id, deadline)
            following = deadline.next_reminder(self.now, self.engine.desk.calendar)
            if following is None:
                self._done(entry_id, "cancelled")
                continue
            payload = {"key": deadline.key, "token_id": deadline.token_id}
            self._entry(
                "reminder", entry_id, following.at, token_id=deadline.token_id,
                element_id=deadline.element_id, type=following.level, payload=payload,
            )  # fmt: skip

    def tell(self) -> None:
        """People learn of the tasks that stay open."""
        for change, offered in self.told.values():
            _notices.tell_of_task(self.engine, self.uow, self.opened, change, offered, self.title)

    def instance_values(self) -> Record:
        """The columns of the matter that every step writes."""
        case = self.opened.case
        if self.closed_subscriptions:
            messages.close(self.uow, self.closed_subscriptions)
        if case.outcome:  # nobody need see to what stood beside its tokens
            self.closed_incidents += self.extras.pop(INCIDENTS, {})
        incidents.resolve(self.uow, self.closed_incidents, self._resolution())
        state = case.state
        if state in {"active", "incident"}:
            suspended = self.opened.row is not None and self.opened.row.state == "suspended"
            state = "suspended" if suspended else "incident" if self.extras.get(INCIDENTS) else "active"
        outcome = case.outcome
        return {
            "title": self.title,
            "state": state,
            "outcome_kind": outcome.kind if outcome else None,
            "outcome_code": outcome.code if outcome else None,
            "waiting_at": list(case.waiting_at),
            "ended_at": self.now if outcome else None,
            "due_at": self.opened.world.deadlines.earliest,
            "snapshot": case.dump(),
        }

    def _resolution(self) -> Mapping[str, object]:
        actor = self.act.actor.login
        return {"resolved_at": self.now, "resolved_by": actor, "resolution": self.act.verb}

    def _entry(self, kind: str, job_id: str, at: Any, **values: Any) -> None:
        row = _rows.entry(kind, job_id, at, self.now, process_instance_id=self.instance_id, **values)
        self.uow.put_job(row)

    def _done(self, job_id: str, state: str) -> None:
        self.uow.put_job(_rows.closed_entry(job_id, self.instance_id, state, self.now))

    def incident(self, element_id: str, cause: str, detail: str, **values: Any) -> None:
        """Something a person must look at."""
        row = _rows.incident(self.opened, element_id, cause, detail, **values)
        self.uow.add(work.incident, row)
        self.extras.setdefault(INCIDENTS, {})[row["id"]] = row["token_id"]

    def _close_incidents(self, token_id: str) -> None:
        open_ones = self.extras.get(INCIDENTS) or {}
        over = [incident_id for incident_id, token in open_ones.items() if token == token_id]
        for incident_id in over:
            del open_ones[incident_id]
        self.closed_incidents += over


WRITERS: Mapping[type, Callable[[Writer, Any], None]] = {
    happened.UserTaskOpened: Writer.task_opened,
    happened.UserTaskClosed: Writer.task_closed,
    happened.TimerOpened: Writer.timer_opened,
    happened.TimerClosed: Writer.closed,
    happened.JobOpened: Writer.job_opened,
    happened.JobClosed: Writer.job_closed,
    happened.SubscriptionOpened: Writer.subscribed,
    happened.SubscriptionClosed: Writer.unsubscribed,
    happened.MessageThrown: Writer.message_thrown,
    happened.SignalThrown: Writer.signal_thrown,
    happened.StoreWritten: Writer.store_written,
    happened.IncidentRaised: Writer.incident_raised,
    happened.IncidentClosed: Writer.incident_closed,
    happened.Ended: Writer.ended,
}
