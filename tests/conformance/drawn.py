"""What is drawn for people, or says a type, and means nothing at run time."""

from __future__ import annotations

from tests.conformance.activities import COUNTED, DECISION
from tests.conformance.row import Runs
from tests.engine.runtime.drawing import catch, end, message, node, start, sub, timer, user

IN = "Drawn for people"
NOTES = (
    '<textAnnotation id="ta" textFormat="text/plain"><text>注</text></textAnnotation>'
    '<association id="as1" sourceRef="a" targetRef="ta" associationDirection="None"/>'
    '<association id="as2" sourceRef="ta" targetRef="e" associationDirection="Both"/>'
    '<group id="gr" categoryValueRef="cv"/>'
)
LANES = (
    '<laneSet id="ls" name="all"><lane id="l1" name="clerks"><flowNodeRef>s</flowNodeRef><childLaneSet id="ls2">'
    '<lane id="l2" name="staff"><flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></childLaneSet></lane></laneSet>'
)
INNER = '<laneSet id="ls3"><lane id="l3" name="clerks"><flowNodeRef>s1</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>'
PARTS = (start(), user("a"), end(), "s > a > e")
ITEM = '<itemDefinition id="it" structureRef="string" isCollection="false" itemKind="Information"/><itemDefinition id="it2" itemKind="Physical"/>'
TYPED = (
    '<dataObject id="o1" name="total" itemSubjectRef="it"><dataState id="st" name="new"/></dataObject>'
    '<dataObjectReference id="r1" dataObjectRef="o1" itemSubjectRef="it"><dataState id="st2"/></dataObjectReference>'
    '<dataStoreReference id="r2" dataStoreRef="ds" itemSubjectRef="it"><dataState id="st3"/></dataStoreReference>'
)
SPECIFIED = (
    '<ioSpecification><dataInput id="i1" name="x" itemSubjectRef="it" isCollection="false"><dataState id="st4"/></dataInput>'
    '<dataOutput id="o2" name="y" itemSubjectRef="it" isCollection="false"><dataState id="st5"/></dataOutput>'
    '<inputSet/><outputSet/></ioSpecification><property id="pr" name="z" itemSubjectRef="it"><dataState id="st6"/></property>'
)

ROWS = (
    Runs(IN, "text annotation, association, group, category, documentation", "注释、关联、分组、类别、文档", (start(), user("a", '<documentation id="do" textFormat="text/plain">说明</documentation>').replace("<extensionElements>", "<extensionElements>"), end(), NOTES, "s > a > e"), "s a e", "a", top='<category id="ca" name="c"><categoryValue id="cv" value="v"/></category>'),
    Runs(IN, "lanes, nested, in a process and in a sub-process", "泳道", (LANES, start(), user("a"), end(), "s > a > e"), "s a e", "a"),
    Runs(IN, "lanes of a sub-process", "子流程的泳道", (LANES.replace(">a<", ">p1<"), start(), sub("p1", INNER, start("s1"), user("b"), "s1 > b"), end(), "s > p1 > e"), "s s1 b p1 e", "b"),
    Runs(IN, "types of data and their states", "数据类型与状态", (start(), TYPED, user("a", SPECIFIED), end(), "s > a > e"), "s a e", "a", top=ITEM + '<dataStore id="ds" name="typed" itemSubjectRef="it" isUnlimited="true"><dataState id="st7"/></dataStore>'),
    Runs(IN, "types of messages, signals, errors and escalations", "消息、信号、错误、升级的类型", PARTS, "s a e", "a", top=ITEM + '<message id="m1" name="typed" itemRef="it"/><signal id="g1" name="typed" structureRef="it"/><error id="r1" errorCode="R" structureRef="it"/><escalation id="u1" escalationCode="U" structureRef="it"/><correlationProperty id="cp" name="no" type="string"><correlationPropertyRetrievalExpression messageRef="m1"><messagePath evaluatesToTypeRef="string">no</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'),
    Runs(IN, "the type of a process; an executable one is run", "流程类型", PARTS, "s a e", "a", attributes='processType="Private" isClosed="false"'),
    Runs(IN, "a process of no type", "无类型流程", PARTS, "s a e", "a", attributes='processType="None"'),
    Runs(IN, "a public process", "公开流程", PARTS, "s a e", "a", attributes='processType="Public"'),
    Runs(IN, "an immediate flow", "立即顺序流", (start(), user("a"), end(), '<sequenceFlow id="f1" sourceRef="s" targetRef="a" isImmediate="true"/>', "a > e"), "s a e", "a"),
    Runs(IN, "implementations of message tasks", "消息任务的实现", (start(), node("sendTask", "a", messageRef="message_m", implementation="##unspecified"), node("receiveTask", "b", messageRef="message_m", implementation="##WebService"), end(), "s > a > b > e"), "s a b e"),
    Runs(IN, "a date that is not reached, beside a message", "未到的日期与消息并列", (start(), catch("c", message("m") + timer(date="2030-01-01T00:00:00+08:00")), end(), "s > c > e"), "s c e", "message m"),
    Runs(IN, "who wrote the file, its types, its expression language", "文件的工具、类型语言与表达式语言", PARTS, "s a e", "a", root='typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/" exporter="a modeler" exporterVersion="1"'),
    Runs(IN, "flows named at both ends; categories", "节点两端的连线、类别", ('<startEvent id="s"><categoryValueRef>cv</categoryValueRef><outgoing>f1</outgoing></startEvent>', '<endEvent id="e"><incoming>f1</incoming></endEvent>', '<sequenceFlow id="f1" sourceRef="s" targetRef="e"><categoryValueRef>cv</categoryValueRef></sequenceFlow>'), "s e", top='<category id="ca"><categoryValue id="cv" value="v"/></category>'),
    Runs(IN, "an implementation that says nothing, everywhere", "各处未指定的实现", (start(), node("receiveTask", "r", messageRef="message_m", implementation="##unspecified"), node("sendTask", "t", messageRef="message_n", implementation="##WebService"), node("serviceTask", "v", "", '<zeebe:taskDefinition type="conformance.double"/>', implementation="##unspecified"), user("a", implementation="##WebService"), end(), "s > r > t > v > a > e"), "s r t v a e", "message m; a", given={"n": 1}),
    Runs(IN, "a decision with an implementation", "业务规则任务的实现", (start(), node("businessRuleTask", "a", "", COUNTED, implementation="##unspecified"), node("businessRuleTask", "b", "", COUNTED, implementation="##WebService"), node("callActivity", "c", calledElement="global6"), node("callActivity", "d", calledElement="global7"), end(), "s > a > b > c > d > e"), "s a b global6.task c global7.task d e", "global7.task", given={"n": 1}, files={"rate.dmn": DECISION}, top=f'<globalBusinessRuleTask id="global6" implementation="##WebService"><extensionElements>{COUNTED}</extensionElements></globalBusinessRuleTask><globalUserTask id="global7" implementation="##WebService"/>'),
)  # fmt: skip
