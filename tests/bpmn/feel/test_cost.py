"""What a hostile text costs, each in a process of its own: seconds of the processor, bytes of memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.bpmn.feel.test_bounds import HOSTILE

LONGEST, LARGEST = 0.1, 50_000_000
#: Forks for each text, so that one that takes much leaves nothing to the next.
PROGRAM = """
import json, os, resource, sys, time
from contextlib import suppress
from bpmn import feel
from tests.bpmn.feel.sentences import NOW, SCOPE

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

def evaluate(text):
    with suppress(feel.FeelError):
        feel.text(feel.to_json(feel.parse(text).evaluate(SCOPE, now=NOW)))

evaluate("sum([1, 2]) + count(sort([2, 1]))")
for name, text in json.load(sys.stdin).items():
    if os.fork() == 0:
        before, begun = memory(), time.process_time()
        evaluate(text)
        print(json.dumps([name, time.process_time() - begun, memory() - before]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.mark.slow
def test_what_is_meant_to_hurt_costs_100_ms_and_50_mb_at_most() -> None:
    best: dict[str, tuple[float, int]] = {}
    for _ in range(3):  # another process may have the processor
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps(HOSTILE),
            capture_output=True,
            text=True,
            check=True,
        )
        for line in done.stdout.splitlines():
            name, seconds, grown = json.loads(line)
            known = best.get(name, (9.0, 10**12))
            best[name] = (min(known[0], seconds), min(known[1], grown))
    assert best.keys() == HOSTILE.keys()
    print("slowest:", sorted((cost[0], name) for name, cost in best.items())[-3:])  # noqa: T201
    print("largest:", sorted((cost[1] / 1e6, name) for name, cost in best.items())[-3:])  # noqa: T201
    assert {name: cost for name, cost in best.items() if cost[0] > LONGEST or cost[1] > LARGEST} == {}
