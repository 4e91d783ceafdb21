"""A letter that goes through the office, drawn where operations hurt, with every box of the paper sheet.

    begin → register → propose → instruct (each leader) → [ fork → host → join ] → file → end
                                                            fork → consult (each unit; timers) → join

The boxes are 拟办意见, 领导批示, 主办意见 and 会办意见; leaders sign and write by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from engine import json
from engine.commands import opinions
from tests.diagrams import diagram, each, task_of
from tests.office import Matter, Office

CLERK, HEAD, HOST = "liujh", "qinjc", "tangbl"
LEADERS = ("chengz", "wennl", "xiangrm")  # in the order they are asked; the highest rank is the last
UNITS = ("lirm", "zengml", "yiyhh")
LIMIT = '<liye:deadline key="{}" policy="{}"/>'
TITLE = "关于进一步做好防汛抗旱物资储备和调运工作的请示"
FORM = {
    "schema": {
        "type": "object",
        "title": "来文登记",
        "properties": {
            "title": {"type": "string", "title": "标题", "maxLength": 200},
            "sender": {"type": "string", "title": "来文单位", "format": "unit"},
            "number": {"type": "string", "title": "来文字号", "maxLength": 60},
            "received": {"type": "string", "title": "收文日期", "format": "date"},
            "copies": {"type": "integer", "title": "份数", "minimum": 1},
            "secrecy": {"type": "string", "title": "密级", "enum": ["公开", "内部"]},
            "urgency": {"type": "string", "title": "紧急程度", "enum": ["平件", "加急", "特急"]},
            "summary": {"type": "string", "title": "内容摘要", "maxLength": 500},
            "letter": {"type": "object", "title": "来文", "format": "file"},
        },
        "required": ["title", "sender", "number"],
    },
    "ui": {"fields": {"summary": {"kind": "multiline"}}},
}
LETTER = {
    "title": TITLE,
    "sender": "yjt",
    "number": "湘应急〔2026〕12号",
    "received": "2026-03-02",
    "copies": 3,
    "secrecy": "公开",
    "urgency": "加急",
    "summary": "汛期将至，请求补充省级防汛抗旱物资储备，明确跨市州调运机制，并落实经费渠道。",
}
ENGLISH = {
    "letters": "Incoming letters", "register": "Register", "propose": "Propose", "instruct": "Instruct",
    "handling": "Joint handling", "host": "Handle (lead)", "consult": "Handle (with others)", "file": "File",
    "slow": "Not done in five days", "letter": "The letter", "letter.title": "Title", "letter.sender": "From",
    "letter.number": "Its number", "letter.received": "Received", "letter.copies": "Copies",
    "letter.secrecy": "Secrecy", "letter.urgency": "Urgency", "letter.summary": "Summary",
    "letter.letter": "Letter", "letter.secrecy=公开": "Public", "letter.secrecy=内部": "Internal",
    "letter.urgency=平件": "Ordinary", "letter.urgency=加急": "Urgent", "letter.urgency=特急": "Most urgent",
}  # fmt: skip
SAID = {
    HEAD: "拟请应急厅主办，财政厅、水利厅、交通运输厅会办。妥否，请领导批示。",
    "chengz": "拟同意。请省长阅示。",
    "wennl": "同意。请按程序办理，三月底前报送方案。",
    "xiangrm": "已阅。防汛物资关系人民群众生命财产安全，储备要足、调运要快、责任要实，请应急厅牵头抓紧落实，"
    "有关情况及时报告。",
    HOST: "已会同有关单位拟定储备目录和调运预案，建议分两批补充，三月二十日前完成第一批入库。",
    "lirm": "同意。所需经费拟在年度预算内统筹安排。",
    "zengml": "同意。建议增加山洪易发区前置储备点。",
    "yiyhh": "同意。已明确绿色通道车辆调派办法。",
}


def _task(element: str, name: str, who: str, group: str = "", more: str = "", loop: str = "") -> str:
    box = f'<liye:opinionGroup name="{group}"/>' if group else ""
    return task_of(element, who, box + more, name=name, loop=loop)


def _flow(number: int, source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="i{number}" sourceRef="{source}" targetRef="{target}"/>'


INNER = (
    '<bpmn:subProcess id="handling" name="联合办理"><bpmn:extensionElements>'
    + LIMIT.format("handling", "20WD")
    + '</bpmn:extensionElements><bpmn:startEvent id="in"/><bpmn:parallelGateway id="fork"/>'
    + _task("host", "主办", HOST, "主办意见", LIMIT.format("host", "5WD"))
    + _task("consult", "会办", "=who", "会办意见", LIMIT.format("consult", "3WD"), each("units", "who"))
    + '<bpmn:boundaryEvent id="slow" name="五日未办" attachedToRef="consult" cancelActivity="false">'
    + '<bpmn:timerEventDefinition id="slow_t"><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    + '</bpmn:boundaryEvent><bpmn:endEvent id="noted"/><bpmn:parallelGateway id="join"/><bpmn:endEvent id="out"/>'
    + "".join(
        _flow(number, *ends.split(">"))
        for number, ends in enumerate(
            ("in>fork", "fork>host", "fork>consult", "host>join", "consult>join", "slow>noted", "join>out")
        )
    )
    + "</bpmn:subProcess>"
)
LETTERS = diagram(
    "letters",
    f"""
<bpmn:startEvent id="begin"/>
{_task("register", "登记", CLERK, more='<zeebe:formDefinition formId="letter"/>')}
{_task("propose", "拟办", HEAD, "拟办意见", LIMIT.format("propose", "3WD"))}
{_task("instruct", "批示", "=who", "领导批示", loop=each("leaders", "who"))}
{INNER}
{_task("file", "归档", CLERK)}
<bpmn:endEvent id="end"/>
begin -> register
register -> propose
propose -> instruct
instruct -> handling
handling -> file
file -> end
""",
    name="收文办理",
    inside="<liye:title expression='=title'/>",
)


def begin(office: Office, units: Sequence[str] = UNITS, title: str = TITLE) -> Matter:
    """A letter is registered."""
    office.deploy(letters__bpmn=LETTERS, letter__json=json.dump(FORM), en__json=json.dump(ENGLISH))
    people = {"leaders": list(LEADERS), "units": list(units)}
    matter = office.start("letters", CLERK, **people)
    letter = office.upload("湘应急〔2026〕12号.txt", "湖南省人民政府：\n……".encode(), CLERK)
    return matter.do("register", CLERK, **(LETTER | {"title": title}), letter=letter)


def instructed(
    office: Office, picture: bytes | None = None, units: Sequence[str] = UNITS, title: str = TITLE
) -> Matter:
    """The leaders have written what they want; now units are asked."""
    matter = begin(office, units, title)
    if picture is not None:
        opinions.sign_with(office.engine, "签名.png", BytesIO(picture), office.actor(LEADERS[0]))
    office.advance(hours=2)
    matter.do("propose", HEAD, opinion=SAID[HEAD])
    for who in LEADERS:
        office.advance(hours=1)
        if picture is not None and who == LEADERS[-1]:
            task = matter.task("instruct", assignee=who).id
            opinions.draw(office.engine, task, "批示.png", BytesIO(picture), office.actor(who))
        matter.finish(matter.task("instruct", assignee=who), who, opinion=SAID[who])
    return matter


def handled(office: Office, picture: bytes | None = None) -> Matter:
    """The units have answered too; what is left is to file it."""
    matter = instructed(office, picture)
    office.advance(days=1)
    for who in UNITS:
        matter.finish(matter.task("consult", assignee=who), who, opinion=SAID[who])
    return matter.do("host", HOST, opinion=SAID[HOST])
