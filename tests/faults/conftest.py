from __future__ import annotations

from tests.engine.conftest import bare

__all__ = ["bare"]
