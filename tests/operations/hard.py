"""The diagram where operations hurt: a countersign inside a parallel branch inside a sub-process, with timers.

    begin → register → [ handling: prepare → fork → countersign (each signer) → join → conclude ] → sign → file → end
                                           fork → check → record             → join

At the countersign hang a timer that asks somebody to urge (it interrupts nothing) and a limit of five working
days; at the check a timer, at its branch a message that ends it; at the sub-process a limit and a timer that
ends it all.
"""

from __future__ import annotations

from tests.diagrams import diagram, task_of
from tests.office import Matter, Office

STARTER = "liujh"  # a registrar: begins, and does register
PREPARER = "luodr"
SIGNERS = ("zengml", "yiyhh", "lirm")  # three heads who are asked together
CHECKER = "tangbl"
SIGNATORY = "chengz"
MANAGER = "shifl"


NAMES = {
    "register": "登记", "prepare": "拟办", "countersign": "会签", "check": "核稿", "record": "登记核稿意见",
    "conclude": "汇总意见", "sign": "签发", "file": "归档", "urge": "催办",
    "slow": "三日未签", "check_late": "四日未核", "handling_late": "六十日未办结",
}  # fmt: skip


def task(element_id: str, assignee: str, more: str = "", loop: str = "") -> str:
    """A user task of one person, by the step's name."""
    return task_of(element_id, assignee, more, name=NAMES[element_id], loop=loop)


def timer(element_id: str, at: str, after: str, *, interrupting: bool) -> str:
    """A timer at the border of an activity."""
    return (
        f'<bpmn:boundaryEvent id="{element_id}" name="{NAMES[element_id]}" attachedToRef="{at}" cancelActivity="{str(interrupting).lower()}">'
        f'<bpmn:timerEventDefinition id="{element_id}_t"><bpmn:timeDuration>{after}</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )


def each_signer(sequential: bool = False) -> str:
    """Once for each of the signers."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=signers" inputElement="signer" '
        'outputCollection="answers" outputElement="={who: signer, opinion: opinion}"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def hard(
    countersign: str = "",
    *,
    sequential: bool = False,
    process_id: str = "hard",
    draft: str = "",
    check: str = "",
) -> bytes:
    """The diagram; further extensions of the countersign, of who writes the text (``draft``) and of the check."""
    limit = '<liye:deadline key="answers" policy="5WD"/>'
    inner = f"""
<bpmn:startEvent id="inner"/>
{task("prepare", PREPARER, draft)}
<bpmn:parallelGateway id="fork"/>
{task("countersign", "=signer", limit + countersign, each_signer(sequential))}
{timer("slow", "countersign", "P3D", interrupting=False)}
{task("urge", PREPARER)}
<bpmn:endEvent id="urged"/>
{task("check", CHECKER, check)}
{timer("check_late", "check", "P4D", interrupting=False)}
<bpmn:boundaryEvent id="off" attachedToRef="check"><bpmn:messageEventDefinition id="off_m" messageRef="stop"/></bpmn:boundaryEvent>
<bpmn:endEvent id="noted"/>
{task("record", CHECKER)}
<bpmn:parallelGateway id="join"/>
{task("conclude", PREPARER, draft)}
<bpmn:endEvent id="concluded"/>
inner -> prepare
prepare -> fork
fork -> countersign
fork -> check
countersign -> join
slow -> urge
urge -> urged
check -> record
check_late -> noted
off -> record
record -> join
join -> conclude
conclude -> concluded
"""
    body = diagram(process_id, inner).decode().split('isExecutable="true">')[1].rsplit("</bpmn:process>")[0]
    body = body.replace('<bpmn:sequenceFlow id="f', '<bpmn:sequenceFlow id="i')
    handling = (
        '<bpmn:subProcess id="handling" name="联合办理"><bpmn:extensionElements>'
        f'<liye:deadline key="handling" policy="20WD"/></bpmn:extensionElements>{body}</bpmn:subProcess>'
    ).replace("\n", " ")
    return diagram(
        process_id,
        f"""
<bpmn:startEvent id="begin"/>
{task("register", "=starter()")}
{handling}
{timer("handling_late", "handling", "P60D", interrupting=True)}
{task("sign", SIGNATORY)}
{task("file", "=starter()")}
<bpmn:endEvent id="end"/>
<bpmn:endEvent id="given_up"/>
begin -> register
register -> handling
handling -> sign
sign -> file
file -> end
handling_late -> given_up
""",
        name="联合办文",
        outside='<bpmn:message id="stop" name="stop"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=matter()"/></bpmn:extensionElements></bpmn:message>',
    )


HARD = hard()
WRITTEN = hard(
    '<liye:opinionGroup name="会办意见"/>',
    check='<liye:number book="督" resultVariable="number" keptBy="sign"/>',
)  # the signers write on the sheet, the check takes a number


def begin(office: Office, bpmn: bytes = HARD) -> Matter:
    """Deploy it and begin a matter whose signers are the three."""
    office.deploy(hard__bpmn=bpmn)
    return office.start("hard", STARTER, signers=list(SIGNERS))


def to_countersign(office: Office, bpmn: bytes = HARD) -> Matter:
    """The matter at the place that hurts: three are asked, and the check goes on beside them."""
    return begin(office, bpmn).do("register", STARTER).do("prepare", PREPARER)
