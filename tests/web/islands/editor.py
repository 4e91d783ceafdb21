"""The designer's editor, as a test works it."""

from __future__ import annotations

from typing import Any

from lxml import etree
from playwright.sync_api import Locator, Page, expect

from tests.web.islands.page import Site

NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "liye": "urn:liye:bpmn:1.0",
}


class Editor:
    """The editor as a person uses it; what cannot be pointed at without pixels goes through its own services."""

    def __init__(self, page: Page, site: Site, lang: str = "zh-CN") -> None:
        self.page = page
        page.goto(f"{site.url}/modeler?lang={lang}")
        page.wait_for_selector("[data-island=modeler][data-ready]")
        page.evaluate(
            "() => { window.island = document.querySelector('[data-island]').island; "
            "window.editor = island.editor; }"
        )

    def select(self, element_id: str) -> None:
        """Point at an element, and wait for its panel."""
        self.page.evaluate(
            "id => editor.get('selection').select(editor.get('elementRegistry').get(id))", element_id
        )
        expect(self.page.locator(".bio-properties-panel-header")).to_be_visible()

    def open(self, group: str) -> None:
        """Open a group of the panel."""
        header = self.page.locator(f"[data-group-id='group-{group}'] .bio-properties-panel-group-header")
        if "open" not in (header.first.get_attribute("class") or ""):
            header.first.click()

    def unfold(self) -> None:
        """Open every group, and wait until it is drawn."""
        self.page.evaluate(
            """async () => { const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                 await drawn();
                 for (const header of document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')) header.click();
                 await drawn(); }"""
        )

    def add(self, group: str) -> None:
        """Add an entry to a list of the panel."""
        self.page.locator(f"[data-group-id='group-{group}'] .bio-properties-panel-add-entry").first.click()

    def field(self, entry: str) -> Locator:
        """An entry of the panel."""
        return self.page.locator(f"[data-entry-id='{entry}']")

    def type(self, entry: str, text: str) -> None:
        """Write a text into an entry and leave it."""
        control = self.field(entry).locator("input, textarea, [contenteditable]").first
        control.fill(text)
        control.blur()

    def xml(self) -> str:
        """What would be published now."""
        return str(self.page.evaluate("async () => (await editor.saveXML({ format: true })).xml"))

    def find(self, path: str) -> list[Any]:
        """What would be published, by XPath."""
        return list(etree.fromstring(self.xml().encode()).xpath(path, namespaces=NAMES))

    def reopen(self) -> list[str]:
        """Write it and read it again; answers what could not be read."""
        return list(self.page.evaluate("xml => island.open(xml)", self.xml()))

    def undo(self) -> None:
        """Take the last change back."""
        self.page.get_by_role("button", name="撤销").click()
