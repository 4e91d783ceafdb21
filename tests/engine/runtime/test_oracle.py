"""Random block-structured processes do, step by step, what an independent oracle says they do."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.runtime.tree import path
from tests.engine.runtime import drawing
from tests.engine.runtime.drawing import draw
from tests.engine.runtime.oracle import (
    Action,
    Again,
    Block,
    Branches,
    Handler,
    Inside,
    InsideRun,
    Nothing,
    Sequence,
    Sheet,
    Task,
    gateways,
)
from tests.engine.runtime.world import Story, World

EXAMPLES = int(os.environ.get("LIYE_EXAMPLES", "80"))
STEPS = 40

times = st.one_of(st.none(), st.none(), st.integers(0, 3))
leaves = st.one_of(
    st.builds(Nothing),
    st.builds(Task),
    st.builds(
        Task,
        times=times,
        sequential=st.booleans(),
        interrupt=st.one_of(st.none(), st.builds(Task)),
        aside=st.booleans(),
    ),
)


def grown(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Sequence, several),
        st.builds(Branches, st.sampled_from(["xor", "par", "inc"]), several),
        st.builds(Again, inner),
        st.builds(
            Inside,
            block=inner,
            called=st.booleans(),
            handler=st.one_of(st.none(), st.builds(Handler, st.builds(Task), st.booleans())),
            times=times,
            sequential=st.booleans(),
            interrupt=st.one_of(st.none(), inner),
            aside=st.booleans(),
        ),
    )


blocks = st.recursive(leaves, grown, max_leaves=10)


def token_at(story: Story, action: Action) -> str:
    tree = story.case._tree
    return next(key for key in story.case.token_of(action[1]) if _path(tree.token(key)) == action[0])


def _path(token: object) -> str:
    """Where it stands; a boundary event stands beside its activity, not inside."""
    beside = token.node.element.type == "boundaryEvent" and not token.is_flow  # type: ignore[attr-defined]
    return path(token.owner) if beside else path(token)  # type: ignore[attr-defined, arg-type]


@settings(max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(blocks, st.randoms(use_true_random=False))
def test_the_runtime_does_what_the_oracle_says(block: Block, random: object) -> None:
    sheet = Sheet()
    first, last = block.draw(sheet)
    parts = [*sheet.parts, drawing.start("s"), drawing.end("e"), f"s > {first}; {last} > e"]
    world = World(definitions={name: draw(*inner, process=name) for name, inner in sheet.called.items()})
    names = gateways([*parts, *(part for inner in sheet.called.values() for part in inner)])
    choices = {name: random.randrange(8) for name in names}  # type: ignore[attr-defined]
    story = Story(draw(*parts), choices, world, limit=7)
    run = InsideRun(block, "", choices)
    for _ in range(STEPS):
        expected = list(run.actions())
        shown = Counter[Action](
            (_path(story.case._tree.token(key)), element_id)
            for element_id in {action[1] for action, _ in expected} | set(story.waiting)
            for key in story.case.token_of(element_id)
        )
        assert shown == Counter(action for action, _ in expected)
        assert (story.case.state == "completed") is run.done
        assert story.causes == []
        if run.done:
            break
        action, do = random.choice(expected)  # type: ignore[attr-defined]
        choices = {name: random.randrange(8) for name in names}  # type: ignore[attr-defined]
        for scope in _roots(story):
            story.case.set_variables(scope, choices)
        do(choices)
        key = token_at(story, action)
        if action[1].endswith(("n", "x", "h")):
            story.case.fire(key)
        else:
            story.case.complete(key)
        story.settle()


def _roots(story: Story) -> list[str]:
    """The instance and every called one: each has variables of its own."""
    return [token.key for token in story.case._tree.tasks.values() if token.node.is_process]
