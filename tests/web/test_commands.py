"""The command ``liye`` as an operator types it."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.web.api.small import ASK
from web.cli import main

Liye = Callable[..., Result]


@pytest.fixture
def liye(tmp_path: Path) -> Liye:
    """Runs the command on a home of its own."""
    runner = CliRunner()

    def run(*words: object, home: str = "home", typed: str | None = None) -> Result:
        env = {"LIYE_HOME": str(tmp_path / home), "LIYE_PROCESSES": str(tmp_path / "none"), "LIYE_DEMO": None,
               "LIYE_DATABASE_URL": None}  # fmt: skip
        return runner.invoke(main, [str(word) for word in words], env=env, input=typed)

    return run


def says(result: Result) -> str:
    """What a command that went well printed."""
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def test_an_operator_sets_a_house_up(liye: Liye, tmp_path: Path) -> None:
    assert says(liye("migrate")) == says(liye("migrate")) == ""
    people = ("user", "add", "chenxy", "--name", "陈心远", "--role", "designer", "--password-stdin")
    says(liye(*people, typed="correct horse battery\n"))
    again = liye(*people, typed="correct horse battery\n")
    assert (again.exit_code, again.output.startswith("liye: ")) == (1, True)
    assert says(liye("user", "list")) == "chenxy\t陈心远\tdesigner\n"
    token = says(liye("token", "create", "--user", "chenxy", "--name", "ci")).strip()
    assert token
    assert token.encode() not in (tmp_path / "home" / "liye.sqlite").read_bytes()
    stranger = liye("token", "create", "--user", "nobody", "--name", "ci")
    assert (stranger.exit_code, "nobody" in stranger.output) == (1, True)
    assert f"home={tmp_path / 'home'}\t(LIYE_HOME)" in says(liye("config"))


def test_an_operator_sets_the_figures_and_the_books_of_the_house(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    figures = tmp_path / "figures.json"
    figures.write_text('{"doc.review.加急": "2WD", "calendar.cutoff": "business_close"}', "utf-8")
    says(liye("policies", "import", figures))
    listed = says(liye("policies", "list"))
    assert "doc.review.jiaji\t2WD\tset by this office\n" in listed
    assert "calendar.cutoff\tbusiness_close\tset by this office\n" in listed
    assert "doc.sign\t2WD\tpractice\n" in listed
    figures.write_text('{"doc.signs": "2WD"}', "utf-8")
    refused = liye("policies", "import", figures)
    assert (refused.exit_code, "doc.signs" in refused.output) == (1, True)
    says(liye("numbers", "begin", "湘政办函", 41, "--year", 2026))


def test_diagrams_are_checked_and_deployed(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    good, bad = tmp_path / "ask.bpmn", tmp_path / "bad.bpmn"
    good.write_bytes(ASK)
    bad.write_bytes(ASK.replace(b"</", b"<", 1))
    says(liye("lint", "--quiet", good))
    assert "ask 1\n" in says(liye("deploy", good))
    assert "ask 1 (unchanged)\n" in says(liye("deploy", good))
    for command in ("lint", "deploy"):
        refused = liye(command, bad)
        assert refused.exit_code == 1
        assert "bad.bpmn" in refused.output


def test_a_directory_comes_from_a_file(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    file = tmp_path / "directory.json"
    file.write_text(json.dumps({"units": [{"key": "x"}]}))
    refused = liye("directory", "import", file)
    assert (refused.exit_code, refused.output.startswith("liye: ")) == (1, True), refused.exception
    file.write_text("{")
    broken = liye("directory", "import", file)
    assert (broken.exit_code, "JSON" in broken.output) == (1, True), broken.exception


def test_the_record_is_verified(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    says(liye("user", "add", "chenxy", "--name", "陈心远"))
    assert says(liye("audit", "verify")) == "the record is whole\n"
    with sqlite3.connect(tmp_path / "home" / "liye.sqlite") as database:
        database.execute("UPDATE history SET actor = 'somebody'")
    altered = liye("audit", "verify")
    assert altered.exit_code == 1
    assert "1 faults" in altered.output


def test_a_backup_is_restored_elsewhere(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    says(liye("user", "add", "chenxy", "--name", "陈心远"))
    says(liye("backup", tmp_path / "all.zip"))
    says(liye("restore", tmp_path / "all.zip", home="other"))
    assert says(liye("user", "list", home="other")).startswith("chenxy\t")
    twice = liye("restore", tmp_path / "all.zip", home="other")
    assert twice.exit_code == 1


def test_what_is_no_backup_is_refused_in_a_line(liye: Liye, tmp_path: Path) -> None:
    says(liye("migrate"))
    says(liye("user", "add", "zhang", "--name", "张三"))
    says(liye("backup", tmp_path / "all.zip"))
    whole = (tmp_path / "all.zip").read_bytes()
    rows = whole.index(b"rows/account.jsonl") + 60  # inside what is packed
    broken = whole[:rows] + bytes(byte ^ 255 for byte in whole[rows : rows + 8]) + whole[rows + 8 :]
    for name, content in (("text", b"x"), ("half", whole[: len(whole) // 2]), ("broken", broken)):
        (tmp_path / name).write_bytes(content)
        refused = liye("restore", tmp_path / name, home="other")
        assert (refused.exit_code, refused.output.startswith("liye: ")) == (1, True), refused.output
        assert "damaged, or no backup" in refused.output
    says(liye("restore", tmp_path / "all.zip", home="other"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("LIYE_LOCALE", "fr"), ("LIYE_SECRET_KEY_FILE", "/nowhere/key"), ("LIYE_CONFIG", "/nowhere/liye.toml")],
)
def test_a_setting_that_cannot_be_read_is_refused_in_a_line(
    monkeypatch: pytest.MonkeyPatch, liye: Liye, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    refused = liye("config")
    assert refused.exit_code == 1
    assert refused.output.startswith(f"liye: {name}: ")


def test_what_cannot_be_served_is_said_at_once(liye: Liye) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = liye("serve", "--port", port)
    assert (taken.exit_code, f"127.0.0.1:{port}" in taken.output) == (1, True)
    says(liye("migrate"))
    lone = liye("worker")
    assert (lone.exit_code, "PostgreSQL" in lone.output) == (1, True)


def test_settings_that_mean_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, liye: Liye) -> None:
    monkeypatch.setenv("LIYE_DATABSE_URL", "x")
    refused = liye("config")
    assert (refused.exit_code, "LIYE_DATABSE_URL" in refused.output) == (1, True)
