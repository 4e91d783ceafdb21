"""What is said of those who act for others stands where it counts, and can be read."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.deadlines import LIMIT
from bpmn.subject import Fault, Located, Subject, error
from bpmn.vocabulary import Proxy


def check(subject: Subject) -> Iterator[Fault]:
    """liye:proxy on user tasks; on the process only how long its tasks may lie unopened."""
    process = subject.process
    if said := process.extensions.proxy:
        if said.sign or said.except_ or said.only:
            yield error(
                process,
                "sign, except and only of liye:proxy are said of a user task; move them there",
                "liye:proxy 的 sign、except、only 须写在人工任务上；请移到任务上",
                said.line,
            )
        yield from _after(subject, process, said)
    for element in subject.elements:
        said = element.extensions.proxy
        if said is None:
            continue
        if element.type != "userTask":
            yield error(
                element,
                "only a user task can be done for somebody else; take liye:proxy away",
                "只有人工任务可以代办；请去掉 liye:proxy",
                said.line,
            )
        if said.sign and not said.sign.startswith("=") and said.sign not in {"true", "false"}:
            yield error(
                element,
                f'sign is "true", "false" or an expression, not {said.sign!r}; correct it',
                f"sign 只能是 true、false 或表达式，不能是“{said.sign}”；请更正",
                said.line,
            )
        yield from _after(subject, element, said)


def _after(subject: Subject, at: Located, said: Proxy) -> Iterator[Fault]:
    policies = subject.known.policies
    if said.after is None or said.after.startswith("=") or LIMIT.fullmatch(said.after):
        return
    if policies is not None and said.after not in policies:
        yield error(
            at,
            f"the limit {said.after!r} is neither a policy nor like 1WD, 2H; correct it",
            f"期限“{said.after}”既不是期限规则，也不是 1WD、2H 的形式；请更正",
            said.line,
        )
