"""Seeds of random tests: a few in every check, all of them in `make test`."""

from __future__ import annotations

from typing import Any

import pytest


def some(number: int) -> list[Any]:
    """So many seeds; nine tenths of them are slow."""
    return [seed if seed % 10 == 0 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(number)]
