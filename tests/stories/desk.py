"""A person in front of a browser: opens pages, picks tasks, fills in forms, hands in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browsing import Watched
from tests.office import Matter

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def _wait_for_nothing() -> None:
    """A service that runs its jobs itself needs no help."""


class Desk:
    """One person's browser."""

    def __init__(self, watched: Watched, settle: Callable[[], None] = _wait_for_nothing) -> None:
        self._watched = watched
        self._settle = settle
        self.page: Page = watched.page()

    def leave(self) -> list[str]:
        """Close the browser; tells what its pages complained about."""
        found = [*self._watched.complaints, *self._watched.breaches()]
        self._watched.context.close()
        return found

    def open(self, path: str) -> Desk:
        """Go to a page."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def take(self, matter: Matter, step: str) -> Desk:
        """From the inbox to the task."""
        task = matter.task(step)
        self.open("/tasks")
        self.page.locator(f"#results a.title[href='/tasks/{task.id}']").click()
        expect(self.page.locator("#answers")).to_be_visible()
        return self

    def pick(self, title: str) -> Desk:
        """From the inbox to the task of the matter with this title."""
        self.open("/tasks")
        self.page.locator("#results a.title").filter(has_text=title).click()
        expect(self.page.locator("#answers")).to_be_visible()
        return self

    def fill(self, **values: Any) -> Desk:
        """Fill in fields of the form by their names; fields that appear by an answer can follow it."""
        for name, value in values.items():
            self._fill(name, value)
        return self

    def hand_in(self, **values: Any) -> Desk:
        """Fill in, hand in, and let the machine do what follows at once."""
        self.fill(**values)
        self.button("提交").click()
        expect(self.page.locator("#messages .note.is-success")).to_be_visible()
        self._settle()
        return self

    def button(self, name: str) -> Locator:
        """The button that says this."""
        return self.page.locator("#main").get_by_role("button", name=name, exact=True)

    def says(self, text: str) -> Desk:
        """The page's main part shows a text."""
        expect(self.page.locator("#main")).to_contain_text(text)
        return self

    def never_says(self, text: str) -> Desk:
        """It does not."""
        expect(self.page.locator("#main")).not_to_contain_text(text)
        return self

    def with_reason(self, deed: str, reason: str) -> Desk:
        """A deed that asks for a reason: unfold, fill in, do."""
        part = self.page.locator("details").filter(has=self.page.locator("summary", has_text=deed))
        part.locator("summary").click()
        part.locator("[name=reason]").fill(reason)
        part.get_by_role("button").click()
        return self

    def confirm(self) -> Desk:
        """Yes, in the dialog that asks."""
        self.page.locator("dialog[open], .modal.show").get_by_role("button").last.click()
        return self

    def width_needed(self) -> int:
        """How wide the page is; more than the screen means scrolling sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def _fill(self, name: str, value: Any) -> None:
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else None
        if rows is not None:
            for number, row in enumerate(rows):
                self._have_row(name, number)
                self._fill(f"{name}.{number}", row)
            return
        if isinstance(value, dict):
            for inner, one in value.items():
                self._fill(f"{name}.{inner}", one)
            return
        sent = f"_upload.{name}" if isinstance(value, Path) else name
        field = self.page.locator(f"#answers [name='{sent}']:not([type=hidden])")
        for one in value if isinstance(value, list) else [value]:
            self._search(name, one)
            expect(field.first).to_be_visible()
            self._answer(field, one)

    def _search(self, name: str, value: Any) -> None:
        """In a long list one searches, unless it is in sight."""
        words = self.page.locator(f"#answers [name='_q.{name}']")
        in_sight = f"#answers :is(option[value='{value}'], [name='{name}'][value='{value}'])"
        if words.count() and not self.page.locator(in_sight).count():
            words.fill(str(value))
            self.page.locator(f"#answers button[name=_search][value='{name}']").click()
            expect(self.page.locator(in_sight)).to_be_attached()

    def _have_row(self, name: str, number: int) -> None:
        row = self.page.locator(f"#answers [name^='{name}.{number}.']").first
        if row.count() == 0:
            self.page.locator(f"button[name=_add][value='{name}']").click()
            expect(row).to_be_attached()

    def _answer(self, field: Locator, value: Any) -> None:
        kind = field.first.evaluate("one => one.type")
        if kind == "radio" and isinstance(value, bool):
            value = "true" if value else "false"
        if kind in {"radio", "checkbox"}:
            wanted = field.and_(self.page.locator(f"[value='{value}']")) if isinstance(value, str) else field
            if wanted.is_checked() != (value is not False):
                self._change(wanted, lambda: wanted.set_checked(value is not False))
        elif kind == "file":
            field.set_input_files(value)
        elif field.input_value() != str(value):
            choose = kind.startswith("select")
            self._change(
                field, lambda: field.select_option(str(value)) if choose else self._type(field, value)
            )

    def _type(self, field: Locator, value: Any) -> None:
        field.fill(str(value))
        field.press("Tab")

    def _change(self, field: Locator, change: Any) -> None:
        """Where other fields depend on this one, the form comes anew: wait for it."""
        if field.first.get_attribute("hx-post") is None:
            change()
            return
        self.page.locator("#answers").evaluate("form => { form.dataset.before = 'yes' }")
        change()
        expect(self.page.locator("#answers:not([data-before])")).to_be_visible()
