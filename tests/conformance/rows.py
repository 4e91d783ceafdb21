"""All rows, in the order of the page."""

from __future__ import annotations

from tests.conformance import activities, between, drawn, events, gateways, refused
from tests.conformance.row import Refused, Runs

RUNS: tuple[Runs, ...] = (*activities.ROWS, *events.ROWS, *gateways.ROWS, *between.ROWS, *drawn.ROWS)
REFUSED: tuple[Refused, ...] = refused.ROWS
