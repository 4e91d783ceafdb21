"""Looks for an expression that hurts: `python -m tests.bpmn.feel.fuzz [--minutes 10]`.

Hypothesis makes texts of three kinds for as long as it is told: soup of words, any text, sentences of the
language. Each is read and evaluated in every way; an exception other than FEEL's own, more than 100 ms of
the processor for one of them (in the best of three tries), or a process that grows end it with exit 1.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from itertools import count

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.bpmn.feel.sentences import ANY_TEXT, SENTENCES, SOUP, tried

KINDS = {"soup of words": SOUP, "any text": ANY_TEXT, "sentences": SENTENCES}
AT_ONCE = 2_000
LONGEST = 0.1
MOST_GROWTH = 50_000_000
NO_SHRINKING = (Phase.generate,)


class Slow(AssertionError):
    """An expression took too long."""


class Watch:
    """What was seen until now."""

    def __init__(self) -> None:
        self.tried = 0
        self.slowest = (0.0, "")

    def look(self, text: str) -> None:
        """Try one text."""
        self.tried += 1
        seconds = tried(text)
        if seconds > LONGEST:
            seconds = min(seconds, tried(text), tried(text))
        self.slowest = max(self.slowest, (seconds, text))
        if seconds > LONGEST:
            raise Slow(f"{seconds:.3f} s: {text!r}")


def resident() -> int:
    """Bytes of memory the process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def once(kind: st.SearchStrategy[str], number: int, watch: Watch) -> None:
    """A batch of one kind; the number is its seed, so that it can be had again."""

    @seed(number)
    @settings(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        phases=NO_SHRINKING,
        suppress_health_check=list(HealthCheck),
    )
    @given(kind)
    def batch(text: str) -> None:
        watch.look(text)

    batch()


def main() -> int:
    """Until the time is over."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bpmn.feel.fuzz")
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    watches = {name: Watch() for name in KINDS}
    end, warm = time.monotonic() + asked.minutes * 60, 0
    for number in count(asked.seed):
        for name, kind in KINDS.items():
            once(kind, number, watches[name])
        warm = warm or resident()  # caches are full, hypothesis has made its strategies
        if time.monotonic() > end:
            break
    grown = resident() - warm
    for name, watch in watches.items():
        seconds, text = watch.slowest
        sys.stdout.write(
            f"{name:14} {watch.tried:9} texts, slowest {seconds * 1000:.1f} ms: {text[:120]!r}\n"
        )
    sys.stdout.write(f"no exception but FEEL's own; grown by {grown / 1e6:.1f} MB after the first round\n")
    return 1 if grown > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
