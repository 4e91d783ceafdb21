"""The HTTP API, /api/v1: one module a noun. OpenAPI is made from the code."""

from __future__ import annotations

from typing import Any

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from web.api import calls, documentation, health, shapes
from web.api.attachments import attachments
from web.api.audit import audit
from web.api.bulk import bulk
from web.api.bulletins import bulletins
from web.api.calendars import calendars
from web.api.circulations import circulations
from web.api.clock import clock
from web.api.deadlines import deadlines
from web.api.decisions import decisions
from web.api.delegations import delegations
from web.api.deployments import deployments
from web.api.directory import directory
from web.api.files import files
from web.api.handovers import handovers
from web.api.incidents import incidents
from web.api.jobs import jobs
from web.api.ledgers import ledgers
from web.api.messages import messages
from web.api.notifications import notifications
from web.api.number_books import number_books
from web.api.opinions import opinions
from web.api.process_definitions import process_definitions
from web.api.process_instances import process_instances
from web.api.proxies import proxies
from web.api.reconfirming import reconfirming
from web.api.registers import registers
from web.api.returns import returns
from web.api.saved_filters import saved_filters
from web.api.signers import signers
from web.api.talk import talking
from web.api.user_tasks import user_tasks
from web.api.webhooks import webhooks

NOUNS = (
    deployments,
    process_definitions,
    process_instances,
    user_tasks,
    bulk,
    delegations,
    proxies,
    handovers,
    deadlines,
    returns,
    signers,
    circulations,
    reconfirming,
    talking,
    opinions,
    attachments,
    messages,
    jobs,
    incidents,
    decisions,
    files,
    directory,
    number_books,
    registers,
    ledgers,
    saved_filters,
    notifications,
    webhooks,
    bulletins,
    calendars,
    audit,
    clock,
)
DOCUMENT: dict[str, Any] = {
    "info": Info(title="liye", version="1", description=documentation.INTRODUCTION),
    "security_schemes": {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "liye_session",
            "description": "of a browser; what changes something also carries X-CSRF-Token",
        },
    },
    "validation_error_status": 400,
    "validation_error_model": shapes.Problem,
    "validation_error_callback": calls.misshapen,
    "doc_ui": False,
}


def init(app: OpenAPI) -> None:
    """Every noun, what describes them, and what a machine's keeper asks."""
    for one in NOUNS:
        app.register_api(one)
    documentation.init(app)
    health.init(app)
