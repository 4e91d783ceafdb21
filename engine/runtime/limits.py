"""How much one instance may hold and do; the defaults stand once more, documented, in engine/settings.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What stops an instance with an incident, never with a hang."""

    automatic_steps: int = 10_000
    tokens: int = 5_000
    branches: int = 200
    multi_instance: int = 1_000
    call_depth: int = 20
    variable_bytes: int = 256_000
    instance_bytes: int = 1_000_000
    shortest_cycle: timedelta = timedelta(seconds=1)
    timer_horizon: timedelta = timedelta(days=3653)


LIMITS = Limits()
