"""What is sent round: to read, as a copy, with a question; read, answered, sent on, recalled, urged."""

from __future__ import annotations

from engine.commands import circulations, urges
from engine.model import UserTask
from engine.office.circulations import Sending
from tests.operations.deeds.register import deed
from tests.operations.life import MANAGER, Life


@deed(circulations.circulate, circulations.circulate_task)
def circulate(life: Life, task: UserTask | None) -> None:
    kind = life.dice.choice(("read", "copy"))
    sending = Sending(to=life.some(), kind=kind, text="请阅", in_turn=life.dice.random() < 0.3)
    if task is not None and life.dice.random() < 0.5:
        life.tries(f"circulation.{kind}", life.doer(task), circulations.circulate_task, task.id, sending)
        return
    who = life.dice.choice(life.parties())
    life.tries(f"circulation.{kind}", who, circulations.circulate, life.matter.id, sending)


@deed(circulations.circulate_task)
def consult(life: Life, task: UserTask | None) -> None:
    if task is not None:
        sending = Sending(to=life.some(), kind="consult", text="?", blocks=life.dice.random() < 0.6)
        life.tries("circulation.consult", life.doer(task), circulations.circulate_task, task.id, sending)


@deed(circulations.send_on)
def send_on(life: Life, task: UserTask | None) -> None:
    del task
    sent = life.sent()
    if sent is not None:
        sending, who = Sending(to=life.some(), text="转阅"), life.dice.choice(sent.receivers).login
        life.tries("circulation.send_on", who, circulations.send_on, sent.id, sending)


@deed(circulations.answer, circulations.mark_opened)
def answer(life: Life, task: UserTask | None) -> None:
    del task
    sent = life.sent()
    if sent is not None:
        who = life.dice.choice(sent.receivers).login
        life.tries("", who, circulations.mark_opened, sent.id)
        life.tries("circulation.answer", who, circulations.answer, sent.id, "知悉")


@deed(circulations.recall)
def recall(life: Life, task: UserTask | None) -> None:
    del task
    sent = life.sent()
    if sent is not None:
        to = [life.dice.choice(sent.receivers).login] if life.dice.random() < 0.5 else None
        life.tries("circulation.recall", MANAGER, circulations.recall, sent.id, to=to)


@deed(urges.urge_readers)
def urge_readers(life: Life, task: UserTask | None) -> None:
    del task
    sent = life.sent()
    if sent is not None:
        life.tries("circulation.urge", MANAGER, urges.urge_readers, sent.id, "请阅")
