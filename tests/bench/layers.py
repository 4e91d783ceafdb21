"""Where the time of a chain goes: the profile of start and four tasks, summed by layer.

It says why liye is not twice as fast as the loop by hand: a part of each step is the disk's and the driver's, which
both have in common, and what is left is spread thin over what only liye does.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter

from tests.bench import chain
from tests.bench.places import Place

# The first that a file's path (or a built-in's name) contains.
LAYERS = (
    ("commit", ("'commit'", "do_commit")),
    ("driver", ("sqlite3", "psycopg", "select.epoll", "libpq")),
    ("SQLAlchemy", ("sqlalchemy",)),
    ("SpiffWorkflow", ("SpiffWorkflow",)),
    ("runtime", ("engine/runtime", "bpmn/")),
    ("record (history, audit)", ("engine/chain", "_record", "_rows", "hashlib", "sha256")),
    ("store", ("engine/store",)),
    (
        "rights, office, forms",
        ("engine/rights", "engine/office", "forms/", "_answers", "_secrecy", "_notices"),
    ),
    ("commands", ("engine/",)),
    ("waiting for its turn", ("'acquire' of '_thread", "threading.py")),
)


def shares(place: Place, chains: int) -> list[tuple[str, float]]:
    """Each layer's share of the time of the thread that asks, the largest first."""
    with chain.working(place, 1) as engine:
        chain.run(engine, 1, 1, chain.claims(engine, 5))
        claimed = chain.claims(engine, chains * 5)
        profile = cProfile.Profile()
        profile.runcall(chain.ask, engine, chains, claimed)
        chain.wait(chains)
    spent: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[_layer(f"{file} {name}")] += own
    whole = sum(spent.values())
    return [(layer, own / whole) for layer, own in spent.most_common()]


def _layer(where: str) -> str:
    return next((layer for layer, words in LAYERS if any(word in where for word in words)), "Python itself")
