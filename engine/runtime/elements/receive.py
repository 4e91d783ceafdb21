"""The receive task: an activity that is done when a message comes."""

from __future__ import annotations

from typing import ClassVar

from bpmn.xml import reference
from engine.model import Variables
from engine.runtime.catching import Catch, MessageCatch, message_catch
from engine.runtime.changes import Left
from engine.runtime.elements.activity import COMMON_WORDS, Activity
from engine.runtime.elements.beginning import check_beginning
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Role, Token


class ReceiveTask(Activity):
    """Waits for a message; an instantiating one begins with the instance that its message begins."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {
        "implementation",
        "messageRef",
        "instantiate",
    }
    waits: ClassVar[bool] = True

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        catch = message_catch(site, reference(site.element.attributes.get("messageRef")))
        self.catch = catch if isinstance(catch, MessageCatch) else None
        if site.element.instantiates:
            check_instantiating(site, self.catches)

    def catch_of(self, token: Token) -> Catch | None:
        """What it waits for."""
        return self.catch

    @property
    def catches(self) -> list[Catch]:
        """What it waits for, as events say it."""
        return [self.catch] if self.catch is not None else []

    def work(self, token: Token) -> bool | None:
        """Begin to wait."""
        assert self.catch is not None
        assert token.owner is not None
        if self.element.instantiates and token.owner.facts.get("start") == self.element_id:
            self.catch.heard(token, token.owner.variables or {})
            return True
        self.catch.open(token)
        token.fact("open", True)
        return None

    def fire(self, token: Token) -> bool | None:
        """The message has come."""
        assert self.catch is not None
        self.catch.heard(token, token.facts.get("payload", {}))
        if not token.is_flow:
            assert token.owner is not None
            token.owner.node.triggered(token.owner, token)
            return None
        self.finish(token, token.facts.get("payload", {}))
        return True

    def subscribe(self, host: Token) -> None:
        """After an event-based gateway the gateway waits for it."""
        assert self.catch is not None
        token = host.tree.place(self, host, role=Role.SUBSCRIPTION)
        token.rest()
        self.catch.open(token)

    def pass_on(self, scope: Token, subscription: Token | None, payload: Variables) -> Token:
        """The message came to the gateway."""
        token = scope.tree.place(self, scope, after=subscription)
        self.entered(token)
        self.finish(token, payload)
        token.wake(Phase.LEAVE)
        return token

    def closed(self, token: Token, state: Left) -> None:
        """It waits no longer."""
        if "open" in token.facts and self.catch is not None:
            self.catch.close(token)
        super().closed(token, state)

    def cancelled(self, token: Token) -> None:
        """A subscription is closed without a trace in history."""
        if token.is_flow:
            super().cancelled(token)
        elif self.catch is not None:
            self.catch.close(token)


def check_instantiating(site: Site, catches: list[Catch]) -> None:
    """It stands where the process begins, and is done once."""
    element = site.element
    if element.incoming or element.scope != site.process.id or element.loop is not None:
        message = "it begins instances, so no flow leads to it, it stands in no sub-process and does not loop"
        site.refuse("instantiate", message)
    check_beginning(site, catches)
