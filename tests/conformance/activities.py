"""Activities."""

from __future__ import annotations

from tests.conformance.row import Runs
from tests.engine.runtime.drawing import (
    ad_hoc,
    again,
    boundary,
    call,
    conditional,
    end,
    error,
    escalation,
    event_sub,
    many,
    message,
    node,
    par,
    script,
    service,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

IN = "Activities"
DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
<decision id="rate" name="rate"><variable name="rate"/><literalExpression><text>n * 2</text></literalExpression>
</decision></definitions>"""
COUNTED = '<zeebe:calledDecision decisionId="rate" resultVariable="rated"/>'
WAIT = user("w")
COMPENSATE = "<compensateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"


def thrown_by_a_loop(behavior: str, ref: str = "", inside: str = "") -> str:
    """A loop of two that throws the signal of its boundary event."""
    named = f' {ref}="said"' if ref else ""
    return (
        f'<multiInstanceLoopCharacteristics behavior="{behavior}"{named}>'
        f"<loopCardinality>2</loopCardinality>{inside}</multiInstanceLoopCharacteristics>"
    )


SAID = '<signalEventDefinition id="said" signalRef="signal_g"/>'
HEARD = boundary("b", "a", SAID, interrupting=False)


def looped(*args: str) -> tuple[str, ...]:
    """A task that loops so, with a border that hears what it throws."""
    return (
        start(),
        user("a", thrown_by_a_loop(*args)),
        HEARD,
        end(),
        throw("n"),
        end("e2"),
        "s > a > e; b > n > e2",
    )


ROWS = (
    Runs(IN, "abstract task", "抽象任务", (start(), node("task", "a"), end(), "s > a > e"), "s a e", "a"),
    Runs(IN, "user task", "用户任务", (start(), user("a", implementation="##unspecified"), end(), "s > a > e"), "s a e", "a x=1", then={"x": 1}),
    Runs(IN, "manual task", "手工任务", (start(), node("manualTask", "a"), end(), "s > a > e"), "s a e", "a"),
    Runs(IN, "service task", "服务任务", (start(), service("a", "conformance.double"), end(), "s > a > e"), "s a e", given={"n": 2}, then={"double": 4}),
    Runs(IN, "service task done by a worker outside", "外部作业的服务任务", (start(), node("serviceTask", "a", "", '<zeebe:taskDefinition type="outside"/>', implementation="##WebService"), end(), "s > a > e"), "s a e", "job a x=3", then={"x": 3}),
    Runs(IN, "send task", "发送任务", (start(), node("sendTask", "a", messageRef="message_m"), end(), "s > a > e"), "s a e"),
    Runs(IN, "receive task", "接收任务", (start(), node("receiveTask", "a", messageRef="message_m"), end(), "s > a > e"), "s a e", "message m x=1", then={"x": 1}),
    Runs(IN, "receive task that instantiates", "启动流程的接收任务", (node("receiveTask", "a", messageRef="message_m", instantiate="true"), end(), "a > e"), "a e", "message m x=1", then={"x": 1}, begun=False),
    Runs(IN, "script task (FEEL)", "脚本任务", (start(), node("scriptTask", "a", "<script>{x: n + 1}</script>", scriptFormat="feel"), end(), "s > a > e"), "s a e", given={"n": 1}, then={"x": 2}),
    Runs(IN, "business rule task", "业务规则任务", (start(), node("businessRuleTask", "a", "", COUNTED), end(), "s > a > e"), "s a e", given={"n": 2}, then={"rated": 4}, files={"rate.dmn": DECISION}),
    Runs(IN, "sub-process", "子流程", (start(), sub("p1", start("s1"), user("a"), end("e1"), "s1 > a > e1", triggeredByEvent="false"), end(), "s > p1 > e"), "s s1 a e1 p1 e", "a"),
    Runs(IN, "event sub-process, message, beside the rest", "事件子流程（消息，非中断）", (start(), WAIT, end(), event_sub("h", start("s1", message("m"), isInterrupting="false"), user("a"), end("e1"), "s1 > a > e1"), "s > w > e"), "s s1 a e1 h w e", "message m; a; w"),
    Runs(IN, "event sub-process, signal, interrupting", "事件子流程（信号，中断）", (start(), WAIT, end(), event_sub("h", start("s1", signal("g"), isInterrupting="true"), end("e1"), "s1 > e1"), "s > w > e"), "s w! s1 e1 h", "signal g"),
    Runs(IN, "event sub-process, timer", "事件子流程（定时）", (start(), WAIT, end(), event_sub("h", start("s1", timer(duration="P1D")), end("e1"), "s1 > e1"), "s > w > e"), "s w! s1 e1 h", "days 2"),
    Runs(IN, "event sub-process, error", "事件子流程（错误）", (start(), end("x", error("E")), event_sub("h", start("s1", error("E")), end("e1"), "s1 > e1"), "s > x"), "s x s1 e1 h"),
    Runs(IN, "event sub-process, escalation", "事件子流程（升级）", (start(), throw("x", escalation("U")), end(), event_sub("h", start("s1", escalation("U"), isInterrupting="false"), end("e1"), "s1 > e1"), "s > x > e"), "s x e s1 e1 h"),
    Runs(IN, "event sub-process, conditional, with the data of now", "事件子流程（条件）", (start(), WAIT, end(), event_sub("h", start("s1", conditional("n > 5"), isInterrupting="false"), script("b", "=n", "seen"), end("e1"), "s1 > b > e1"), "s > w > e"), "s s1 b e1 h w e", "set n=7; w", given={"n": 1}, then={"seen": 7}),
    Runs(IN, "event sub-process, compensation", "事件子流程（补偿）", (start(), sub("p1", start("s1"), script("a", "=1", "x"), end("e1"), event_sub("h", start("s2", COMPENSATE), script("c", "=2", "x"), end("e2"), "s2 > c > e2"), "s1 > a > e1"), throw("t", COMPENSATE), end(), "s > p1 > t > e"), "s s1 a e1 p1 s2 c e2 h t e", then={"x": 2}),
    Runs(IN, "event sub-process inside another", "嵌套的事件子流程", (start(), WAIT, end(), event_sub("h", start("s1", message("m"), isInterrupting="false"), user("a"), end("e1"), event_sub("k", start("s2", message("n")), end("e2"), "s2 > e2"), "s1 > a > e1"), "s > w > e"), "s s1 a! s2 e2 k h w e", "message m; message n; w"),
    Runs(IN, "transaction, cancelled", "事务（取消）", (start(), node("transaction", "p1", start("s1") + script("a", "=1", "x") + boundary("b", "a", COMPENSATE) + script("c", "=2", "y").replace("<scriptTask", '<scriptTask isForCompensation="true"') + end("e1", CANCEL) + '<sequenceFlow id="i1" sourceRef="s1" targetRef="a"/><sequenceFlow id="i2" sourceRef="a" targetRef="e1"/><association id="as" sourceRef="b" targetRef="c" associationDirection="One"/>', method="##Compensate"), boundary("out", "p1", CANCEL), end(), end("e2"), "s > p1 > e; out > e2"), "s s1 a e1 c p1! out e2", then={"x": 1, "y": 2}),
    Runs(IN, "ad hoc sub-process, parallel", "即席子流程（并行）", (start(), ad_hoc("h", user("a"), user("b"), user("c"), "b > c", until="done = 2", ordering="Parallel"), end(), "s > h > e"), "s b c a! h e", "choose a; choose b; b; c done=2"),
    Runs(IN, "ad hoc sub-process, what goes on ends by itself", "即席子流程（不取消其余）", (start(), ad_hoc("h", user("a"), user("b"), until="done = 1", cancelRemainingInstances="false"), end(), "s > h > e"), "s b a h e", "choose a; choose b; b done=1; a"),
    Runs(IN, "ad hoc sub-process, sequential", "即席子流程（顺序）", (start(), ad_hoc("h", user("a"), user("b"), begun='=["a", "b"]', ordering="Sequential"), end(), "s > h > e"), "s a b h e", "a; b"),
    Runs(IN, "call activity", "调用活动", (start(), node("callActivity", "c", calledElement="called1"), end(), "s > c > e"), "s s1 a e1 c e", "a", others=(("called1", (start("s1"), user("a"), end("e1"), "s1 > a > e1")),)),
    Runs(IN, "call activity with mappings", "带输入输出映射的调用活动", (start(), call("c", "called2", "", '<zeebe:ioMapping><zeebe:input source="=n" target="m"/><zeebe:output source="=m2" target="r"/></zeebe:ioMapping>', propagateAllParentVariables="false"), end(), "s > c > e"), "s s1 a e1 c e", given={"n": 3}, then={"n": 3, "r": 6}, others=(("called2", (start("s1"), script("a", "=m * 2", "m2"), end("e1"), "s1 > a > e1")),)),
    Runs(IN, "an error of the called process, caught at the border", "被调用流程的错误", (start(), call("c", "called3"), boundary("b", "c", error("E")), end(), end("e2"), "s > c > e; b > e2"), "s s1 x c! b e2", others=(("called3", (start("s1"), end("x", error("E")), "s1 > x")),)),
    Runs(IN, "a timer at the border ends the called process", "定时中断被调用流程", (start(), call("c", "called4"), boundary("b", "c", timer(duration="P1D")), end(), end("e2"), "s > c > e; b > e2"), "s s1 a! c! b e2", "days 2", others=(("called4", (start("s1"), user("a"), end("e1"), "s1 > a > e1")),)),
    Runs(IN, "global user task, called", "全局用户任务", (start(), node("callActivity", "c", calledElement="global1"), end(), "s > c > e"), "s global1.task c e", "global1.task", top='<globalUserTask id="global1" name="G" implementation="##unspecified"/>'),
    Runs(IN, "global script task, called", "全局脚本任务", (start(), node("callActivity", "c", calledElement="global2"), end(), "s > c > e"), "s global2.task c e", then={"x": 1}, top='<globalScriptTask id="global2" scriptLanguage="feel"><script>{x: 1}</script></globalScriptTask>'),
    Runs(IN, "global business rule task, called", "全局业务规则任务", (start(), node("callActivity", "c", calledElement="global3"), end(), "s > c > e"), "s global3.task c e", given={"n": 1}, then={"rated": 2}, files={"rate.dmn": DECISION}, top=f'<globalBusinessRuleTask id="global3" implementation="##unspecified"><extensionElements>{COUNTED}</extensionElements></globalBusinessRuleTask>'),
    Runs(IN, "global manual task and global task, called", "全局手工任务、全局任务", (start(), node("callActivity", "c", calledElement="global4"), node("callActivity", "d", calledElement="global5"), end(), "s > c > d > e"), "s global4.task c global5.task d e", "global4.task; global5.task", top='<globalManualTask id="global4"/><globalTask id="global5"/>'),
    Runs(IN, "standard loop", "标准循环", (start(), user("a", again("x < 2")), end(), "s > a > e"), "s a a e", "a x=1; a x=2", given={"x": 0}),
    Runs(IN, "standard loop, tested before", "标准循环（先判断）", (start(), user("a", again("x < 2", before=True)), end(), "s > a > e"), "s e", given={"x": 2}),
    Runs(IN, "standard loop with a maximum", "标准循环（上限）", (start(), user("a", again("", maximum=2)), end(), "s > a > e"), "s a a e", "a; a"),
    Runs(IN, "multi-instance, parallel, cardinality", "并行多实例（次数）", (start(), user("a", many(cardinality="2")), end(), "s > a > e"), "s a a e", "a; a"),
    Runs(IN, "multi-instance, sequential, collection, item and output", "顺序多实例（集合、汇总）", (start(), user("a", many("=all", "one", output="out", element="=one + 1", sequential=True)), end(), "s > a > e"), "s a a e", "a; a", given={"all": [1, 2]}, then={"out": [2, 3]}),
    Runs(IN, "completion condition over what was collected", "多实例完成条件", (start(), user("a", many("=[1, 2, 3]", output="out", element="=ok", until="count(out[item = true]) >= 2")), end(), "s > a > e"), "s a a a! e", "a ok=true; a ok=true"),
    Runs(IN, "multi-instance behavior All", "多实例 behavior=All", looped("All"), "s a a e", "a; a"),
    Runs(IN, "multi-instance behavior None", "多实例 behavior=None", looped("None", "noneBehaviorEventRef"), "s a b n e2 a b n e e2", "a; a"),
    Runs(IN, "multi-instance behavior One", "多实例 behavior=One", looped("One", "oneBehaviorEventRef"), "s a b n e2 a e", "a; a"),
    Runs(IN, "multi-instance behavior Complex", "多实例 behavior=Complex", looped("Complex", "", '<complexBehaviorDefinition><condition>numberOfCompletedInstances = 2</condition><event id="it"><eventDefinitionRef>said</eventDefinitionRef></event></complexBehaviorDefinition>'), "s a a b n e e2", "a; a"),
    Runs(IN, "multi-instance sub-process", "多实例子流程", (start(), sub("p1", many("=[1, 2]", "i"), start("s1"), user("a"), end("e1"), "s1 > a > e1"), end(), "s > p1 > e"), "s s1 s1 a e1 p1 a e1 p1 e", "a; a"),
    Runs(IN, "start quantity", "启动数量", (start(), par("f"), user("a"), user("b"), user("c", startQuantity="2"), end(), "s > f > a > c; f > b > c > e"), "s f a b c e", "a; b; c"),
    Runs(IN, "completion quantity", "完成数量", (start(), user("a", completionQuantity="2"), user("b"), end(), "s > a > b > e"), "s a b e b e", "a; b; b"),
    Runs(IN, "several flows out of an activity", "活动的多条出线", (start(), user("a"), throw("b"), throw("c"), end(), "s > a > b > e; a > c > e"), "s a b c e e", "a"),
    Runs(IN, "conditional flows and a default out of an activity", "活动的条件出线与默认流", (start(), user("a"), throw("b"), throw("c"), throw("d"), end(), "s > a > [n > 1] b > e; a > [n > 2] c > e; a > [*] d > e"), "s a b c e e", "a n=3"),
    Runs(IN, "default flow out of an activity", "活动的默认流", (start(), user("a"), throw("b"), throw("d"), end(), "s > a > [n > 1] b > e; a > [*] d > e"), "s a d e", "a n=1"),
    Runs(IN, "loop back through a gateway", "经网关回退", (start(), xor("m"), user("a"), xor("x"), end(), "s > m > a > x > [again] m; x > [*] e"), "s m a x m a x e", "a again=true; a again=false"),
)  # fmt: skip
