"""Run it: rounds in which liye, the loop written by hand and the bare database take turns; then FEEL."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench import bare, by_hand, chain, feel, inbox, layers, loop
from tests.bench.places import Place, postgres_place, sqlite_place

ROUNDS = 3


class Taken(NamedTuple):
    """What a measurement took: seconds that went by, and seconds of this process's CPU."""

    seconds: float
    cpu: float


THREADS = (1, 4)
AIM = {"SQLite": 2.0, "PostgreSQL": 1.5}


def main() -> None:
    """All of it."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench")
    arguments.add_argument("--chains", type=int, default=40, help="chains of one measurement")
    arguments.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="liye-bench-") as folder:
        places = [make(Path(folder)) for make in _makers(asked.only)]
        for place in places:
            chain.prepare(place)
            by_hand.prepare(place)
            bare.prepare(place)
        chains(places, asked.chains)
        profiles(places, asked.chains)
        passes(places)
        inboxes(places)
    feel.main()


def _makers(only: str | None) -> list[Callable[[Path], Place]]:
    makers = {"sqlite": sqlite_place, "postgresql": postgres_place}
    return [make for name, make in makers.items() if only in {None, name}]


def chains(places: list[Place], count: int) -> None:
    """The chain W1, and the two it is compared with."""
    taken: dict[tuple[str, int, str], list[Taken]] = {}
    for _ in range(ROUNDS):
        for place in places:
            for threads in THREADS:
                for what, took in _one_round(place, threads, count).items():
                    taken.setdefault((place.name, threads, what), []).append(took)
    print(f"\nThe chain W1, {count} chains at a time, medians of {ROUNDS} (chains or commits in a second)\n")
    print(f"{'database':12}{'threads':>8}{'liye':>8}{'by hand':>9}{'bare':>7}{'liye/by hand':>14}{'aim':>6}"
          f"{'liye/bare':>11}{'cpu ms a chain: liye':>23}{'by hand':>9}")  # fmt: skip
    for place in places:
        for threads in THREADS:
            of = {what: taken[place.name, threads, what] for what in ("liye", "by hand", "bare")}
            liye, hand, floor = (count / statistics.median(t.seconds for t in found) for found in of.values())
            cpu, hand_cpu, _ = (
                statistics.median(t.cpu for t in found) / count * 1000 for found in of.values()
            )
            print(f"{place.name:12}{threads:8}{liye:8.1f}{hand:9.1f}{floor * COMMITS:7.0f}{liye / hand:13.2f}×"
                  f"{AIM[place.name]:5.1f}×{liye / floor:11.2f}{cpu:23.1f}{hand_cpu:9.1f}")  # fmt: skip
    print(f"\nliye: start, 4 user tasks, the service job by the queue; history, audit, rights, receipts"
        "\n      confirmed (claiming a receipt and keeping the answer belong to HTTP)."
          f"\nby hand: stock SpiffWorkflow, JSON of everything in a row, nothing else."
          f"\nbare: 1 update, 2 inserts, commit, by the driver alone; a chain of liye has {COMMITS} commits.")  # fmt: skip


COMMITS = (
    6  # of a chain: start, 4 tasks (the last counts the job's try where a thread is free), the job's result
)


def _one_round(place: Place, threads: int, count: int) -> dict[str, Taken]:
    with chain.working(place, threads) as engine:
        chain.run(
            engine, threads, threads, chain.claims(engine, threads)
        )  # caches are warm in a service that runs
        claimed = chain.claims(engine, count)
        liye = _timed(lambda: chain.run(engine, threads, count, claimed))
    hand = _timed(lambda: by_hand.run(place, threads, count))
    floor = _timed(lambda: bare.run(place, threads, count * COMMITS))
    return {"liye": liye, "by hand": hand, "bare": floor}


def _timed(what: Callable[[], None]) -> Taken:
    begun, used = time.perf_counter(), time.process_time()
    what()
    return Taken(time.perf_counter() - begun, time.process_time() - used)


def profiles(places: list[Place], count: int) -> None:
    """What a chain's time is spent on, by layer."""
    print("\nWhere the time of liye's side goes (profiled, one thread, without the service job)\n")
    for place in places:
        told = (f"{layer} {share:.0%}" for layer, share in layers.shares(place, count) if share >= 0.01)
        print(f"{place.name:12}{', '.join(told)}")


def passes(places: list[Place]) -> None:
    """The rework loop."""
    print("\nA rework loop, after so many passes: bytes of the snapshot, median milliseconds of a step\n")
    print(f"{'database':12}{'passes':>8}{'bytes':>8}{'ms':>8}")
    for place in places:
        engine = chain.machine(place, 1)
        for turn, size, milliseconds in loop.measure(engine):
            print(f"{place.name:12}{turn:8}{size:8}{milliseconds:8.2f}", flush=True)
        engine.database.dispose()


def inboxes(places: list[Place]) -> None:
    """One person's inbox in an office with very many open tasks."""
    print(f"\nAn inbox among {inbox.TASKS:,} open tasks: median milliseconds of {inbox.ROUNDS}\n")
    for place in places:
        engine = chain.machine(place, 1)
        inbox.fill(engine)
        for what, milliseconds in inbox.measure(engine):
            print(f"{place.name:12}{what:28}{milliseconds:8.1f}", flush=True)
        engine.database.dispose()


if __name__ == "__main__":
    main()
