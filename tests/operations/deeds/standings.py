"""Who acts for whom: proxies, absences, all of one's work to another."""

from __future__ import annotations

from datetime import timedelta

from engine.commands import absences, handovers, proxies
from engine.model import UserTask
from tests.operations.deeds.register import deed
from tests.operations.life import MANAGER, Life


@deed(proxies.give)
def proxy(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    holder, to = life.doer(task), life.anybody()
    terms = proxies.Terms(
        to=to, until=life.office.now + timedelta(days=life.dice.choice((1, 7))),
        can_sign=life.dice.random() < 0.7, backlog=life.dice.random() < 0.7,
    )  # fmt: skip
    if life.tries("proxy.give", holder, proxies.give, terms):
        life.proxies.append((life.result, holder))


@deed(proxies.revoke)
def proxy_revoke(life: Life, task: UserTask | None) -> None:
    del task
    if life.proxies:
        proxy_id, holder = life.proxies.pop(life.dice.randrange(len(life.proxies)))
        life.tries("proxy.revoke", holder, proxies.revoke, proxy_id)


@deed(absences.record)
def absence(life: Life, task: UserTask | None) -> None:
    if task is not None:
        who, now = life.doer(task), life.office.now
        until = now + timedelta(days=life.dice.choice((1, 5)))
        if life.tries("absence.record", who, absences.record, now, until):
            life.absences.append((life.result, who))


@deed(absences.cancel)
def back_early(life: Life, task: UserTask | None) -> None:
    del task
    if life.absences:
        absence_id, who = life.absences.pop(life.dice.randrange(len(life.absences)))
        life.tries("absence.cancel", who, absences.cancel, absence_id)


@deed(handovers.hand_over)
def hand_over(life: Life, task: UserTask | None) -> None:
    if task is not None and life.tries(
        "handover.do", MANAGER, handovers.hand_over, life.doer(task), life.anybody(), "x"
    ):
        life.handovers.append(life.result)


@deed(handovers.take_back)
def hand_back(life: Life, task: UserTask | None) -> None:
    del task
    if life.handovers:
        life.tries("handover.take_back", MANAGER, handovers.take_back, life.handovers.pop())
