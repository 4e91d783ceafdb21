"""The HTTP API, /api/v1: one module a noun. OpenAPI is made from the code."""

from __future__ import annotations

from typing import Any

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from web.api import calls, shapes
from web.api.clock import clock
from web.api.deployments import deployments
from web.api.process_definitions import process_definitions
from web.api.process_instances import process_instances
from web.api.user_tasks import user_tasks

NOUNS = (deployments, process_definitions, process_instances, user_tasks, clock)
DOCUMENT: dict[str, Any] = {
    "info": Info(title="liye", version="1", description="BPMN process automation for a general office"),
    "security_schemes": {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "liye_session"},
    },
    "validation_error_status": 400,
    "validation_error_model": shapes.Problem,
    "validation_error_callback": calls.misshapen,
    "doc_ui": False,
}


def init(app: OpenAPI) -> None:
    """Every noun, and what describes them."""
    for one in NOUNS:
        app.register_api(one)
