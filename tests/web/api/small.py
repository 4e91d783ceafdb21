"""Small processes for the API's tests, and who is in them."""

from __future__ import annotations

import io
from typing import Any

from tests.diagrams import diagram, service_task, user_task
from tests.web.api.client import Api

CLERK, KEEPER, OTHER_KEEPER = "liujh", "luodr", "yangyq"  # a registrar; the seal keeper; the archivist
STRANGER = "zhouyz"  # the governor: staff with no part in these matters
MANAGER, DESIGNER, ADMIN, AUDITOR = "shifl", "tangsr", "ouyanglj", "zengyh"

ASK = diagram(
    "ask",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("answer", "seal_keeper")}
{user_task("thank", "doc_registrar")}
<bpmn:endEvent id="end"/>
begin -> answer
answer -> thank
thank -> end
""",
)
OUTSIDE = diagram(
    "outside",
    f"""
<bpmn:startEvent id="begin"/>
{service_task("work", "outside.work")}
<bpmn:boundaryEvent id="refused" attachedToRef="work"><bpmn:errorEventDefinition errorRef="no"/></bpmn:boundaryEvent>
<bpmn:endEvent id="end"/>
<bpmn:endEvent id="other"/>
begin -> work
work -> end
refused -> other
""",
    outside='<bpmn:error id="no" name="no" errorCode="NO"/>',
)
WAIT = diagram(
    "wait",
    """
<bpmn:startEvent id="begin"/>
<bpmn:intermediateCatchEvent id="hear"><bpmn:messageEventDefinition messageRef="reply"/></bpmn:intermediateCatchEvent>
<bpmn:intermediateCatchEvent id="see"><bpmn:signalEventDefinition signalRef="bell"/></bpmn:intermediateCatchEvent>
<bpmn:endEvent id="end"/>
begin -> hear
hear -> see
see -> end
""",
    outside=(
        '<bpmn:message id="reply" name="reply"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=number"/></bpmn:extensionElements></bpmn:message>'
        '<bpmn:signal id="bell" name="bell"/>'
    ),
)
LATER = diagram(
    "later",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
{user_task("answer", "seal_keeper")}
<bpmn:endEvent id="end"/>
begin -> pause
pause -> answer
answer -> end
""",
)
SIZE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="sizes" name="sizes" namespace="urn:x">
<decision id="size" name="size"><variable name="size" typeRef="string"/><decisionTable id="table" hitPolicy="UNIQUE">
<input id="copies"><inputExpression id="in" typeRef="number"><text>copies</text></inputExpression></input>
<output id="out" name="size" typeRef="string"/>
<rule id="few"><inputEntry id="a"><text>&lt; 10</text></inputEntry><outputEntry id="b"><text>"small"</text></outputEntry></rule>
<rule id="many"><inputEntry id="c"><text>&gt;= 10</text></inputEntry><outputEntry id="d"><text>"large"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
DECIDE = diagram(
    "decide",
    """
<bpmn:startEvent id="begin"/>
<bpmn:businessRuleTask id="rule"><bpmn:extensionElements><zeebe:calledDecision decisionId="size" resultVariable="size"/></bpmn:extensionElements></bpmn:businessRuleTask>
<bpmn:endEvent id="end"/>
begin -> rule
rule -> end
""",
)


def deploy(api: Api, *files: tuple[str, bytes], **query: Any) -> Any:
    """What the designer is answered who deploys files by name."""
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return api(DESIGNER).ask("POST", "/deployments", data=data, query_string=query)
