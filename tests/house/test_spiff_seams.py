"""What the runtime relies on in SpiffWorkflow 3.2, so that an upgrade breaks here first, and loudly."""

from __future__ import annotations

import inspect
import logging
from importlib.metadata import version

import pytest
from SpiffWorkflow import TaskState, Workflow
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator

from engine.runtime import Definition
from engine.runtime.node import Node
from engine.runtime.tokens import Token
from engine.runtime.tree import Tree
from tests.engine.runtime.drawing import draw, end, start, user


class Spec(BpmnTaskSpec):
    """A spec that answers what the test wants."""

    answer: object = True

    def test(self) -> None: ...

    def _predict(self, *_args: object, **_kwargs: object) -> None: ...

    def _run_hook(self, my_task: Task) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def task(answer: object) -> Task:
    spec = WorkflowSpec()
    node = Spec(spec, "node")
    node.answer = answer
    workflow = Workflow(spec, deserializing=True)
    workflow.task_tree = Task(workflow, node, state=TaskState.READY, id="a")
    return workflow.task_tree


def test_the_version_is_the_one_these_seams_were_read_in() -> None:
    assert version("SpiffWorkflow") == "3.2.0"


def test_what_a_run_hook_answers_decides_the_state() -> None:
    for answer, state in ((True, TaskState.COMPLETED), (None, TaskState.STARTED), (False, TaskState.ERROR)):
        found = task(answer)
        assert found.run() is answer
        assert found.state == state


def test_an_exception_in_a_run_hook_passes_through() -> None:
    found = task(ValueError("x"))
    with pytest.raises(ValueError, match="x"):
        found.run()
    assert found.state == TaskState.ERROR


def test_a_second_run_is_accepted_so_our_own_states_must_refuse_it() -> None:
    found = task(True)
    found.run()
    assert found.run() is True


def test_the_library_still_looks_no_deeper_than_a_thousand() -> None:
    """Our trees are as deep as scopes are nested, and we never ask the library to walk them."""
    assert inspect.signature(TaskIterator.__init__).parameters["max_depth"].default == 1000


def test_ids_may_be_text_and_a_workflow_may_begin_empty() -> None:
    found = task(True)
    assert found.workflow.tasks == {"a": found}
    assert list(inspect.signature(Task.__init__).parameters) == [
        "self",
        "workflow",
        "task_spec",
        "parent",
        "state",
        "id",
    ]


def test_completing_calls_the_hooks_in_the_order_we_rely_on() -> None:
    source = inspect.getsource(TaskSpec._on_complete)
    assert (
        source.index("_on_complete_hook")
        < source.index("_update(child)")
        < source.index("_task_completed_notify")
    )


def test_our_names_hide_none_of_the_librarys() -> None:
    """A method or attribute of ours that the library also has must be meant as an override."""
    meant = {
        Node: {
            "test",
            "_predict",
            "_update_hook",
            "_on_ready_hook",
            "_run_hook",
            "_on_complete_hook",
            "_on_cancel",
        },
        Token: {"_set_state", "cancel"},
        Tree: {"_task_completed_notify"},
    }
    for ours, theirs in ((Node, BpmnTaskSpec), (Token, Task), (Tree, Workflow)):
        defined = {name for name in vars(ours) if not name.startswith("__")}
        assert defined & set(dir(theirs)) <= meant[ours]
    definition = draw(start(), user("a"), end(), "s > a > e")
    library = set(vars(Spec(WorkflowSpec(), "x")))
    for node in definition.nodes.values():
        own = set(vars(node)) - library - {"bpmn_id", "bpmn_name"}
        assert own.isdisjoint(dir(BpmnTaskSpec))


def test_task_data_stays_empty_and_the_logger_quiet() -> None:
    assert Definition is not None
    assert logging.getLogger("spiff").getEffectiveLevel() >= logging.WARNING
