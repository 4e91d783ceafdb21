"""What every responsibility may name in its diagram without a line of its own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Rejected
from engine.handlers import Handler, Result, service_task
from engine.model import Json
from engine.office.documents.press import Press


@service_task("document.render")
def render(documents: Press, document: Mapping[str, Json]) -> Result:
    """Set ``document`` (docs/reference/documents.md) as PDF/A and .docx.

    What the standard does not allow stops nobody: there is no file then, and ``notes`` say why.
    """
    try:
        done = documents.print(document)
    except Rejected as error:
        return {
            "pdf": None,
            "docx": None,
            "pages": None,
            "notes": [getattr(error, "message_zh", error.message)],
        }
    return {"pdf": done.pdf, "docx": done.docx, "pages": done.pages, "notes": list(done.notes)}


HANDLERS: Mapping[str, Handler] = {render.name: render}
