"""Urging, comments and following: who may, who is told, how often, and that nothing said is ever changed."""

from __future__ import annotations

import pytest

from engine.commands import circulations, comments, followers, urges, user_tasks
from engine.errors import Conflict, EngineError, Forbidden, InvalidSubmission, NotFound, Rejected
from engine.model import SYSTEM
from engine.office.circulations import Sending
from engine.queries import notifications, process_instances, talk
from engine.store.instances import Wanted
from tests.engine.test_circulations import HARD
from tests.office import Matter, Office

CLERK, KEEPER, STRANGER, MANAGER, OTHER = "liujh", "luodr", "zhouyz", "shifl", "dengll"


@pytest.fixture
def hard(office: Office) -> Matter:
    office.deploy(hard__bpmn=HARD)
    return office.start("hard", CLERK, signers=[KEEPER, "yangyq"])


def task(matter: Matter, login: str) -> str:
    return matter.task("sign", assignee=login).id


def told(office: Office, login: str, beginning: str) -> list[str]:
    found = notifications.page(office.engine, office.actor(login), limit=200).items
    return sorted(one.text for one in found if one.text.startswith(beginning))


def refused(kind: type[EngineError], code: str, act: object, *args: object) -> EngineError:
    with pytest.raises(kind) as caught:
        act(*args)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def test_whoever_waits_urges_but_not_too_often(hard: Matter) -> None:
    office, engine = hard.office, hard.office.engine
    assert urges.urge(engine, task(hard, KEEPER), "请尽快会签", office.actor(CLERK)) == [KEEPER]
    assert told(office, KEEPER, "urge.") == ["urge.task"]
    for by in (CLERK, MANAGER):
        again = refused(
            Conflict, "URGED_RECENTLY", urges.urge, engine, task(hard, KEEPER), "", office.actor(by)
        )
        assert isinstance(again, Conflict)
        assert again.details["again_at"] > office.now
    urges.urge(engine, task(hard, "yangyq"), "", office.actor(CLERK))
    office.advance(hours=4)
    urges.urge(engine, task(hard, KEEPER), "", office.actor(MANAGER))
    assert told(office, KEEPER, "urge.") == ["urge.task", "urge.task"]
    found = talk.urges(engine, hard.id, office.actor(CLERK))
    assert [one.login for one in found if one.about == task(hard, KEEPER)] == [CLERK, MANAGER]
    verbs = [act.verb for act in process_instances.trail(engine, hard.id, SYSTEM)]
    assert verbs.count("user_task.urge") == 3


def test_only_who_takes_part_urges_and_nobody_himself(hard: Matter) -> None:
    office, engine = hard.office, hard.office.engine
    refused(Rejected, "NOBODY_TO_URGE", urges.urge, engine, task(hard, KEEPER), "", office.actor(KEEPER))
    refused(
        NotFound, "USER_TASK_NOT_FOUND", urges.urge, engine, task(hard, KEEPER), "", office.actor(STRANGER)
    )
    sending = Sending(to=[STRANGER])
    sent = circulations.circulate(engine, hard.id, sending, office.actor(CLERK))
    assert urges.urge_readers(engine, sent.id, "", office.actor(CLERK)) == [STRANGER]
    refused(Forbidden, "NOT_YOURS_TO_URGE", urges.urge_readers, engine, sent.id, "", office.actor(STRANGER))
    refused(Conflict, "URGED_RECENTLY", urges.urge_readers, engine, sent.id, "", office.actor(CLERK))
    assert told(office, STRANGER, "circulation.urged") == ["circulation.urged"]


def test_who_is_named_in_a_comment_and_may_see_the_matter_is_told(hard: Matter) -> None:
    office, engine = hard.office, hard.office.engine
    comments.comment(engine, hard.id, "@罗杜若请补充附件；@yangyq 请知悉", office.actor(CLERK))
    assert told(office, KEEPER, "comment.") == ["comment.mention"]
    assert told(office, "yangyq", "comment.") == ["comment.mention"]
    (said,) = talk.comments(engine, hard.id, office.actor(KEEPER)).items
    assert said.mentions == (KEEPER, "yangyq")
    with pytest.raises(InvalidSubmission) as unseen:
        comments.comment(engine, hard.id, "@邓澧兰 看一下", office.actor(CLERK))
    assert unseen.value.errors[0].pointer == "/text"
    assert told(office, OTHER, "") == []
    comments.comment(engine, hard.id, "邮箱 a@example.org 不是人名", office.actor(CLERK))
    with pytest.raises(InvalidSubmission):
        comments.comment(engine, hard.id, "  ", office.actor(CLERK))
    refused(
        NotFound, "PROCESS_INSTANCE_NOT_FOUND", comments.comment, engine, hard.id, "x", office.actor(STRANGER)
    )
    assert len(talk.comments(engine, hard.id, office.actor(KEEPER)).items) == 2


def test_who_follows_learns_how_it_goes_while_he_may_see_it(hard: Matter) -> None:
    office, engine = hard.office, hard.office.engine
    refused(NotFound, "PROCESS_INSTANCE_NOT_FOUND", followers.follow, engine, hard.id, office.actor(STRANGER))
    sent = circulations.circulate(engine, hard.id, Sending(to=[STRANGER]), office.actor(CLERK))
    for login in (STRANGER, CLERK):
        followers.follow(engine, hard.id, office.actor(login))
        followers.follow(engine, hard.id, office.actor(login))
    page = process_instances.page(engine, Wanted(followed_by=STRANGER), office.actor(STRANGER))
    assert [one.id for one in page.items] == [hard.id]
    user_tasks.complete(engine, task(hard, KEEPER), {}, office.actor(KEEPER))
    assert told(office, STRANGER, "followed.") == told(office, CLERK, "followed.") == ["followed.step"]
    circulations.recall(engine, sent.id, office.actor(CLERK))
    followers.unfollow(engine, hard.id, office.actor(CLERK))
    user_tasks.complete(engine, task(hard, "yangyq"), {}, office.actor("yangyq"))
    hard.do("beside", KEEPER)
    assert hard.state == "completed"
    assert told(office, STRANGER, "followed.") == told(office, CLERK, "followed.") == ["followed.step"]


def test_the_end_of_a_matter_is_told(hard: Matter) -> None:
    office, engine = hard.office, hard.office.engine
    followers.follow(engine, hard.id, office.actor(CLERK))
    hard.cancel(MANAGER, "no longer needed")
    assert told(office, CLERK, "followed.") == ["followed.ended"]
