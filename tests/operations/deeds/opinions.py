"""Opinions: corrected, written by hand, signed with a picture, from a stock of phrases."""

from __future__ import annotations

from io import BytesIO

from engine.commands import opinions
from engine.model import UserTask
from tests.engine.test_opinions import png
from tests.operations.deeds.register import deed
from tests.operations.life import SAYINGS, Life


@deed(opinions.correct)
def correct(life: Life, task: UserTask | None) -> None:
    del task
    closed = life.closed()
    if closed:
        one = life.dice.choice(closed)
        life.tries("opinion.correct", str(one.closed_by), opinions.correct, one.id, "更正")


@deed(opinions.draw, opinions.erase)
def ink(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    if life.dice.random() < 0.7:
        life.tries("", life.doer(task), opinions.draw, task.id, "ink.png", BytesIO(png()))
    else:
        life.tries("", life.doer(task), opinions.erase, task.id)


@deed(opinions.sign_with, opinions.sign_plainly)
def sign(life: Life, task: UserTask | None) -> None:
    if task is None:
        return
    if life.dice.random() < 0.7:
        life.tries("signature.change", life.doer(task), opinions.sign_with, "name.png", BytesIO(png()))
    else:
        life.tries("signature.change", life.doer(task), opinions.sign_plainly)


@deed(opinions.set_phrases)
def phrases(life: Life, task: UserTask | None) -> None:
    if task is not None:
        life.tries("", life.doer(task), opinions.set_phrases, life.dice.sample(SAYINGS, 2))
