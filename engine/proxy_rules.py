"""What a step says of those who would do it for somebody else (``liye:proxy``), worked out when it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpmn.vocabulary import Proxy

STANDARD = "deputy.unanswered.normal"  # the policy of a step that says nothing
Value = Callable[[str], object]
Names = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class ProxyRule:
    """Whether the step is a signature, who is kept out, who alone acts for another, and after what time."""

    signs: bool = False
    excepted: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    after: str = STANDARD


def worked_out(said: Proxy | None, of_process: Proxy | None, value: Value, names: Names) -> ProxyRule:
    """The rule as the step's variables have it."""
    own = said or Proxy()
    after = own.after or (of_process.after if of_process else None)
    return ProxyRule(
        signs=own.sign is not None and value(own.sign) in (True, "true"),
        excepted=names(own.except_) if own.except_ else frozenset(),
        only=names(own.only) if own.only else frozenset(),
        after=str(value(after)) if after else STANDARD,
    )
