"""Circulation, copies and consultations: who is sent what, who may read, who is waited for."""

from __future__ import annotations

import pytest

from engine.commands import circulations, signers, user_tasks
from engine.errors import Conflict, EngineError, Forbidden, InvalidSubmission, NotFound
from engine.office.circulations import Circulation, Sending
from engine.queries import circulations as asked
from engine.queries import notifications, process_instances
from tests.diagrams import diagram, each, task_of, user_task
from tests.engine.conftest import Bare
from tests.office import Matter, Office

CLERK, KEEPER, STRANGER, MANAGER = "liujh", "luodr", "zhouyz", "shifl"
# the countersign of three people, in a branch beside another, in a sub-process under a timer
HARD = diagram(
    "hard",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:subProcess id="inner"><bpmn:startEvent id="in"/><bpmn:parallelGateway id="fork"/>
{task_of("sign", "=signer", '<liye:opinionGroup name="会签"/>', name="会签", loop=each("signers", "signer"))}
{user_task("beside", "seal_keeper")}
<bpmn:parallelGateway id="join"/><bpmn:endEvent id="out"/>
<bpmn:sequenceFlow id="g1" sourceRef="in" targetRef="fork"/><bpmn:sequenceFlow id="g2" sourceRef="fork" targetRef="sign"/>
<bpmn:sequenceFlow id="g3" sourceRef="fork" targetRef="beside"/><bpmn:sequenceFlow id="g4" sourceRef="sign" targetRef="join"/>
<bpmn:sequenceFlow id="g5" sourceRef="beside" targetRef="join"/><bpmn:sequenceFlow id="g6" sourceRef="join" targetRef="out"/>
</bpmn:subProcess>
<bpmn:boundaryEvent id="late" attachedToRef="inner" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
{user_task("chase", "seal_keeper")}
<bpmn:endEvent id="end"/>
<bpmn:endEvent id="chased"/>
begin -> inner
inner -> end
late -> chase
chase -> chased
""",
)


@pytest.fixture
def hard(office: Office) -> Matter:
    """A matter that waits for three signers and somebody beside them."""
    office.deploy(hard__bpmn=HARD)
    return office.start("hard", CLERK, signers=[CLERK, KEEPER, "yangyq"])


def mine(matter: Matter, login: str) -> str:
    return matter.task("sign", assignee=login).id


def sent(matter: Matter, login: str, *to: str, **more: object) -> Circulation:
    office = matter.office
    sending = Sending(to=to, **more)  # type: ignore[arg-type]
    return circulations.circulate_task(office.engine, mine(matter, login), sending, office.actor(login))


def inbox(office: Office, login: str, **more: object) -> list[str]:
    page = asked.mine(office.engine, office.actor(login), **more)  # type: ignore[arg-type]
    return [one.circulation_id for one in page.items]


def told(office: Office, login: str) -> list[str]:
    found = notifications.page(office.engine, office.actor(login), limit=200).items
    return [one.text for one in found if one.text.startswith("circulation.")]


def sees(matter: Matter, login: str) -> bool:
    try:
        process_instances.get(matter.office.engine, matter.id, matter.office.actor(login))
    except NotFound:
        return False
    return True


def refused(kind: type[EngineError], code: str, act: object, *args: object, **more: object) -> None:
    with pytest.raises(kind) as caught:
        act(*args, **more)  # type: ignore[operator]
    assert caught.value.code == code


def test_a_reader_sees_what_he_was_sent_and_ticks_it(hard: Matter) -> None:
    office = hard.office
    assert not sees(hard, STRANGER)
    one = sent(hard, KEEPER, STRANGER, text="请阅")
    assert sees(hard, STRANGER)
    assert inbox(office, STRANGER) == [one.id]
    assert told(office, STRANGER) == ["circulation.read"]
    circulations.mark_opened(office.engine, one.id, office.actor(STRANGER))
    found = asked.get(office.engine, one.id, office.actor(KEEPER)).receivers[0]
    assert (found.state, found.opinion) == ("opened", None)
    circulations.answer(office.engine, one.id, "", office.actor(STRANGER))
    found = asked.get(office.engine, one.id, office.actor(KEEPER)).receivers[0]
    assert (found.state, found.opinion) == ("read", "已阅")
    assert inbox(office, STRANGER) == []
    assert inbox(office, STRANGER, answered=True) == [one.id]
    assert told(office, KEEPER) == ["circulation.all_read"]
    assert sees(hard, STRANGER)
    refused(
        Conflict, "ALREADY_ANSWERED", circulations.answer, office.engine, one.id, "", office.actor(STRANGER)
    )
    assert len(hard.tasks) == 4, "no token moved"


def test_a_unit_is_everybody_posted_there(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, "so_docs", STRANGER)
    people = set(office.holders("so_docs")) - {KEEPER}
    assert {r.login for r in one.receivers} == people | {STRANGER}
    assert {r.unit for r in one.receivers if r.login in people} == {"so_docs"}


def test_what_is_late_is_told_once(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, "yangyq", limit="1WD")
    circulations.answer(office.engine, one.id, "", office.actor("yangyq"))
    office.advance(days=6)
    assert set(told(office, STRANGER)) == {"circulation.due", "circulation.read"}
    assert "circulation.due" not in told(office, "yangyq")
    assert told(office, KEEPER) == ["circulation.unread"]
    found = asked.get(office.engine, one.id, office.actor(KEEPER))
    assert [r.is_late(found.due_at, office.now) for r in found.receivers] == [True, False]
    assert "chase" in hard.waits_at, "the sub-process's own timer fired as ever"


def test_a_reader_sends_it_on_and_a_recall_reaches_what_he_sent(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, "dengll")
    below = circulations.send_on(
        office.engine,
        one.id,
        Sending(to=["yangyq"]),
        office.actor(STRANGER),
    )
    assert below.parent_id == one.id
    reader = below.receivers[0].login
    circulations.answer(office.engine, one.id, "同意", office.actor("dengll"))
    refused(
        Forbidden, "NOT_YOURS_TO_RECALL", circulations.recall, office.engine, one.id, office.actor(STRANGER)
    )
    circulations.recall(office.engine, one.id, office.actor(KEEPER))
    assert not sees(hard, STRANGER)
    assert inbox(office, reader) == []
    assert sees(hard, "dengll"), "what was read stays read"
    assert "circulation.recalled" in told(office, STRANGER)
    refused(Conflict, "NOTHING_TO_RECALL", circulations.recall, office.engine, one.id, office.actor(KEEPER))


def test_in_turn_one_has_it_after_the_other(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, "dengll", "yangyq", in_turn=True)
    assert (sees(hard, STRANGER), sees(hard, "dengll")) == (True, False)
    circulations.answer(office.engine, one.id, "", office.actor(STRANGER))
    assert inbox(office, "dengll") == [one.id]
    circulations.recall(office.engine, one.id, office.actor(KEEPER), to=["dengll"])
    assert inbox(office, "yangyq") == [one.id], "who is taken out is passed over"


def test_a_copy_asks_nothing(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, kind="copy")
    assert one.due_at is None
    assert inbox(office, STRANGER) == [one.id]
    circulations.mark_opened(office.engine, one.id, office.actor(STRANGER))
    assert inbox(office, STRANGER) == []
    assert sees(hard, STRANGER)


def test_a_consultation_that_blocks_keeps_the_task_open(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, "dengll", kind="consult", text="可否？", blocks=True)
    act = user_tasks.complete, office.engine, mine(hard, KEEPER), {}, office.actor(KEEPER)
    refused(Conflict, "CONSULTATION_OPEN", *act)
    circulations.answer(office.engine, one.id, "可以", office.actor(STRANGER))
    refused(Conflict, "CONSULTATION_OPEN", *act)
    refused(
        InvalidSubmission,
        "INVALID_SUBMISSION",
        circulations.answer,
        office.engine,
        one.id,
        " ",
        office.actor("dengll"),
    )
    circulations.recall(office.engine, one.id, office.actor(KEEPER), to=["dengll"])
    assert told(office, KEEPER) == ["circulation.answered"]
    user_tasks.complete(*act[1:])
    assert {t.assignee for t in hard.tasks if t.element_id == "sign"} == {CLERK, "yangyq"}


def test_who_asked_and_sees_the_matter_no_longer_learns_of_the_answer_without_its_title(bare: Bare) -> None:
    offered = user_task("look", "clerks")
    bare.deploy_diagram(
        diagram("offered", f"<bpmn:startEvent id='s'/>{offered}<bpmn:endEvent id='e'/>\ns -> look\nlook -> e")
    )
    matter, bob, cai = bare.start("offered", "ann"), bare.actor("bob"), bare.actor("cai")
    task = matter.task("look").id
    sending = Sending(to=["eve"], kind="consult", text="可否？")
    one = circulations.circulate_task(bare.engine, task, sending, bob)
    user_tasks.claim(bare.engine, task, cai)
    circulations.answer(bare.engine, one.id, "可以", bare.actor("eve"))
    news = {n.text: n.params["title"] for n in notifications.page(bare.engine, bob, limit=20).items}
    assert (news["task.opened"], news["circulation.answered"]) == ("offered", "")


def test_a_step_is_not_taken_back_once_the_next_one_is_asked_about(bare: Bare) -> None:
    steps = user_task("write", "clerks") + user_task("look", "clerks")
    flows = "s -> write\nwrite -> look\nlook -> e"
    bare.deploy_diagram(diagram("two", f"<bpmn:startEvent id='s'/>{steps}<bpmn:endEvent id='e'/>\n{flows}"))
    matter, bob, cai = bare.start("two", "ann"), bare.actor("bob"), bare.actor("cai")
    written = matter.task("write").id
    matter.do("write", "bob")
    sending = Sending(to=["eve"], kind="consult", text="可否？", blocks=True)
    circulations.circulate_task(bare.engine, matter.task("look").id, sending, cai)
    refused(Conflict, "TOO_LATE_TO_WITHDRAW", user_tasks.withdraw, bare.engine, written, bob)
    assert matter.waits_at == ["look"]


def test_a_question_about_a_task_that_ends_is_recalled(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, kind="consult", text="可否？", blocks=True)
    signers.remove(office.engine, mine(hard, CLERK), KEEPER, "回避", office.actor(MANAGER))
    assert inbox(office, STRANGER) == []
    refused(
        NotFound, "CIRCULATION_NOT_FOUND",
        circulations.answer, office.engine, one.id, "可以", office.actor(STRANGER),
    )  # fmt: skip
    assert sorted(told(office, STRANGER)) == ["circulation.consult", "circulation.recalled"]
    assert ("circulation.recall", MANAGER) in {
        (act.verb, act.actor)
        for act in process_instances.trail(office.engine, hard.id, office.actor(MANAGER))
    }


def test_who_was_asked_sees_his_own_answer_alone(hard: Matter) -> None:
    office = hard.office
    one = sent(hard, KEEPER, STRANGER, "dengll", kind="consult", text="可否？")
    circulations.answer(office.engine, one.id, "不宜", office.actor("dengll"))
    assert [r.login for r in asked.get(office.engine, one.id, office.actor(STRANGER)).receivers] == [STRANGER]
    assert len(asked.get(office.engine, one.id, office.actor(CLERK)).receivers) == 2
    refused(
        Forbidden,
        "NOT_YOURS_TO_CIRCULATE",
        circulations.send_on,
        office.engine,
        one.id,
        Sending(to=[CLERK]),
        office.actor("dengll"),
    )


def test_what_is_wrong_is_named_and_nothing_is_sent(hard: Matter) -> None:
    office = hard.office
    for to in ((), ("nobody_there",), (KEEPER,)):
        with pytest.raises(InvalidSubmission):
            sent(hard, KEEPER, *to)
    with pytest.raises(InvalidSubmission):
        sent(hard, KEEPER, STRANGER, kind="consult", text=" ")
    with pytest.raises(InvalidSubmission):
        sent(hard, KEEPER, STRANGER, limit="soon")
    refused(
        Forbidden,
        "NOT_YOUR_TASK",
        circulations.circulate_task,
        office.engine,
        mine(hard, KEEPER),
        Sending(to=[STRANGER]),
        office.actor(CLERK),
    )
    refused(
        NotFound,
        "PROCESS_INSTANCE_NOT_FOUND",
        circulations.circulate,
        office.engine,
        hard.id,
        Sending(to=[CLERK]),
        office.actor(STRANGER),
    )
    assert asked.of_instance(office.engine, hard.id, office.actor(KEEPER)) == []


def test_what_was_handed_in_can_still_be_taken_back_after_it_was_circulated(hard: Matter) -> None:
    office = hard.office
    hard.do("beside", KEEPER)
    circulations.circulate(office.engine, hard.id, Sending(to=[STRANGER]), office.actor(CLERK))
    done = next(t for t in asked_tasks(hard) if t.element_id == "beside")
    user_tasks.withdraw(office.engine, done.id, office.actor(KEEPER))
    assert "beside" in hard.waits_at


def asked_tasks(matter: Matter):  # type: ignore[no-untyped-def]
    from engine.model import SYSTEM
    from engine.queries import user_tasks as tasks

    return tasks.of_instance(matter.office.engine, matter.id, SYSTEM)


LISTED = diagram(
    "listed",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("work", "seal_keeper", '<liye:circulate to="=readers" text="=note" inTurn="true"/><liye:circulate to="so_docs" kind="copy" on="open"/>')}
{user_task("more", "seal_keeper")}
<bpmn:endEvent id="end"/>
begin -> work
work -> more
more -> end
""",
)


def test_a_step_has_lists_of_its_own(office: Office) -> None:
    office.deploy(listed__bpmn=LISTED)
    matter = office.start("listed", CLERK, readers=[STRANGER, "dengll"], note="请传阅")
    (copy,) = asked.of_instance(office.engine, matter.id, office.actor(MANAGER))
    assert (copy.kind, {r.unit for r in copy.receivers}) == ("copy", {"so_docs"})
    matter.do("work", KEEPER)
    found = asked.of_instance(office.engine, matter.id, office.actor(MANAGER))
    (read,) = [one for one in found if one.kind == "read"]
    assert (read.text, [r.login for r in read.receivers], read.sent_by) == (
        "请传阅",
        [STRANGER, "dengll"],
        KEEPER,
    )
    verbs = [act.verb for act in process_instances.trail(office.engine, matter.id, office.actor(MANAGER))]
    assert verbs.count("circulation.read") == verbs.count("circulation.copy") == 1


def test_a_list_that_means_nobody_is_seen_to_by_a_person(office: Office) -> None:
    from engine.commands import incidents
    from engine.queries import jobs

    office.deploy(listed__bpmn=LISTED)
    office.start("listed", CLERK, readers=[], note="").do("work", KEEPER)  # sent to nobody on purpose
    assert list(jobs.incidents_page(office.engine, office.actor(MANAGER)).items) == []
    matter = office.start("listed", CLERK, readers=["nobody_there"], note="")
    matter.do("work", KEEPER)
    (incident,) = jobs.incidents_page(office.engine, office.actor(MANAGER)).items
    assert incident.cause == "NOBODY_TO_CIRCULATE_TO"
    incidents.resolve(office.engine, incident.id, "skip", "sent by hand", office.actor(MANAGER))
    assert (matter.state, matter.waits_at) == ("active", ["more"])


def test_a_matter_that_ends_leaves_nothing_to_be_seen_to(office: Office) -> None:
    from engine.queries import jobs

    office.deploy(listed__bpmn=LISTED)
    matter = office.start("listed", CLERK, readers=["nobody_there"], note="")
    matter.do("work", KEEPER).do("more", KEEPER)
    assert matter.state == "completed"
    assert list(jobs.incidents_page(office.engine, office.actor(MANAGER)).items) == []


def test_what_the_diagram_sent_is_recalled_with_the_step_that_sent_it(office: Office) -> None:
    office.deploy(listed__bpmn=LISTED)
    matter = office.start("listed", CLERK, readers=[STRANGER, "dengll"], note="请传阅")
    done = matter.task("work").id
    matter.do("work", KEEPER)
    assert asked.to_read(office.engine, office.actor(STRANGER)) == 1
    user_tasks.withdraw(office.engine, done, office.actor(KEEPER))
    assert matter.waits_at == ["work"]
    found = asked.of_instance(office.engine, matter.id, office.actor(MANAGER))
    assert [one.recalled_at is not None for one in found] == [False, True]  # the copy was sent before
    assert asked.to_read(office.engine, office.actor(STRANGER)) == 0
    matter.do("work", KEEPER)
    assert asked.to_read(office.engine, office.actor(STRANGER)) == 1
