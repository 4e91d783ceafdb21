"""Events."""

from __future__ import annotations

from tests.conformance.row import Runs
from tests.engine.runtime.drawing import (
    TERMINATE,
    boundary,
    catch,
    conditional,
    end,
    error,
    escalation,
    message,
    node,
    par,
    script,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)

IN = "Events"
LINK = '<linkEventDefinition name="L"/>'
COMPENSATE = "<compensateEventDefinition/>"


def kept(event: str, interrupting: bool = True) -> tuple[str, ...]:
    """A task with an event at its border."""
    return (
        start(),
        user("a"),
        boundary("b", "a", event, interrupting=interrupting),
        end(),
        end("e2"),
        "s > a > e; b > e2",
    )


def undone(throwing: str, after: str = "") -> tuple[str, ...]:
    """Two activities that can be undone."""
    made = (
        script("a", "=1", "x")
        + boundary("ba", "a", COMPENSATE)
        + script("b", "=1", "y")
        + boundary("bb", "b", COMPENSATE)
    )
    handlers = (script("ca", "=2", "x") + script("cb", "=2", "y")).replace(
        "<scriptTask", '<scriptTask isForCompensation="true"'
    )
    lines = '<association id="l1" sourceRef="ba" targetRef="ca"/><association id="l2" sourceRef="bb" targetRef="cb"/>'
    return (start(), made, handlers, lines, throwing, *([end()] if after else []), f"s > a > b > t{after}")


ROWS = (
    Runs(IN, "none start and end event", "空开始、空结束事件", (start(), end(), "s > e"), "s e"),
    Runs(IN, "implicit start and end", "隐式开始与结束", (user("a"), user("b"), "a > b"), "a b", "a; b"),
    Runs(IN, "several start events", "多个开始事件", (start(), start("s2", message("m")), user("a", extensions='<zeebe:assignmentDefinition candidateUsers="bob"/>'), end(), "s > a > e; s2 > a"), "s2 a e", "message m; a", begun=False),
    Runs(IN, "message start event", "消息开始事件", (start("s", message("m")), end(), "s > e"), "s e", "message m x=1", then={"x": 1}, begun=False),
    Runs(IN, "message, thrown and caught on the way", "消息中间事件", (start(), par("f"), throw("t", message("m")), catch("c", message("m")), end(), "s > f > c > e; f > t > e"), "s f t e c e"),
    Runs(IN, "message end event", "消息结束事件", (start(), par("f"), end("t", message("m")), catch("c", message("m")), end(), "s > f > c > e; f > t"), "s f t c e"),
    Runs(IN, "message at a border, interrupting", "消息边界事件（中断）", kept(message("m")), "s a! b e2", "message m"),
    Runs(IN, "message at a border, beside", "消息边界事件（非中断）", kept(message("m"), False), "s b e2 b e2 a e", "message m; message m; a"),
    Runs(IN, "signal start event", "信号开始事件", (start("s", signal("g")), end(), "s > e"), "s e", "signal g", begun=False),
    Runs(IN, "signal, thrown and caught on the way, by all", "信号中间事件", (start(), par("f"), throw("t", signal("g")), catch("c", signal("g")), end(), "s > f > c > e; f > t > e"), "s f t e c e"),
    Runs(IN, "signal end event", "信号结束事件", (start(), par("f"), end("t", signal("g")), catch("c", signal("g")), end(), "s > f > c > e; f > t"), "s f t c e"),
    Runs(IN, "signal at a border", "信号边界事件", kept(signal("g")), "s a! b e2", "signal g"),
    Runs(IN, "timer start event, cycle (cron)", "定时开始事件（cron）", (start("s", timer(cycle="0 9 * * MON-FRI")), end(), "s > e"), "s e", "days 4", begun=False),
    Runs(IN, "timer, date", "定时（日期）", (start(), catch("c", timer(date='=now() + duration("P2D")')), end(), "s > c > e"), "s c e", "days 3"),
    Runs(IN, "timer, duration", "定时（时长）", (start(), catch("c", timer(duration="P1M")), end(), "s > c > e"), "s c e", "days 32"),
    Runs(IN, "timer, cycle, at a border beside", "定时边界事件（周期，非中断）", kept(timer(cycle="R2/P1D"), False), "s b e2 b e2 a e", "days 1; days 1; days 9; a"),
    Runs(IN, "timer at a border, interrupting", "定时边界事件（中断）", kept(timer(duration="PT1H")), "s a! b e2", "hours 2"),
    Runs(IN, "error end event, caught at the border", "错误结束、错误边界事件", (start(), sub("p1", start("s1"), end("x", error("E")), "s1 > x"), boundary("b", "p1", error("E")), end(), end("e2"), "s > p1 > e; b > e2"), "s s1 x p1! b e2"),
    Runs(IN, "an error in one of two sub-processes side by side", "错误只在本作用域捕获", (start(), par("f"), sub("p1", start("s1"), user("a"), end("x", error("E")), "s1 > a > x"), boundary("b", "p1", error("E")), sub("p2", start("s2"), user("w"), end("x2", error("E")), "s2 > w > x2"), boundary("b2", "p2", error("E")), end(), "s > f > p1 > e; f > p2 > e; b > e; b2 > e"), "s f s1 s2 a x p1! b e w x2 p2! b2 e", "a; w"),
    Runs(IN, "escalation, thrown on the way, at a border beside", "升级中间抛出、升级边界事件", (start(), sub("p1", start("s1"), throw("x", escalation("U")), end("e1"), "s1 > x > e1"), boundary("b", "p1", escalation("U"), interrupting=False), end(), end("e2"), "s > p1 > e; b > e2"), "s s1 x e1 b p1 e2 e"),
    Runs(IN, "escalation end event nobody catches", "未捕获的升级结束事件", (start(), end("x", escalation("U")), "s > x"), "s x", outcome="U"),
    Runs(IN, "conditional, caught on the way", "条件中间事件", (start(), catch("c", conditional("n > 1")), end(), "s > c > e"), "s c e", "set n=2", given={"n": 1}),
    Runs(IN, "conditional at a border", "条件边界事件", kept(conditional("n > 1")), "s a! b e2", "set n=2", given={"n": 1}),
    Runs(IN, "link", "链接事件", (start(), throw("t", LINK), catch("c", LINK), end(), "s > t; c > e"), "s t c e"),
    Runs(IN, "terminate end event", "终止结束事件", (start(), par("f"), user("a"), user("b"), end("x", TERMINATE), end(), "s > f > a > x; f > b > e"), "s f a x b!", "a", outcome="terminated"),
    Runs(IN, "terminate ends its own scope only", "终止只结束本作用域", (start(), sub("p1", start("s1"), par("f"), user("a"), user("b"), end("x", TERMINATE), "s1 > f > a > x; f > b"), end(), "s > p1 > e"), "s s1 f a x b! p1 e", "a"),
    Runs(IN, "compensation, thrown on the way, the last first", "补偿中间抛出（逆序）", undone(throw("t", COMPENSATE), " > e"), "s a b cb ca t e", then={"x": 2, "y": 2}),
    Runs(IN, "compensation of one activity", "指定活动的补偿", undone(throw("t", '<compensateEventDefinition activityRef="a"/>'), " > e"), "s a b ca t e", then={"x": 2, "y": 1}),
    Runs(IN, "compensation end event", "补偿结束事件", undone(end("t", COMPENSATE)), "s a b cb ca t", then={"x": 2, "y": 2}),
    Runs(IN, "compensation nobody waits for", "不等待的补偿", undone(throw("t", '<compensateEventDefinition waitForCompletion="false"/>'), " > e"), "s a b t cb e ca", then={"x": 2}),
    Runs(IN, "multiple start event", "多重开始事件", (start("s", message("m") + signal("g")), end(), "s > e"), "s e", "signal g", begun=False),
    Runs(IN, "multiple, caught on the way", "多重中间捕获", (start(), catch("c", message("m") + timer(duration="P1D")), end(), "s > c > e"), "s c e", "days 2"),
    Runs(IN, "multiple, thrown", "多重抛出", (start(), par("f"), throw("t", message("m") + signal("g")), catch("c", message("m") + signal("g"), parallelMultiple="true"), end(), "s > f > c > e; f > t > e"), "s f t e c e"),
    Runs(IN, "parallel multiple, caught on the way", "并行多重中间捕获", (start(), catch("c", message("m") + signal("g"), parallelMultiple="true"), end(), "s > c > e"), "s c e", "message m; signal g"),
    Runs(IN, "parallel multiple at a border", "并行多重边界事件", (start(), user("a"), boundary("b", "a", message("m") + signal("g"), parallelMultiple="true"), end(), end("e2"), "s > a > e; b > e2"), "s a! b e2", "signal g; message m"),
    Runs(IN, "event definitions shared by reference", "共享的事件定义", (start(), catch("c", "<eventDefinitionRef>shared</eventDefinitionRef>"), node("intermediateThrowEvent", "t", "<eventDefinitionRef>told</eventDefinitionRef>"), end(), "s > c > t > e"), "s c t e", "days 2", top='<timerEventDefinition id="shared"><timeDuration>P1D</timeDuration></timerEventDefinition><signalEventDefinition id="told" signalRef="signal_told"/><signal id="signal_told" name="told"/>'),
)  # fmt: skip
