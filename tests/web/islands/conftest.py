"""The site the islands are tried on."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.web.islands.editor import Editor
from tests.web.islands.page import Site, served


@pytest.fixture(scope="session")
def _site() -> Iterator[Site]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with served() as site:
        yield site


@pytest.fixture
def site(_site: Site) -> Site:
    """The site, with nothing left over from the test before."""
    _site.forget()
    return _site


@pytest.fixture
def editor(page: Page, site: Site) -> Editor:
    """The editor, opened on the site's diagram."""
    return Editor(page, site)
