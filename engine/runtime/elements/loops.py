"""Activities that are done several times: multi-instance, side by side or in sequence, and the standard loop.

The loop is the activity's token; each time is a body below it. Boundary events belong to the loop. Results
that the loop collects stand in the order of the items, whatever order the bodies end in.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, cast

from bpmn.diagram import MultiInstance, StandardLoop
from engine.model import Json
from engine.runtime import results, signers
from engine.runtime.elements.activity import Activity, BodyOwner
from engine.runtime.elements.behaviors import build_behavior
from engine.runtime.elements.countersign import Vote
from engine.runtime.failures import Failure
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token
from engine.runtime.values import own

COUNTERS = frozenset(
    {
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


class Loop(BodyOwner):
    """What both kinds of loop share. The input and output mappings belong to the bodies."""

    def __init__(self, site: Site, body: Activity) -> None:
        super().__init__(site)
        self.input_mappings, self.output_mappings = (), ()
        self.input_sets, self.output_sets, self.own_data = (), (), ()
        self.undoable = False  # each time is remembered by itself
        self.body = body
        body.loop = self
        self.body_names = frozenset({"loopCounter"})

    def tell_opened(self, token: Token) -> None:
        """The limits of the whole begin, unless each time has its own."""
        if not self.body.limits_each:
            super().tell_opened(token)

    def closed(self, token: Token, state: object) -> None:
        """Tell the office that the whole activity is over."""
        if self.body.limits_each:
            return
        token.tree.environment.activity_closed(token.key, self.element, str(state))

    def close(self, token: Token, state: object) -> None:
        """The bodies are in history, their loop is not."""
        for subscription in token.below:
            subscription.cancel()
        self.closed(token, state)

    def begin_body(self, host: Token, index: int, variables: Mapping[str, Json]) -> Token:
        """Do it once more, or once for this item."""
        body = host.tree.place(self.body, host, after=host)
        body.set(index=index)
        write_local(body, "loopCounter", index)
        for name, value in variables.items():
            write_local(body, name, value)
        body.go()
        return body

    def end_body(self, host: Token, body: Token) -> None:
        """The body is complete and goes."""
        host.set(steps=max(host.steps, body.steps))
        body.node.close(body, "completed")
        host.tree.remove(body)

    def emptied(self, owner: Token, last: Token) -> None:
        """The loop itself knows when it is over."""

    def ready_to_leave(self, token: Token) -> bool | None:
        """All that had to be done is done."""
        return True


class MultiInstanceLoop(Loop):
    """Once for each item of a collection, or so many times."""

    def __init__(self, site: Site, body: Activity, loop: MultiInstance) -> None:
        super().__init__(site, body)
        self.sequential = loop.sequential
        self.collection = (
            site.value(loop.input_collection, "the input collection") if loop.input_collection else None
        )
        self.item = loop.input_element
        self.cardinality = site.feel(loop.cardinality, "the cardinality") if loop.cardinality else None
        condition = loop.completion_condition
        self.condition = site.feel(condition, "the completion condition") if condition else None
        self.output = loop.output_collection
        self.collected = (
            site.value(loop.output_element, "the output element") if loop.output_element else None
        )
        if (self.collection is None) == (self.cardinality is None):
            message = "it is done for each item of an input collection, or for a cardinality; say one of them"
            site.refuse("multi-instance", message)
        if (self.output is None) != (self.collected is None):
            message = "output collection and output element belong together; write both or none"
            site.refuse("multi-instance", message)
        if self.collection is None and self.item:
            site.refuse("multi-instance", "an input element needs an input collection")
        for name in loop.attributes:
            site.refuse("multi-instance", f"the attribute {name} has no meaning in a loop; remove it")
        self.behaviors = [built for one in loop.behaviors if (built := build_behavior(site, one)) is not None]
        self.handed = _plain_name(loop.output_element)
        self.body_names = frozenset(name for name in ("loopCounter", self.item, self.handed) if name)
        said = site.element.extensions.countersign
        self.vote = Vote(site, said) if said is not None else None
        computed = {name for name in (self.output, self.vote and self.vote.result_variable) if name}
        self.derived_names = COUNTERS | computed  # type: ignore[misc]

    def work(self, token: Token) -> bool | None:
        """Begin all bodies, or the first."""
        items = self.items(token)
        token.fact("total", len(items))
        token.fact("done", 0)
        token.fact("outputs", [])
        if self.vote is not None and self.vote.said.confirms:
            token.fact("holds", True)
            token.tree.watch(token)
        if not items:
            self.finish_loop(token)
            return True
        if self.sequential:
            token.fact("items", items)
            token.fact("begun", 1)
            self.begin(token, 1, items[0])
            return None
        for index, item in enumerate(items, start=1):
            self.begin(token, index, item)
        return None

    def items(self, token: Token) -> list[Json]:
        """What it is done for."""
        limit = token.tree.limits.multi_instance
        expression = self.collection or self.cardinality
        assert expression is not None
        value = expression.json(token)
        if self.cardinality is not None:
            if (
                isinstance(value, bool)
                or not isinstance(value, (int, Decimal))
                or value != int(value)
                or value < 0
            ):
                raise Failure(
                    "CARDINALITY_INVALID", f"{expression.text}: a whole number is needed, not {value}"
                )
            count = int(value)
            items: list[Json] = [None] * min(count, limit + 1)
        elif isinstance(value, list):
            items, count = cast("list[Json]", own(value, expression.text, token.tree.limits)[0]), len(value)
        else:
            said = "null" if value is None else type(value).__name__
            raise Failure("COLLECTION_INVALID", f"{expression.text}: a list is needed, not {said}")
        if count > limit:
            raise Failure("TOO_MANY_INSTANCES", f"{expression.text}: {count} instances; {limit} may be")
        return items

    def begin(
        self, host: Token, index: int, item: Json, facts: Mapping[str, Json] = MappingProxyType({})
    ) -> None:
        """Do it for one item; ``facts`` are what its token is to know."""
        variables: dict[str, Json] = {}
        if self.handed:
            variables[self.handed] = None
        if self.item:
            variables[self.item] = item
        body = self.begin_body(host, index, variables)
        for name, value in facts.items():
            body.fact(name, value)

    def body_done(self, host: Token, body: Token) -> None:
        """Collect what it hands over; go on with the next, or end."""
        if self.collected is not None:
            value, _ = own(self.collected.json(body), self.output or "", host.tree.limits)
            others = [row for row in host.facts["outputs"] if row[0] != body.index]
            rows = [*others, [body.index, value]]
            host.fact("outputs", sorted(rows, key=lambda row: cast(int, row[0])))
        host.fact("done", host.facts["done"] + 1)
        self.count_out(host, body)
        for behavior in self.behaviors:
            if not behavior.throw(host, body):
                return
        over = self.condition is not None and self.condition.condition(body)
        if self.vote is not None:
            self.vote.count(host, body, self.item_of(body))
            self.ask_again(host)
            over = self.vote.verdict(host) is not None
        self.end_body(host, body)
        signers.release(host, body)
        for person, by in body.facts.get(signers.LATER, ()) if not over else ():
            signers.ask_body(self, host, person, by)
        self.go_on(host, over=over)

    def go_on(self, host: Token, *, over: bool = False) -> None:
        """The next, or the end."""
        done, total = host.facts["done"], host.facts["total"]
        if over or done == total:
            for rest in host.below:
                if rest.is_flow:
                    rest.cancel()
            self.finish_loop(host)
            host.wake(Phase.LEAVE)
        elif self.sequential and not host.live:
            self.begin_next(host)

    def begin_next(self, host: Token) -> None:
        """One after another: who is to be asked again first."""
        again: list[dict[str, Any]] = list(host.facts.get("again", ()))
        if again:
            host.fact("again", again[1:] or None)
            self.ask_once_more(host, again[0])
            return
        begun = host.facts.get("begun", host.facts["done"])
        host.fact("begun", begun + 1)
        self.begin(host, begun + 1, host.facts["items"][begun])

    # Countersigning

    def item_of(self, body: Token) -> Json:
        """What a body is for."""
        return (body.variables or {}).get(self.item) if self.item else None

    def ask_again(self, host: Token) -> None:
        """Whoever agreed to what has changed since is to confirm it."""
        assert self.vote is not None
        stale = self.vote.stale(host)
        if not stale:
            return
        self.vote.forget(host, stale)
        host.fact("done", host.facts["done"] - len(stale))
        if self.sequential:
            host.fact("begun", host.facts.get("begun", host.facts["done"] + len(stale)))
            host.fact("again", [*host.facts.get("again", ()), *stale])
            return
        for row in stale:
            self.ask_once_more(host, row)

    def ask_once_more(self, host: Token, row: Mapping[str, Any]) -> None:
        """Whoever gave this vote, and nobody else."""
        self.begin(host, row["i"], row["t"], {"for": row["f"]} if "f" in row else {})

    def sees(self, token: Token, written: Container[str]) -> bool:
        """What is agreed to may have been written."""
        return self.vote is not None

    def look(self, token: Token) -> bool:
        """Whether somebody agreed to what has changed."""
        return self.vote is not None and bool(self.vote.stale(token))

    def fire(self, token: Token) -> bool | None:
        """It has changed: ask them again."""
        self.ask_again(token)
        return None

    def count_out(self, host: Token, body: Token) -> None:
        """While the completion condition is read, the body that is done is no longer active."""
        body.fact("complete", True)

    def finish_loop(self, host: Token) -> None:
        """The collected outputs and the votes are the result of the whole."""
        names = [name for name in (self.output, self.vote and self.vote.result_variable) if name]
        results.keep(host, {name: self.derived(host, name) for name in names}, local=False)
        if self.vote is not None:
            self.vote.tell_agreed(host)

    def derived(self, token: Token, name: str) -> Json:
        """The counters and the outputs so far, in the order of the items."""
        if self.vote is not None and name == self.vote.result_variable:
            return self.vote.result(token) if "total" in token.facts else None
        if name == self.output:
            return [row[1] for row in token.facts.get("outputs", ())]
        total, done = token.facts.get("total", 0), token.facts.get("done", 0)
        if name == "numberOfInstances":
            return cast(int, total)
        if name == "numberOfCompletedInstances":
            return cast(int, done)
        if name == "numberOfTerminatedInstances":
            return 0
        return sum(1 for body in token.below if body.is_flow and "complete" not in body.facts)


class StandardLoopNode(Loop):
    """Again while a condition holds, at most so many times."""

    def __init__(self, site: Site, body: Activity, loop: StandardLoop) -> None:
        super().__init__(site, body)
        self.condition = site.feel(loop.condition, "the loop condition") if loop.condition else None
        self.test_before = loop.test_before
        self.maximum = loop.maximum
        if self.condition is None and self.maximum is None:
            site.refuse("standard-loop", "the loop never ends; write a loopCondition or a loopMaximum")

    derived_names: ClassVar[frozenset[str]] = frozenset({"loopCounter"})

    def work(self, token: Token) -> bool | None:
        """The first time."""
        token.fact("done", 0)
        if self.test_before and not self.again(token):
            return True
        self.begin_body(token, 1, {})
        return None

    def again(self, host: Token) -> bool:
        """Whether it is to be done once more."""
        if self.maximum is not None and host.facts["done"] >= self.maximum:
            return False
        return self.condition is None or self.condition.condition(host)

    def body_done(self, host: Token, body: Token) -> None:
        """Once more, or go on."""
        host.fact("done", cast(int, body.index))
        self.end_body(host, body)
        if self.again(host):
            self.begin_body(host, host.facts["done"] + 1, {})
        else:
            host.wake(Phase.LEAVE)

    def derived(self, token: Token, name: str) -> Json:
        """How often it was done."""
        return cast(int, token.facts.get("done", 0))


def _plain_name(expression: str | None) -> str | None:
    """The variable an output element names, when it is nothing but a path; it is then the body's own."""
    root = (expression or "").strip().removeprefix("=").strip().split(".")[0].strip()
    return root if root.isidentifier() else None
