"""Files of responsibilities, read once: one stands in many versions, and is checked before it is kept.

What is read is immutable, so every version, thread and transaction may share it.
"""

from __future__ import annotations

from functools import lru_cache

from bpmn import dmn
from bpmn.diagram import Diagram
from engine.office import ledgers
from forms.form import Form

KEPT = 500  # files of a kind

form = lru_cache(maxsize=KEPT)(Form.read)
ledger = lru_cache(maxsize=KEPT)(ledgers.read)
decisions = lru_cache(maxsize=KEPT)(dmn.read)
diagram = lru_cache(maxsize=KEPT)(Diagram.read)
