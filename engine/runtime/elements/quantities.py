"""How many tokens begin an activity and leave it, and activities that must wait until they may begin.

A token that may not begin yet is held, as at a join: BPMN's ``startQuantity`` asks for more, or another
activity of an ad hoc sub-process is being done. Which of its flows the tokens came on makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.runtime.tokens import Phase, Token

if TYPE_CHECKING:
    from engine.runtime.node import Node
    from engine.runtime.site import Site

QUEUED = "queued"
"""Of a token that has all it needs but its scope's leave."""


def read_quantity(site: Site, name: str) -> int:
    """A quantity of an activity, which is one at least."""
    quantity = site.element.quantity(name)
    if quantity < 1:
        site.refuse("quantity", f"{name} is a whole number from 1 on; correct it")
    if quantity > site.plan.limits.branches:
        site.refuse("quantity", f"{name} is {quantity}, at most {site.plan.limits.branches} may be; lower it")
    return max(quantity, 1)


def may_begin(node: Node, token: Token, quantity: int) -> bool:
    """Whether the activity can begin with this token; if not, the token is held."""
    owner = token.owner
    assert owner is not None
    if quantity > 1 and QUEUED not in token.facts and not _gathered(node, token, quantity):
        _hold(token)
        return False
    if not owner.node.admits(owner, token):
        token.fact(QUEUED, True)
        _hold(token)
        return False
    token.fact(QUEUED, None)
    return True


def release(token: Token) -> None:
    """It may try again."""
    token.tree.journal.drop(token.tree.held, token.key)
    token.wake(Phase.ENTER)


def _hold(token: Token) -> None:
    token.set(phase=Phase.HELD)
    token.tree.journal.put(token.tree.held, token.key, token)


def _gathered(node: Node, token: Token, quantity: int) -> bool:
    """Take the others with which it is enough."""
    tree = token.tree
    here = [
        one
        for one in tree.held.values()
        if one.owner is token.owner and one.node is node and QUEUED not in one.facts
    ]
    if len(here) + 1 < quantity:
        return False
    for one in here[: quantity - 1]:
        token.set(steps=max(token.steps, one.steps))
        tree.remove(one)
    return True
