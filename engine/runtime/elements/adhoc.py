"""The ad hoc sub-process: people choose what is done in it, and in which order (BPMN 2.0.2, 13.3.5).

Every activity that no flow leads to is *enabled*: a choice for it hangs at the token of the sub-process, as
a subscription. Whoever takes the choice begins the activity; one that a flow leads to begins when a token
comes. In sequence nothing begins while something is being done: what comes by a flow waits, a choice is
refused.

After each activity that is done the completion condition is looked at. Without one the sub-process is over
when nothing goes on inside and all it begins with was done: ``zeebe:adHoc``, or else whatever is enabled.
"""

from __future__ import annotations

from typing import ClassVar

from engine.errors import Conflict
from engine.runtime.changes import SubscriptionClosed, SubscriptionOpened
from engine.runtime.elements.activity import Activity
from engine.runtime.elements.quantities import QUEUED, release
from engine.runtime.elements.subprocess import EventSubProcess, SubProcess
from engine.runtime.failures import Failure
from engine.runtime.node import Node, alive
from engine.runtime.site import Site
from engine.runtime.tokens import READY, Phase, Role, Token

OVER, DONE, AWAITED = "over", "inside", "awaited"
"""Of the sub-process's token: it ends with what still goes on; what was done in it; what it began with."""


class AdHocSubProcess(SubProcess):
    """What is done inside, how often and in which order, is chosen while it goes on."""

    waits: ClassVar[bool] = True
    words: ClassVar[frozenset[str]] = SubProcess.words | {"active_elements", "startable_by"}
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {
        "ordering",
        "cancelRemainingInstances",
        "triggeredByEvent",
    }

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        element = site.element
        self.condition = (
            site.feel(element.completion_condition, "the completion condition")
            if element.completion_condition
            else None
        )
        said = element.extensions.active_elements
        self.begun_with = site.value(said, "the elements it begins with") if said else None
        self.sequential = element.attributes.get("ordering", "Parallel") == "Sequential"
        self.cancels_rest = element.attributes.get("cancelRemainingInstances", "true") in {"true", "1"}
        if element.attributes.get("triggeredByEvent", "false") not in {"false", "0"}:
            site.refuse("ad-hoc", "an event sub-process is not ad hoc; draw the one inside the other")
        self.choices: dict[str, Choice] = {}

    def link_inside(self, site: Site) -> None:
        """Find what may be chosen; nothing begins or ends by an event of its own."""
        inside = site.process.within(self.element_id)
        self.scope.link_triggers(site, self.element_id)
        for element in inside:
            if element.type in {"startEvent", "endEvent"}:
                message = "an ad hoc sub-process has no start and no end events; remove it"
                site.at(element).refuse("ad-hoc", message)
            elif site.process.is_chosen(element):
                choice = site.node(f"{element.id}?")
                assert isinstance(choice, Choice)
                self.choices[element.id] = choice
        if not self.choices:
            site.refuse("ad-hoc", "there is nothing to choose in it; draw activities without flows into them")

    # How it begins

    def work(self, token: Token) -> bool | None:
        """Hang up the choices and begin what is to begin at once."""
        self.scope.open(token)
        for choice in self.choices.values():
            choice.offer(token)
        begun = self.named(token)
        if begun is not None or self.condition is None:
            token.fact(AWAITED, sorted(set(self.choices if begun is None else begun)))
        for element_id in begun or ():
            token.tree.arrive(self.choices[element_id].activity, token, after=token)
        if begun == [] and self.condition is None:
            return True
        return None

    def named(self, token: Token) -> list[str] | None:
        """The activities that are begun with it."""
        if self.begun_with is None:
            return None
        value = self.begun_with.json(token)
        if not isinstance(value, list) or not all(one in self.choices for one in value):
            detail = (
                f"{self.begun_with.text}: a list of the ids of activities that no flow leads to is needed"
            )
            raise Failure("AD_HOC_ELEMENTS_INVALID", detail)
        return value

    # What goes on inside

    def going_on(self, host: Token, besides: Token | None = None) -> list[Token]:
        """The activities that are being done."""
        return [
            one
            for one in host.below
            if isinstance(one.node, Activity)
            and not isinstance(one.node, EventSubProcess)
            and one is not besides
            and one.is_flow
            and one.entered is not None
        ]

    def admits(self, owner: Token, token: Token) -> bool:
        """Whether an activity may begin: in sequence, one at a time."""
        return not (self.sequential and self.going_on(owner, besides=token))

    def triggered(self, host: Token, subscription: Token) -> None:
        """A choice was taken; or an event at the border or inside."""
        if not isinstance(subscription.node, Choice):
            super().triggered(host, subscription)
            return
        if not self.admits(host, subscription):
            raise Conflict("one is done after the other here, and one is being done", code="ONE_AT_A_TIME")
        host.tree.arrive(subscription.node.activity, host, after=subscription)

    def one_less(self, owner: Token, gone: Token) -> None:
        """One is over, or was taken away: in sequence the next that waits may begin."""
        if self.sequential and isinstance(gone.node, Activity) and OVER not in owner.facts:
            held = [one for one in owner.below if one.is_flow and QUEUED in one.facts]
            if held and not self.going_on(owner):
                release(held[0])

    def activity_done(self, owner: Token, activity: Node) -> None:
        """One was done, and what it brought is written: perhaps all is."""
        owner.fact(DONE, sorted({*owner.facts.get(DONE, ()), activity.element_id}))
        if OVER not in owner.facts and self.condition is not None and self.condition.condition(owner):
            owner.fact(OVER, True)
        self.settle(owner)

    def emptied(self, owner: Token, last: Token) -> None:
        """Nothing goes on inside."""
        self.settle(owner)

    def settle(self, host: Token) -> None:
        """Go on when it is over; until then what is done is left in peace, and nothing else begins."""
        if OVER in host.facts:
            self.end_rest(host)
        if host.live == 0 and host.state != READY and (OVER in host.facts or self.all_done(host)):
            host.wake(Phase.LEAVE)

    def all_done(self, host: Token) -> bool:
        """Without a condition: whether each of those it began with was done."""
        if self.condition is not None:
            return False
        return set(host.facts.get(AWAITED, ())) <= set(host.facts.get(DONE, ()))

    def end_rest(self, host: Token) -> None:
        """Nothing is chosen any more; what goes on is cancelled, or ends by itself."""
        spared = [] if self.cancels_rest else self.going_on(host)
        for token in list(host.below):
            if not token.is_flow:
                ends = isinstance(token.node, Choice)
            else:
                ends = self.cancels_rest or not isinstance(token.node, EventSubProcess)
            if ends and alive(token) and token not in spared:
                token.cancel()


class Choice(Node):
    """An activity that people may begin whenever they want to, while its sub-process goes on."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, f"{site.element.id}?")
        self.activity: Node

    def link(self, site: Site) -> None:
        """Find the activity."""
        self.activity = site.node(self.element_id)

    def offer(self, host: Token) -> None:
        """Hang it up."""
        token = host.tree.place(self, host, role=Role.SUBSCRIPTION)
        token.rest()
        token.tree.record(SubscriptionOpened(token.key, self.element_id, "choice", self.element_id))

    def fire(self, token: Token) -> bool | None:
        """Somebody has taken it."""
        assert token.owner is not None
        token.owner.node.triggered(token.owner, token)
        return None

    def cancelled(self, token: Token) -> None:
        """It can be taken no longer."""
        token.tree.record(SubscriptionClosed(token.key))
