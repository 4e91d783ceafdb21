"""The stepping loop: one token after another, each step whole or not at all, within a budget."""

from __future__ import annotations

from engine.runtime.changes import IncidentRaised
from engine.runtime.elements.gateways import Join
from engine.runtime.elements.reach import upstream
from engine.runtime.failures import Failure
from engine.runtime.tokens import STARTED, Phase, Token
from engine.runtime.tree import Tree


def run(tree: Tree, limit: int) -> bool:
    """Step until nothing moves by itself; False when the limit is spent before."""
    spent = 0
    while tree.outcome is None and tree.halted is None:
        token = tree.next()
        if token is None:
            if release_joins(tree):
                continue
            report_deadlocks(tree)
            return True
        if spent >= limit:
            tree.queue.appendleft(token)
            return False
        spent += 1
        step(tree, token)
    return True


def step(tree: Tree, token: Token) -> None:
    """Run one token; when that fails nothing of it remains but an incident."""
    records = len(tree.records)
    token.steps += 1
    try:
        check_budget(tree, token)
        token.run()
    except Failure as failure:
        tree.journal.undo()
        tree.written.clear()
        del tree.records[records:]
        fail(tree, token, failure)
    except BaseException:
        tree.journal.undo()
        del tree.records[records:]
        tree.queue.appendleft(token)
        raise
    tree.journal.keep()
    look(tree)


def check_budget(tree: Tree, token: Token) -> None:
    """Nobody goes round for ever without somebody being waited for."""
    if token.steps > tree.limits.automatic_steps:
        detail = f"more than {tree.limits.automatic_steps} steps without waiting for anybody; end the loop"
        raise Failure("TOO_MANY_STEPS", detail)


def fail(tree: Tree, token: Token, failure: Failure) -> None:
    """Raise an incident: the token waits as it was before the step."""
    token.steps = 0
    token.stop(failure.cause)
    tree.record(IncidentRaised(token.key, token.node.element_id, failure.cause, failure.detail))
    if failure.halts:
        tree.halted = token.key


def look(tree: Tree) -> None:
    """After something was written: let go on what waited for a condition that has become true by it."""
    written, tree.written = tree.written, set()
    for token in list(tree.watching.values()):
        if token.failed is None and token.node.sees(token, written):
            look_at(tree, token)


def look_at(tree: Tree, token: Token) -> None:
    """One that waits for a condition; when that cannot be said, its token waits for a person."""
    try:
        if token.node.look(token) and token.state == STARTED:
            token.wake(Phase.FIRE)
    except Failure as failure:
        tree.journal.undo()
        token.phase = Phase.WATCH
        fail(tree, token, failure)
    tree.journal.keep()


def release_joins(tree: Tree) -> bool:
    """When nothing else can move, a join that waits for nobody any more goes on, or is reset."""
    waiting = [(token.node, token.owner) for token in tree.held.values()]
    waiting += [
        (owner.node.definition.nodes[gate], owner)
        for owner in tree.gates.values()
        for gate in owner.facts["gates"]
    ]
    for node, owner in waiting:
        if isinstance(node, Join) and owner is not None and node.release(owner):
            tree.journal.keep()
            return True
    return False


def report_deadlocks(tree: Tree) -> None:
    """A scope in which only joins wait can never end: a person must look, nobody else would notice."""
    by_owner: dict[str, list[Token]] = {}
    for token in tree.held.values():
        assert token.owner is not None
        by_owner.setdefault(token.owner.key, []).append(token)
    for tokens in by_owner.values():
        owner = tokens[0].owner
        if owner is not None and owner.live == len(tokens):
            first = foremost(tokens)
            detail = "it waits for a token that can come from nowhere any more"
            del tree.held[first.key]
            first.phase = Phase.ENTER
            fail(tree, first, Failure("JOIN_DEADLOCK", detail))


def foremost(tokens: list[Token]) -> Token:
    """The join that the others wait for, and not the other way round."""
    waiting = {token.node.element_id for token in tokens}
    for token in tokens:
        node = token.node
        before = upstream(node.definition.process, node.element_id, "")
        if not before & (waiting - {node.element_id}):
            return token
    return tokens[0]
