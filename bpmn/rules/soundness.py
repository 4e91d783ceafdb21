"""Every case can finish: no join waits for ever, no token doubles, every activity can run."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.soundness import explore
from bpmn.subject import Fault, Subject, warning

SAID = {
    "deadlock": ("the case may wait here for ever", "事项可能永远停在此处"),
    "never-ends": ("from here the case can never finish", "从此处起事项永远无法办结"),
    "token-doubles": ("two tokens may be here at once", "此处可能同时有两个令牌，会重复执行"),
    "never-runs": ("it can never run", "它永远不会被执行"),
}


def check(subject: Subject) -> Iterator[Fault]:
    """Play the token game; the shortest way to each problem is named."""
    found = explore(subject.process)
    if found.unjudged is not None:
        element = subject.process.elements[found.unjudged]
        if element.is_activity:
            yield warning(
                element,
                "how many tokens begin and leave it is counted only while a case runs, so whether every case "
                "can finish was not checked; leave its quantities at one where that will do",
                "启动数量、完成数量大于一时，令牌数要到运行时才知道，因此未检查事项能否全部办结；可以的话请改为一",
            )
            return
        yield warning(
            element,
            "what a complex gateway waits for is known only while a case runs, so whether every case can "
            "finish was not checked; join with a parallel or inclusive gateway where that will do",
            "复杂网关等待什么要到运行时才知道，因此未检查事项能否全部办结；能用并行或包容网关汇合的请改用",
        )
        return
    for problem in found.problems:
        at = subject.process.elements[problem.element_id]
        message, message_zh = SAID[problem.kind]
        way = " > ".join(problem.path)
        yield warning(at, f"{message}; the way: {way or '-'}", f"{message_zh}；路径：{way or '-'}")
    if not found.complete:
        yield warning(
            subject.process,
            f"it has more than {found.states} states, so not all were checked; divide it by call activities",
            f"状态超过 {found.states} 个，未能全部检查；请用调用活动拆分",
        )
