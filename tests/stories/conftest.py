"""The stage of each story: a copy of one furnished home, so that no story sees another's matters."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.office import _furnished_sqlite
from tests.stories.stage import Stage

OpenStage = Callable[..., Stage]


@pytest.fixture
def open_stage(
    browser: Browser, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenStage]:
    """Opens the stage at an instant: ``open_stage("2026-02-12 09:00")``."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    opened: list[Stage] = []

    def open_(at: str = "2026-03-02 09:00") -> Stage:
        template = _furnished_sqlite(tmp_path_factory.getbasetemp() / "furnished")
        shutil.copyfile(template, tmp_path / "liye.sqlite")
        opened.append(Stage(tmp_path, browser, at))
        return opened[-1]

    yield open_
    for stage in opened:
        stage.close()


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """The demo office on Monday 2 March 2026, 09:00."""
    return open_stage()
