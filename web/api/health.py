"""What a machine's keeper asks: is it alive, is it ready, how much waits. Nothing here needs a token."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from engine.errors import EngineError
from engine.machine import Engine
from engine.queries import health
from web import current, problems
from web.api import calls


def init(app: Flask) -> None:
    """The three addresses, outside /api/v1."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/metrics", "metrics", metrics)


def healthz() -> Response:
    """The process answers."""
    return calls.answer({"status": "ok"})


def readyz() -> Response:
    """It can do its work: the database answers, and has the right tables."""
    try:
        health.refuse_unless_ready(current.engine())
    except EngineError as error:
        return problems.refused(error)
    return calls.answer({"status": "ready"})


def metrics() -> Response:
    """For Prometheus. All is counted in the database, so that every process says the same."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(current.engine()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Figures(Collector):
    """Asks when it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What waits."""
        found = health.measure(self._engine)
        yield _by_state("liye_process_instances", "Matters by state", found.instances.items())
        yield _by_state("liye_jobs", "Jobs and timers that are not over, by state", found.jobs.items())
        yield GaugeMetricFamily("liye_user_tasks_open", "User tasks that wait", found.open_tasks)
        yield GaugeMetricFamily(
            "liye_incidents_open", "Incidents that wait for a person", found.open_incidents
        )
        yield GaugeMetricFamily(
            "liye_jobs_behind_seconds", "How long the most overdue job has waited", found.behind_seconds
        )


def _by_state(name: str, text: str, values: object) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state, count in values:  # type: ignore[attr-defined]  # items of a mapping
        family.add_metric([state], count)
    return family
