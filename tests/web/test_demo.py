"""The demo office: its people, and matters that wait for those whose accounts are printed."""

from __future__ import annotations

from pathlib import Path

from engine.commands import deployments
from engine.model import SYSTEM
from engine.queries import process_instances
from engine.store.instances import Wanted
from tests import databases
from tests.office import Office, build
from web import demo, demo_matters


def test_whoever_signs_in_finds_something_to_do(tmp_path: Path) -> None:
    engine = build(databases.new_sqlite(tmp_path), tmp_path)
    assert demo.load(engine)
    deployments.deploy_folders(engine)
    assert demo_matters.begin(engine) == len(demo_matters.STORIES) == 9
    office = Office(engine)
    printed = [line.split()[0] for line in demo.accounts(engine) if line.startswith("  ")]
    assert len(printed) == 9
    for login in printed[:6]:
        assert office.inbox(login), login
    matters = process_instances.page(engine, Wanted(), SYSTEM, limit=50).items
    assert {one.state for one in matters} == {"active"}
    assert min(one.due_at for one in matters if one.due_at) < office.now
    office.advance(days=1)  # what fell due meanwhile fires
    assert not demo.load(engine)
    engine.database.dispose()
