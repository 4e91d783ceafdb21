"""How long a condition takes, beside the FEEL engines that pip and npm offer: `python -m tests.bpmn.bench_feel`.

Peers are measured where they are installed: `pip install pySFeel bkflow-feel`, and `npm install feelin` in
the folder that `LIYE_FEELIN` names (node on the PATH). None of them can keep a compiled expression with its
variables apart, except feelin, whose parse is inside its evaluate; what is compared is therefore what a host
must call for each evaluation. Rounds are interleaved; the best round of each engine counts.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import subprocess
import sys
import timeit
from collections.abc import Callable, Iterator
from math import inf

from bpmn import feel

SCOPE = {"amount": 1500, "status": "ok", "items": [1, 2, 3, 4, 5]}
EXPRESSIONS = (
    'amount > 1000 and status = "ok"',
    'if amount * 1.06 > 1500 then "head" else "clerk"',
    "count(items[item > 2]) = 3",
)
ROUNDS = 5
COUNT = itertools.count()

Measure = Callable[[str], float]
"""Seconds of one evaluation of an expression, in one round."""

NODE = """
import { evaluate } from 'feelin';
const [text, scope] = JSON.parse(process.argv[1]);
for (let i = 0; i < 300; i++) evaluate(text, scope);
const start = process.hrtime.bigint();
for (let i = 0; i < 1000; i++) evaluate(text, scope);
console.log(Number(process.hrtime.bigint() - start) / 1e12);
"""


def _timed(action: Callable[[], object], number: int) -> float:
    return timeit.timeit(action, number=number) / number


def cached(text: str) -> float:
    expression = feel.parse(text)
    return _timed(lambda: expression.evaluate(SCOPE), 20_000)


def parsed(text: str) -> float:
    """Parsed anew each time; the remark at the end makes every text another."""
    return _timed(lambda: feel.parse(f"{text} // {next(COUNT)}").evaluate(SCOPE), 200)


def engines() -> Iterator[tuple[str, Measure]]:
    """Ours first, then the peers that are there."""
    yield "liye, cached", cached
    yield "liye, parsed anew", parsed
    with contextlib.suppress(ImportError):
        from bkflow_feel.api import parse_expression

        yield "bkflow-feel", lambda text: _timed(lambda: parse_expression(text, SCOPE), 30)
    with contextlib.suppress(ImportError):
        from pySFeel import SFeelParser

        parser = SFeelParser()
        for name, value in SCOPE.items():
            parser.sFeelParse(f"{name} <- {json.dumps(value)}")
        yield "pySFeel", lambda text: _timed(lambda: parser.sFeelParse(text), 100)
    folder = os.environ.get("LIYE_FEELIN")
    if folder:
        yield "feelin", lambda text: _feelin(text, folder)


def _feelin(text: str, folder: str) -> float:
    command = ["node", "--input-type=module", "-e", NODE, json.dumps([text, SCOPE])]
    return float(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print microseconds and ratios to ours, one table an expression."""
    found = list(engines())
    best = {(text, name): inf for text in EXPRESSIONS for name, _ in found}
    for _ in range(ROUNDS):
        for text in EXPRESSIONS:
            for name, measure in found:
                best[text, name] = min(best[text, name], _quietly(measure, text))
    for text in EXPRESSIONS:
        ours = best[text, "liye, cached"]
        sys.stdout.write(f"{text}\n")
        for name, _ in found:
            seconds = best[text, name]
            cost = "cannot" if seconds == inf else f"{seconds * 1e6:10.1f} µs {seconds / ours:8.1f} ×"
            sys.stdout.write(f"  {name:20} {cost}\n")


def _quietly(measure: Measure, text: str) -> float:
    """Without what a peer prints; endless when it cannot evaluate the expression."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return measure(text)
        except Exception:  # noqa: BLE001 - whatever a peer raises
            return inf


if __name__ == "__main__":
    main()
