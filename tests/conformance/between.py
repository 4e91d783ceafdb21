"""Between instances, data, errors."""

from __future__ import annotations

from tests.conformance.row import Runs
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    copied,
    end,
    error,
    message,
    node,
    script,
    service,
    specified,
    start,
    sub,
    throw,
    user,
)

BETWEEN, DATA, ERRORS = "Between instances", "Data", "Errors"
TOTAL = '<dataObject id="o_total" name="total" isCollection="false"/><dataObjectReference id="total_1" dataObjectRef="o_total"/>'
ANSWER = '<dataObject id="o_answer" name="answer" isCollection="true"/>'
STORE = '<dataStoreReference id="register" dataStoreRef="ds"/>'
POOLS = (
    '<collaboration id="co" name="talk" isClosed="false"><participant id="one" processRef="{p}"/>'
    '<participant id="two" processRef="other1"><participantMultiplicity minimum="0" maximum="9"/></participant>'
    '<messageFlow id="mf1" sourceRef="t" targetRef="s2" messageRef="message_m"/>'
    '<messageFlow id="mf2" sourceRef="t2" targetRef="c"/></collaboration>'
)
CONVERSATION = (
    '<correlationProperty id="no" name="no"><correlationPropertyRetrievalExpression messageRef="message_m">'
    "<messagePath>number</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    '<collaboration id="co2"><participant id="pa" processRef="{p}"/><correlationKey id="ck" name="by no">'
    "<correlationPropertyRef>no</correlationPropertyRef></correlationKey></collaboration>"
)
EXPECTS = (
    '<correlationSubscription id="cs" correlationKeyRef="ck"><correlationPropertyBinding correlationPropertyRef="no">'
    '<dataPath language="http://www.omg.org/spec/DMN/20191111/FEEL/">mine</dataPath></correlationPropertyBinding></correlationSubscription>'
).replace("http://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20191111/FEEL/")
LOOP = (
    '<multiInstanceLoopCharacteristics isSequential="false"><loopDataInputRef>o_total</loopDataInputRef>'
    '<loopDataOutputRef>o_answer</loopDataOutputRef><inputDataItem id="it" name="one"/>'
    '<outputDataItem id="ot" name="sum"/></multiInstanceLoopCharacteristics>'
)

ROWS = (
    Runs(BETWEEN, "correlation key", "关联键", (start(), catch("c", message("m")), end(), "s > c > e"), "s c e", "message m 7", given={"no": 7}, keys={"m": "=no"}),
    Runs(BETWEEN, "correlation properties and subscription", "关联属性与关联订阅", (start(), catch("c", message("m")), end(), "s > c > e", EXPECTS), "s c e", "message m number=4 unheard=true; message m number=5", given={"mine": 5}, then={"number": 5}, top=CONVERSATION),
    Runs(BETWEEN, "pools that talk along message flows", "泳池之间的消息流", (start(), throw("t", message("m")), catch("c", message("n")), end(), "s > t > c > e"), "s t c e", top=POOLS, others=(("other1", (start("s2", message("m")), end("t2", message("n")), "s2 > t2")),)),
    Runs(DATA, "data object, reference, association into and out of an activity", "数据对象与数据关联", (start(), TOTAL, ANSWER, user("a", specified("amount", "result") + copied("Input", "total_1", "in_amount") + copied("Output", "out_result", "o_answer")), end(), "s > a > e"), "s a e", "a result=[1]", given={"total": 5}, then={"total": 5, "answer": [1]}),
    Runs(DATA, "transformation", "转换", (start(), TOTAL, script("a", "=amount", "result", '<ioSpecification><dataInput id="in1" name="amount"/><inputSet><dataInputRefs>in1</dataInputRefs></inputSet><outputSet/></ioSpecification>' + copied("Input", "total_1", "in1", "<transformation>total * 2</transformation>").replace("<targetRef>in1</targetRef><transformation>", "<targetRef>in1</targetRef><transformation>")), end(), "s > a > e"), "s a e", given={"total": 5}, then={"result": 10}),
    Runs(DATA, "assignments", "赋值", (start(), TOTAL, script("a", "=net + tax", "result", '<ioSpecification><dataInput id="in1" name="net"/><dataInput id="in2" name="tax"/><inputSet><dataInputRefs>in1</dataInputRefs><optionalInputRefs>in2</optionalInputRefs></inputSet><outputSet/></ioSpecification>' + copied("Input", "total_1", "in1", "<assignment><from>total.net</from><to>net</to></assignment><assignment><from>total.tax</from><to>tax</to></assignment>")), end(), "s > a > e"), "s a e", given={"total": {"net": 2, "tax": 1}}, then={"result": 3}),
    Runs(DATA, "property of an activity", "活动的属性", (start(), TOTAL, script("a", "=seen + 1", "result", '<property id="pr" name="seen"/>' + copied("Input", "total_1", "pr")), end(), "s > a > e"), "s a e", given={"total": 5}, then={"result": 6}),
    Runs(DATA, "property, inputs and outputs of a process", "流程的属性与输入输出", ('<ioSpecification><dataInput id="pi" name="n"/><dataOutput id="po" name="result"/><inputSet name="one"><dataInputRefs>pi</dataInputRefs></inputSet><outputSet name="one"><dataOutputRefs>po</dataOutputRefs></outputSet></ioSpecification><property id="pp" name="noted"/>', start(), script("a", "=n", "result"), end(), "s > a > e"), "s a e", given={"n": 1}, then={"n": 1, "result": 1, "noted": None}),
    Runs(DATA, "what a sub-process holds stays in it", "子流程的数据不外泄", (start(), sub("p1", start("s1"), TOTAL, script("a", "=1", "total"), script("b", "=total", "seen", '<property id="pr" name="got"/>' + copied("Input", "o_total", "pr")), end("e1"), "s1 > a > b > e1"), end(), "s > p1 > e"), "s s1 a b e1 p1 e", given={"total": 9}, then={"total": 9, "seen": 1}),
    Runs(DATA, "events carry data", "事件的数据", (start(), ANSWER, catch("c", '<dataOutput id="got" name="news"/>' + copied("Output", "got", "o_answer") + "<outputSet><dataOutputRefs>got</dataOutputRefs></outputSet>" + message("m")), throw("t", '<dataInput id="say" name="said"/>' + copied("Input", "o_answer", "say") + "<inputSet><dataInputRefs>say</dataInputRefs></inputSet>" + message("n")), end(), "s > c > t > e"), "s c t e", "message m news=[1]", then={"answer": [1]}),
    Runs(DATA, "optional outputs", "可选输出", (start(), user("a", '<ioSpecification><dataOutput id="o1" name="x"/><inputSet/><outputSet><dataOutputRefs>o1</dataOutputRefs><optionalOutputRefs>o1</optionalOutputRefs></outputSet></ioSpecification>'), end(), "s > a > e"), "s a e", "a"),
    Runs(DATA, "data store, read and changed", "数据存储", (start(), STORE, user("a", specified("", "change") + copied("Output", "out_change", "register")), script("b", "=all.k", "got", '<property id="pr" name="all"/>' + copied("Input", "register", "pr")), end(), "s > a > b > e"), "s a b e", 'a change={"k":3}', then={"got": 3}, top='<dataStore id="ds" name="{p}" capacity="5" isUnlimited="false"/>'),
    Runs(DATA, "collections of a loop", "循环的集合", (start(), TOTAL, ANSWER, script("a", "=one + 1", "sum", LOOP), end(), "s > a > e"), "s a a e", given={"total": [1, 2]}, then={"answer": [2, 3]}),
    Runs(DATA, "a call gives and takes what associations say", "调用活动的数据关联", (start(), TOTAL, ANSWER, node("callActivity", "c", specified("n", "r") + copied("Input", "o_total", "in_n") + copied("Output", "out_r", "o_answer"), calledElement="called5"), end(), "s > c > e"), "s s1 a e1 c e", given={"total": 4}, then={"total": 4, "answer": 8}, others=(("called5", (start("s1"), script("a", "=n * 2", "r"), end("e1"), "s1 > a > e1")),)),
    Runs(ERRORS, "a handler throws a BPMN error, caught at the border", "处理程序抛出的错误", (start(), service("a", "conformance.boom"), boundary("b", "a", error("E")), end(), end("e2"), "s > a > e; b > e2"), "s a? b e2"),
    Runs(ERRORS, "an error nobody catches ends the instance", "未捕获的错误", (start(), end("x", error("E")), "s > x"), "s x", outcome="E"),
    Runs(ERRORS, "a technical failure is an incident at its element", "技术故障", (start(), service("a", "conformance.broken"), end(), "s > a > e"), "s", outcome=None, waits="a"),
    Runs(ERRORS, "an error boundary event without a code catches every error", "不指定代码的错误边界事件", (start(), service("a", "conformance.boom"), boundary("b", "a", error()), end(), end("e2"), "s > a > e; b > e2"), "s a? b e2"),
)  # fmt: skip
