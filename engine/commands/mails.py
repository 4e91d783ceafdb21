"""Letters about notifications: at once, or in the daily digest, never in quiet hours; each is sent once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from engine import rights
from engine.machine import Engine
from engine.model import Actor
from engine.office import news_choices
from engine.office.mail import Letter
from engine.office.news_choices import URGENT, Choices, checked
from engine.office.notifications import Notification
from engine.outbox import LETTER_TRIES, id_of
from engine.store import agenda, instances, outbox
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

MOST = 50  # notifications in one digest; the window has them all
STALE = timedelta(days=1)  # an entry so much younger than its notification tells of something told long ago


def choose(engine: Engine, choices: Choices, actor: Actor) -> Choices:
    """Keep how a person wants to be told; his own choice only."""
    kept = checked(replace(choices, login=actor.login))
    with engine.work() as uow:
        outbox.choose(
            uow,
            {
                "login": kept.login,
                "email": kept.email,
                "language": kept.language,
                "mail": dict(kept.mail),
                "digest_at": kept.digest_at,
                "quiet": kept.quiet,
                "changed_at": engine.clock.now(),
            },
        )
    return kept


def send(engine: Engine, job: AnyRow) -> None:
    """One notification: a letter now, or later, or in the digest, or none."""
    key, now = job.payload["notification"], engine.clock.now()
    with engine.reading() as view:
        found = outbox.told(view, [key])
        done = outbox.mailed(view, key)
        choices = news_choices.of(view, found[0].recipient, engine.settings.locale) if found else None
        told = _told(engine, view, found)
    way = choices.way(told[0].kind) if choices and told and done is None else "off"
    if choices is None or way == "off" or job.created_at - told[0].at > STALE:
        _left(engine, job, key, choices.login if choices else "")
        return
    if way == "digest":
        _to_digest(engine, job, key, choices, now)
        return
    until = choices.quiet_until(now, engine.desk.policies)
    if until is not None and told[0].kind not in URGENT:
        with engine.work() as uow:
            agenda.postpone(uow, job.id, until)
        return
    _post(engine, job, choices, told, [key])


def send_digest(engine: Engine, job: AnyRow) -> None:
    """Everything a person is to be told since the last one, in one letter."""
    with engine.reading() as view:
        keys = outbox.waiting_for_digest(view, job.type)
        choices = news_choices.of(view, job.type, engine.settings.locale)
        told = _told(engine, view, outbox.told(view, keys))
    if not told or not choices.email:
        with engine.work() as uow:
            agenda.finish(uow, job.id, job.attempts)
        return
    _post(engine, job, choices, told, keys)


def _post(
    engine: Engine, job: AnyRow, choices: Choices, told: Sequence[Notification], keys: Sequence[str]
) -> None:
    """Hand the letter over, then note it; one that is handed over again has the same id."""
    if engine.mailer is None or engine.write_letter is None:
        raise RuntimeError("there is no mail server; say LIYE_SMTP_HOST")
    subject, body = engine.write_letter(engine, told[:MOST], choices.language)
    engine.mailer.send(Letter(job.id, choices.email, subject, body))
    with engine.work() as uow:
        if agenda.finish(uow, job.id, job.attempts):
            for key in keys:
                outbox.note_mailing(uow, key, choices.login, "sent", engine.clock.now())


def _told(engine: Engine, view: View, rows: Sequence[AnyRow]) -> list[Notification]:
    """The notifications as their recipient may know them now: without a title when he lost sight of it."""
    found = []
    for row in rows:
        actor = engine.actor(row.recipient)
        if actor is None:
            continue  # he is gone, or locked out
        told = Notification(
            row.recipient, row.at, row.kind, row.text, row.params, row.process_instance_id, row.user_task_id
        )
        matter = instances.row(view, row.process_instance_id) if row.process_instance_id else None
        if matter is not None and not rights.sees_instance(view, matter, actor):
            masked = {**row.params, "title": None}
            told = replace(told, params=masked, process_instance=None, user_task=None)
        found.append(told)
    return found


def _left(engine: Engine, job: AnyRow, key: str, login: str) -> None:
    with engine.work() as uow:
        if agenda.finish(uow, job.id, job.attempts) and login and outbox.mailed(uow, key) is None:
            outbox.note_mailing(uow, key, login, "left", engine.clock.now())


def _to_digest(engine: Engine, job: AnyRow, key: str, choices: Choices, now: datetime) -> None:
    with engine.work() as uow:
        if not agenda.finish(uow, job.id, job.attempts):
            return
        outbox.note_mailing(uow, key, choices.login, "digest", now)
        _plan_digest(uow, choices.login, choices.next_digest(now, engine.desk.policies), now)


def _plan_digest(uow: UnitOfWork, login: str, at: datetime, now: datetime) -> None:
    """One digest of a person at an instant, however much goes into it."""
    entry_id = id_of("mail_digest", login, at.isoformat())
    uow.put_job(agenda.entry("mail_digest", entry_id, at, now, type=login, retries=LETTER_TRIES))
