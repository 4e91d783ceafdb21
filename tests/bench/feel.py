"""How long a FEEL expression takes, beside the engines that pip and npm offer: `python -m tests.bench.feel`.

All engines stay alive and take turns, round by round, in one run; the best round of each counts. Ours is
measured cached (parsed once, as diagrams and decisions keep it) and parsed anew. Every engine must come to the
right answer first; one that does not is not measured by how soon it is wrong. Of the peers none offers
to keep an expression: their call takes the text each time, and that is what they are compared by. The tree
that bkflow-feel makes inside can be kept by going around its API; that is measured too, in a line of its own.
"""

from __future__ import annotations

import itertools
import sys
import timeit
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from bpmn import feel
from tests.bench import peers

SCOPE = {"amount": 1500, "status": "ok", "urgent": False, "items": [1, 2, 3, 4, 5]}
CONDITIONS = {
    "amount > 1000": True,
    'amount > 1000 and status = "ok"': True,
    'not(urgent) and (status = "late" or amount between 1000 and 2000)': True,
    'if amount * 1.06 > 1500 then "head" else "clerk"': "head",
}
OTHERS = {"count(items[item > 2]) = 3": True, "string length(status) + sum(items) in [10..20]": True}
EXPECTED = {**CONDITIONS, **OTHERS}
ROUNDS = 7
AIM_SECONDS, AIM_FACTOR = 5e-6, 20
OURS = "liye, cached"
AROUND = "bkflow-feel, its tree kept"

Measure = Callable[[str], float | str | None]
#: What an engine did not do: read the text, or come to its answer.
FAILED = {None: "cannot", "other": "another answer"}
Took = dict[tuple[str, str], float | str | None]
anew = itertools.count()


def cached(text: str) -> float:
    """Parsed once, evaluated often."""
    expression = feel.parse(text)
    assert expression.evaluate(SCOPE) == EXPECTED[text]
    return timeit.timeit(lambda: expression.evaluate(SCOPE), number=5_000) / 5_000


def parsed(text: str) -> float:
    """Parsed anew each time; the remark at the end makes every text another."""
    return timeit.timeit(lambda: feel.parse(f"{text} // {next(anew)}").evaluate(SCOPE), number=50) / 50


def main() -> None:
    """Measure and print; what could not be had is said."""
    engines: dict[str, Measure] = {OURS: cached, "liye, parsed anew": parsed}
    sys.stdout.write("\nFEEL: microseconds of one evaluation, and how many times that of ours, cached\n\n")
    with ExitStack() as stack:
        for wanted, start in (("pySFeel and bkflow-feel", peers.python), ("feelin", peers.node)):
            try:
                peer = stack.enter_context(start())
            except peers.Missing as error:
                sys.stdout.write(f"{wanted} could not be installed and is missing below: {error}\n")
                continue
            for name in peer.names:
                times = 500 if name in {AROUND, "feelin"} else 20
                engines[name] = partial(_of_peer, peer, name, times)
        best = _rounds(engines)
    _print(list(engines), best)
    _judge(list(engines), best)


def _of_peer(peer: peers.Peer, name: str, times: int, text: str) -> float | str | None:
    return peer.seconds(name, text, SCOPE, EXPECTED[text], times)


def _rounds(engines: dict[str, Measure]) -> Took:
    best: Took = {}
    for _ in range(ROUNDS):
        for text in EXPECTED:
            for name, measure in engines.items():
                took, known = measure(text), best.get((text, name))
                both = isinstance(took, float) and isinstance(known, float)
                best[text, name] = min(took, known) if both else took  # type: ignore[type-var]
    return best


def _print(names: list[str], best: Took) -> None:
    for text in EXPECTED:
        ours = best[text, OURS]
        sys.stdout.write(f"{text}\n")
        for name in names:
            took = best[text, name]
            cost = FAILED.get(took, "")  # type: ignore[call-overload]
            if isinstance(took, float) and isinstance(ours, float):
                cost = f"{took * 1e6:10.2f} µs {took / ours:9.1f} ×"
            sys.stdout.write(f"  {name:28} {cost}\n")


def _judge(names: list[str], best: Took) -> None:
    """Whether the aims hold."""
    ours = {text: took for text in CONDITIONS if isinstance(took := best[text, OURS], float)}
    slowest = max(ours.values())
    sys.stdout.write(
        f"\na cached condition costs at most {slowest * 1e6:.2f} µs "
        f"(aim {AIM_SECONDS * 1e6:.0f} µs: {_held(slowest <= AIM_SECONDS)})\n"
    )
    for name in names[2:]:
        ratios = [took / mine for text, mine in ours.items() if isinstance(took := best[text, name], float)]
        least = min(ratios, default=0.0)
        how = "around its API" if name == AROUND else f"aim {AIM_FACTOR} ×: {_held(least >= AIM_FACTOR)}"
        answered = f"answers {len(ratios)} of {len(CONDITIONS)} conditions rightly"
        sys.stdout.write(
            f"{name}: " + (f"at least {least:.1f} × ({how}), " if ratios else "") + f"{answered}\n"
        )


def _held(holds: bool) -> str:
    return "holds" if holds else "DOES NOT HOLD"


if __name__ == "__main__":
    main()
