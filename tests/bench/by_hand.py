"""What one writes by hand in an afternoon: stock SpiffWorkflow, the whole instance as JSON in a row.

Each step: read the row, load the JSON, run, serialize everything, write the row, commit. No history, no
audit, no rights, no idempotency; its service task is a script that runs within the last step.
"""

from __future__ import annotations

import threading
from contextlib import closing
from functools import cache
from typing import Any
from uuid import uuid4

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from tests.bench.bare import _alone
from tests.bench.places import Place
from tests.diagrams import W1

STEPS = ("first", "second", "left", "right")
SCRIPT = b'<bpmn:scriptTask id="file"><bpmn:script>filed = True</bpmn:script></bpmn:scriptTask>'


@cache
def serializer() -> BpmnWorkflowSerializer:
    """The library's own."""
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


@cache
def spec() -> Any:
    """The same chain, read by the library's own parser."""
    begin, _, rest = W1.partition(b'<bpmn:serviceTask id="file">')
    xml = begin + SCRIPT + rest.partition(b"</bpmn:serviceTask>")[2]
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml), filename="w1.bpmn")
    return parser.get_spec("w1")


def prepare(place: Place) -> None:
    """One table."""
    with closing(place.connect()) as connection:
        connection.execute("CREATE TABLE by_hand (id VARCHAR(32) PRIMARY KEY, done INTEGER, state TEXT)")


def run(place: Place, threads: int, chains: int) -> None:
    """That many chains from start to end, shared by the threads."""
    turn = threading.Lock()
    workers = [
        threading.Thread(target=_chains, args=(place, chains // threads, turn)) for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _chains(place: Place, chains: int, turn: threading.Lock) -> None:
    with closing(place.connect()) as connection:
        mine = [uuid4().hex for _ in range(chains)]
        for one in mine:
            with _alone(place, turn):
                _start(place, connection, one)
        for step in STEPS:
            for one in mine:
                with _alone(place, turn):
                    _step(place, connection, one, step)


def _start(place: Place, connection: Any, one: str) -> None:
    mark = place.mark
    workflow = BpmnWorkflow(spec(), {})
    workflow.task_tree.data.update({"amount": 2000})
    workflow.do_engine_steps()
    connection.execute(place.begin)
    connection.execute(
        f"INSERT INTO by_hand VALUES ({mark}, 0, {mark})", (one, serializer().serialize_json(workflow))
    )
    connection.execute("COMMIT")


def _step(place: Place, connection: Any, one: str, step: str) -> None:
    mark = place.mark
    lock = "" if place.embedded else " FOR UPDATE"
    connection.execute(place.begin)
    (state,) = connection.execute(f"SELECT state FROM by_hand WHERE id = {mark}{lock}", (one,)).fetchone()
    workflow = serializer().deserialize_json(state)
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True, spec_name=step)
    task.run()
    workflow.do_engine_steps()
    connection.execute(
        f"UPDATE by_hand SET done = {mark}, state = {mark} WHERE id = {mark}",
        (int(workflow.is_completed()), serializer().serialize_json(workflow), one),
    )
    connection.execute("COMMIT")
