"""What people say beside the forms: urge, comment, follow, add files, look at what they were told."""

from __future__ import annotations

from io import BytesIO

from engine.commands import attachments, comments, followers, notifications, urges
from engine.model import SYSTEM, UserTask
from engine.queries import attachments as attachment_queries
from engine.store import talk
from tests.operations.deeds.register import deed
from tests.operations.life import MANAGER, SAYINGS, Life


@deed(urges.urge)
def urge(life: Life, task: UserTask | None) -> None:
    if task is not None:
        who = life.dice.choice([MANAGER, *life.parties()])
        life.tries("user_task.urge", who, urges.urge, task.id, "请尽快")


@deed(comments.comment, comments.comment_on_task)
def comment(life: Life, task: UserTask | None) -> None:
    text = f"@{life.anybody()} {life.dice.choice(SAYINGS)}" if life.dice.random() < 0.3 else "如下"
    who = life.dice.choice(life.parties())
    if task is not None and life.dice.random() < 0.5:
        life.tries("comment.add", who, comments.comment_on_task, task.id, text)
    else:
        life.tries("comment.add", who, comments.comment, life.matter.id, text)


@deed(followers.follow, followers.unfollow)
def follow(life: Life, task: UserTask | None) -> None:
    del task
    who = life.dice.choice([MANAGER, *life.parties()])
    with life.engine.reading() as view:
        follows = talk.follows(view, life.matter.id, who)
    if follows:
        life.tries("process_instance.unfollow", who, followers.unfollow, life.matter.id)
    else:
        life.tries("process_instance.follow", who, followers.follow, life.matter.id)


@deed(attachments.attach_to_task, attachments.attach)
def attach(life: Life, task: UserTask | None) -> None:
    content = BytesIO(b"text")
    found = attachment_queries.of_instance(life.engine, life.matter.id, SYSTEM)
    replaces = life.dice.choice(list(found)).id if found and life.dice.random() < 0.3 else None
    if task is not None and life.dice.random() < 0.6:
        who = life.doer(task)
        life.tries(
            "attachment.add", who, attachments.attach_to_task, task.id, "a.txt", content, replaces=replaces
        )
    else:
        who = life.anybody()
        life.tries(
            "attachment.add", who, attachments.attach, life.matter.id, "a.txt", content, replaces=replaces
        )


@deed(attachments.note_access)
def open_file(life: Life, task: UserTask | None) -> None:
    del task
    found = life.matter.files(MANAGER)
    if found:
        downloaded = life.dice.random() < 0.5
        who, file = life.dice.choice(life.parties()), life.dice.choice(list(found))
        life.tries("", who, attachments.note_access, file.id, downloaded=downloaded)


@deed(notifications.mark_all_read)
def read_what_was_told(life: Life, task: UserTask | None) -> None:
    del task
    life.tries("", life.anybody(), notifications.mark_all_read)
