"""What is refused, with the rule of the finding and what to draw instead."""

from __future__ import annotations

from tests.conformance.row import Refused
from tests.engine.runtime.drawing import catch, copied, end, message, node, service, start, user

TASK = (start(), user("a"), end(), "s > a > e")
TALK = '<collaboration id="co"><participant id="pa" processRef="p"/>{more}</collaboration>'


def root(what: str, text: str, cure: str, rule: str = "extensions") -> Refused:
    """Something at the root of the file."""
    return Refused(what, rule, cure, TASK, top=text)


def inside(what: str, text: str, cure: str, rule: str = "extensions") -> Refused:
    """Something in a user task."""
    return Refused(what, rule, cure, (start(), user("a", text), end(), "s > a > e"))


def pools(what: str, text: str, cure: str, rule: str = "unsupported-element") -> Refused:
    """Something in a collaboration."""
    return root(what, TALK.format(more=text), cure, rule)


def said(
    what: str, parts: tuple[str, ...], cure: str, rule: str = "unsupported-attribute", attributes: str = ""
) -> Refused:
    """An attribute."""
    return Refused(what, rule, cure, parts, attributes=attributes)


MODEL = "draw a process; a choreography says what pools say to each other, and nobody executes it"
ROWS = (
    # of the root
    root("choreography", '<choreography id="x"/>', MODEL),
    root("globalChoreographyTask", '<globalChoreographyTask id="x" initiatingParticipantRef="pa"/>', MODEL),
    root("globalConversation", '<globalConversation id="x"/>', MODEL),
    root("endPoint", '<endPoint id="x"/>', "name a handler: zeebe:taskDefinition"),
    root("interface", '<interface id="x" name="i" implementationRef="y"><operation id="y1" name="o" implementationRef="z"><inMessageRef>m</inMessageRef><outMessageRef>m</outMessageRef><errorRef>e</errorRef></operation></interface>', "name a handler: zeebe:taskDefinition"),
    root("partnerEntity", '<partnerEntity id="x" name="n"><participantRef>pa</participantRef></partnerEntity>', "draw a pool"),
    root("partnerRole", '<partnerRole id="x" name="n"><participantRef>pa</participantRef></partnerRole>', "draw a pool"),
    root("resource", '<resource id="x" name="r"><resourceParameter id="rp" name="p" type="xs:string" isRequired="true"/></resource>', "name groups: zeebe:assignmentDefinition, lanes"),
    Refused("import", "extensions", "deploy the files together", TASK, top='<import namespace="n" location="l" importType="http://www.w3.org/2001/XMLSchema"/>'),
    Refused("extension", "extensions", "remove it", TASK, top='<extension definition="d" mustUnderstand="true"><documentation/></extension>'),
    Refused("relationship", "extensions", "remove it", TASK, top='<relationship id="x" type="t" direction="None"><source>a</source><target>b</target></relationship>'),
    # of a collaboration
    pools("conversation", '<conversation id="x" name="c"><participantRef>pa</participantRef><messageFlowRef>mf</messageFlowRef><correlationKey id="k"/></conversation>', "draw message flows"),
    pools("subConversation", '<subConversation id="x"><participantRef>pa</participantRef></subConversation>', "draw message flows"),
    pools("callConversation", '<callConversation id="x" calledCollaborationRef="y"><participantRef>pa</participantRef><participantAssociation><innerParticipantRef>pa</innerParticipantRef><outerParticipantRef>pa</outerParticipantRef></participantAssociation></callConversation>', "draw message flows"),
    pools("conversationAssociation", '<conversationAssociation id="x" innerConversationNodeRef="y" outerConversationNodeRef="z"/>', "draw message flows"),
    pools("conversationLink", '<conversationLink id="x" sourceRef="y" targetRef="z"/>', "draw message flows"),
    pools("participantAssociation", '<participantAssociation id="x"><innerParticipantRef>pa</innerParticipantRef><outerParticipantRef>pa</outerParticipantRef></participantAssociation>', "draw message flows"),
    pools("messageFlowAssociation", '<messageFlowAssociation id="x" innerMessageFlowRef="y" outerMessageFlowRef="z"/>', "draw message flows"),
    pools("choreographyRef", "<choreographyRef>x</choreographyRef>", MODEL),
    root("collaboration/@isClosed=true", '<collaboration id="co" isClosed="true"><participant id="pa" processRef="p"/></collaboration>', "remove the attribute: messages from outside are let in by their names", "unsupported-attribute"),
    root("participant/interfaceRef", '<collaboration id="co"><participant id="pa" processRef="p"><interfaceRef>i</interfaceRef><endPointRef>i</endPointRef></participant></collaboration>', "name a handler: zeebe:taskDefinition", "unsupported-element"),
    # of a process
    Refused("choreographyTask", "extensions", MODEL, (*TASK, '<choreographyTask id="x" initiatingParticipantRef="pa" loopType="None"><participantRef>pa</participantRef><participantRef>pb</participantRef><correlationKey id="k"/><messageFlowRef>mf</messageFlowRef></choreographyTask>')),
    Refused("subChoreography", "extensions", MODEL, (*TASK, '<subChoreography id="x" initiatingParticipantRef="pa"><participantRef>pa</participantRef><participantRef>pb</participantRef></subChoreography>')),
    Refused("callChoreography", "extensions", MODEL, (*TASK, '<callChoreography id="x" initiatingParticipantRef="pa" calledChoreographyRef="y"><participantRef>pa</participantRef><participantRef>pb</participantRef><participantAssociation><innerParticipantRef>pa</innerParticipantRef><outerParticipantRef>pb</outerParticipantRef></participantAssociation></callChoreography>')),
    Refused("implicitThrowEvent", "extensions", "draw an intermediate throw event; in a loop it stands in complexBehaviorDefinition", (*TASK, '<implicitThrowEvent id="x"/>')),
    Refused("process/supports", "extensions", "remove it", (*TASK, "<supports>q</supports>")),
    Refused("process/auditing", "extensions", "remove it: everything is audited", ("<auditing/>", *TASK)),
    Refused("process/monitoring", "extensions", "remove it: everything is measured", ("<monitoring/>", *TASK)),
    Refused("process/resourceRole", "extensions", "liye:startableBy", (*TASK, '<resourceRole id="x"><resourceRef>r</resourceRef></resourceRole>')),
    Refused("process/supportedInterfaceRef", "extensions", "name a handler: zeebe:taskDefinition", ("<supportedInterfaceRef>i</supportedInterfaceRef>", *TASK)),
    Refused("process/ioBinding", "extensions", "draw data associations", ('<ioBinding operationRef="o" inputDataRef="i" outputDataRef="o"/>', *TASK)),
    said("process/@isClosed=true", TASK, "remove the attribute: messages from outside are let in by their names", attributes='isClosed="true"'),
    said("process/@definitionalCollaborationRef", TASK, "draw a collaboration with this pool", attributes='definitionalCollaborationRef="co"'),
    # of an element
    inside("auditing", "<auditing/>", "remove it: everything is audited"),
    inside("monitoring", "<monitoring/>", "remove it: everything is measured"),
    inside("rendering", "<rendering/>", "zeebe:formDefinition"),
    inside("resourceRole", '<resourceRole id="x"><resourceRef>r</resourceRef><resourceParameterBinding id="rb" parameterRef="p"><expression>1</expression></resourceParameterBinding></resourceRole>', "zeebe:assignmentDefinition"),
    inside("performer", '<performer id="x"><resourceAssignmentExpression id="ra"><expression><documentation/><extensionElements/></expression></resourceAssignmentExpression></performer>', "zeebe:assignmentDefinition"),
    inside("humanPerformer", '<humanPerformer id="x"><resourceRef>r</resourceRef></humanPerformer>', "zeebe:assignmentDefinition assignee"),
    inside("potentialOwner", '<potentialOwner id="x"><resourceRef>r</resourceRef></potentialOwner>', "zeebe:assignmentDefinition candidateGroups"),
    inside("inputSet/whileExecutingInputRefs", '<ioSpecification><dataInput id="i" name="n"/><inputSet><dataInputRefs>i</dataInputRefs><whileExecutingInputRefs>i</whileExecutingInputRefs></inputSet><outputSet/></ioSpecification>', "say what is needed before: dataInputRefs", "unsupported-element"),
    inside("inputSet/outputSetRefs", '<ioSpecification><inputSet><outputSetRefs>o</outputSetRefs></inputSet><outputSet id="o"/></ioSpecification>', "say what is needed: dataInputRefs, dataOutputRefs", "unsupported-element"),
    inside("outputSet/whileExecutingOutputRefs", '<ioSpecification><dataOutput id="i" name="n"/><inputSet/><outputSet><dataOutputRefs>i</dataOutputRefs><whileExecutingOutputRefs>i</whileExecutingOutputRefs></outputSet></ioSpecification>', "say what is there afterwards: dataOutputRefs", "unsupported-element"),
    inside("outputSet/inputSetRefs", '<ioSpecification><inputSet id="i"/><outputSet><inputSetRefs>i</inputSetRefs></outputSet></ioSpecification>', "say what is needed: dataInputRefs, dataOutputRefs", "unsupported-element"),
    inside("dataAssociation without a value", copied("Output", "", "o1"), "give it a sourceRef, a transformation or assignments", "unknown-reference"),
    Refused("event/property", "extensions", "let the event's data go to a data object", (start(), catch("c", '<property id="x" name="y"/>' + message("m")), end(), "s > c > e")),
    Refused("globalTask/supportedInterfaceRef", "extensions", "name a handler", TASK, top='<globalTask id="g"><supportedInterfaceRef>i</supportedInterfaceRef></globalTask>'),
    Refused("globalTask/resourceRole", "extensions", "zeebe:assignmentDefinition", TASK, top='<globalUserTask id="g"><resourceRole id="x"><resourceRef>r</resourceRef></resourceRole></globalUserTask>'),
    Refused("globalUserTask/rendering", "extensions", "zeebe:formDefinition", TASK, top='<globalUserTask id="g"><rendering/></globalUserTask>'),
    said("serviceTask/@operationRef", (start(), service("a", "conformance.double").replace("<serviceTask", '<serviceTask operationRef="o"'), end(), "s > a > e"), "name a handler: zeebe:taskDefinition"),
    said("sendTask/@operationRef", (start(), node("sendTask", "a", messageRef="message_m", operationRef="o"), end(), "s > a > e"), "name a message"),
    said("receiveTask/@operationRef", (start(), node("receiveTask", "a", messageRef="message_m", operationRef="o"), end(), "s > a > e"), "name a message"),
    Refused("messageEventDefinition/operationRef", "extensions", "name a message", (start(), catch("c", '<messageEventDefinition messageRef="message_m"><operationRef>o</operationRef></messageEventDefinition>'), end(), "s > c > e")),
    said("userTask/@implementation", (start(), user("a", implementation="urn:other"), end(), "s > a > e"), "remove it"),
    said("sequenceFlow/@isImmediate=false", (start(), user("a"), end(), '<sequenceFlow id="f1" sourceRef="s" targetRef="a" isImmediate="false"/>', "a > e"), "draw what lies between", "extensions"),
    said("transaction/@method=##Image", (start(), node("transaction", "t1", start("s1") + end("e1") + '<sequenceFlow id="i" sourceRef="s1" targetRef="e1"/>', method="##Image"), end(), "s > t1 > e"), "##Compensate: draw compensation handlers"),
    said("transaction/@method=##Store", (start(), node("transaction", "t1", start("s1") + end("e1") + '<sequenceFlow id="i" sourceRef="s1" targetRef="e1"/>', method="##Store"), end(), "s > t1 > e"), "##Compensate: draw compensation handlers"),
    Refused("linkEventDefinition/source", "extensions", "links find each other by their name", (start(), node("intermediateThrowEvent", "t", '<linkEventDefinition name="L"><target>c1</target></linkEventDefinition>'), catch("c", '<linkEventDefinition id="c1" name="L"><source>c1</source></linkEventDefinition>'), end(), "s > t; c > e")),
    Refused("lane/partitionElement", "unsupported-element", "name the lane after a group", ('<laneSet id="ls"><lane id="l1" name="clerks"><partitionElement/><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>', *TASK)),
    said("lane/@partitionElementRef", ('<laneSet id="ls"><lane id="l1" name="clerks" partitionElementRef="x"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>', *TASK), "name the lane after a group"),
    said("definitions/@expressionLanguage", (start(), user("a"), node("scriptTask", "b", "<script>1</script>", scriptFormat="python"), end(), "s > a > b > e"), "FEEL is the expression language; write it", "script-language"),
    Refused("formalExpression/@language", "expression-language", "write FEEL", (start(), catch("c", '<conditionalEventDefinition><condition language="http://groovy">1</condition></conditionalEventDefinition>'), end(), "s > c > e")),
)  # fmt: skip
