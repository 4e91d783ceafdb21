"""Files are taken within limits, and what is refused leaves nothing behind."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from engine.errors import InvalidSubmission, NotFound, TooLarge
from engine.model import new_id
from engine.office import files
from engine.office.files import File, FsspecFiles
from engine.settings import Settings
from engine.store.tables import definitions, instances
from engine.store.unit_of_work import Database
from tests.engine.office.conftest import NOW

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SETTINGS = Settings(file_bytes=20_000)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def bytes_(place: Path) -> FsspecFiles:
    return FsspecFiles(str(place))


def receive(bytes_: FsspecFiles, name: str = "通知.pdf", content: bytes = PDF, by: str = "lin") -> File:
    return files.receive(bytes_, name, io.BytesIO(content), SETTINGS, by=by, now=NOW)


def kept(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was(bytes_: FsspecFiles, database: Database) -> None:
    file = receive(bytes_)
    with database.work() as uow:
        files.add(uow, file)
    assert (file.name, file.size, file.media_type) == ("通知.pdf", len(PDF), "application/pdf")
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    with bytes_.read(file.id) as stream:
        assert stream.read() == PDF
    with database.reading() as view:
        assert files.of(view, file.id) == file
        with pytest.raises(NotFound):
            files.of(view, new_id())


REFUSED = [
    ("通知.exe", b"MZ\x90\x00", "not taken"),
    ("通知", PDF, "not taken"),
    ("通知.pdf", b"MZ\x90\x00\x03", "content is unknown"),
    ("通知.pdf", b"PK\x03\x04rest", "content is zip"),
    ("通知.docx", PDF, "content is pdf"),
    ("通知.png", b"\xff\xd8\xff\xe0", "content is jpeg"),
    ("通知.txt", b"\x00\x01\x02", "content is unknown"),
    ("通知.pdf", b"", "empty"),
    ("", PDF, "plain name"),
    ("x" * 252 + ".pdf", PDF, "plain name"),
    ("a\nb.pdf", PDF, "plain name"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED, ids=[f"{i}" for i in range(len(REFUSED))])
def test_what_does_not_fit_is_refused(
    bytes_: FsspecFiles, place: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(InvalidSubmission) as refusal:
        receive(bytes_, name, content)
    assert reason in refusal.value.errors[0].message
    assert kept(place) == []


def test_what_is_too_large_leaves_nothing(bytes_: FsspecFiles, place: Path) -> None:
    assert receive(bytes_, content=PDF + b"x" * (20_000 - len(PDF))).size == 20_000
    before = kept(place)
    with pytest.raises(TooLarge):
        receive(bytes_, content=PDF + b"x" * (20_001 - len(PDF)))
    assert kept(place) == before


def test_a_broken_upload_leaves_nothing(bytes_: FsspecFiles, place: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        files.receive(bytes_, "a.pdf", Torn(PDF), SETTINGS, by="lin", now=NOW)
    assert kept(place) == []


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("A.PDF", PDF, "application/pdf"),
        ("表.csv", "序号,单位\n1,省财政厅\n".encode("gb18030"), "text/csv"),
        ("文.txt", ("长" * 4000).encode(), "text/plain"),
        ("公文.ofd", b"PK\x03\x04rest", "application/ofd"),
        ("旧.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/vnd.ms-works"),
        ("图.jpg", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
    ],
)
def test_the_kinds_an_office_has(bytes_: FsspecFiles, name: str, content: bytes, media_type: str) -> None:
    assert receive(bytes_, name, content).media_type == media_type


def test_a_path_is_no_part_of_a_name(bytes_: FsspecFiles) -> None:
    assert receive(bytes_, "..\\..\\etc/passwd.pdf").name == "passwd.pdf"


@pytest.fixture
def matters(database: Database) -> tuple[str, str]:
    """Two matters, as bare rows."""
    ids = (new_id(), new_id())
    definition = new_id()
    with database.work() as uow:
        uow.execute(
            insert(definitions.deployment),
            {"id": definition, "created_at": NOW, "created_by": "x", "source": "api"},
        )
        uow.execute(
            insert(definitions.process_definition),
            {"id": definition, "deployment_id": definition, "key": "p", "version": 1, "name": "p", "resource": "p.bpmn",
             "content_hash": "", "source": "api", "startable_by": [], "latest": True, "created_at": NOW, "created_by": "x"},
        )  # fmt: skip
        for i in ids:
            uow.execute(
                insert(instances.process_instance),
                {"id": i, "process_definition_id": definition, "process_key": "p", "definition_version": 1, "title": "t",
                 "state": "active", "waiting_at": [], "started_by": "x", "started_at": NOW, "revision": 1,
                 "history_seq": 0, "history_head": "", "snapshot": b""},
            )  # fmt: skip
    return ids


def test_a_matter_holds_what_its_people_hand_in(
    bytes_: FsspecFiles, database: Database, matters: tuple[str, str]
) -> None:
    one, other = matters
    file = receive(bytes_)
    with database.work() as uow:
        files.add(uow, file)
        files.hold(uow, [file.id], one, by="lin")
        files.hold(uow, [file.id], one, by="wang")  # passed on within the matter
    with pytest.raises(InvalidSubmission, match="some fields"), database.work() as uow:
        files.hold(uow, [file.id], other, by="wang")  # guessing an id gives nothing
    with pytest.raises(InvalidSubmission), database.work() as uow:
        files.hold(uow, [new_id()], one, by="lin")
    with database.reading() as view:
        assert files.holders(view, file.id) == {one}
        assert files.of(view, file.id).held


def test_what_nobody_used_goes_after_a_day(
    bytes_: FsspecFiles, place: Path, database: Database, matters: tuple[str, str]
) -> None:
    used, unused = receive(bytes_), receive(bytes_)
    with database.work() as uow:
        files.add(uow, used)
        files.add(uow, unused)
        files.hold(uow, [used.id], matters[0], by="lin")
    with database.work() as uow:
        assert files.sweep(uow, NOW + timedelta(hours=24)) == []
    with database.work() as uow:
        gone = files.sweep(uow, NOW + timedelta(hours=24, seconds=1))
    files.removed(bytes_, gone)
    assert gone == [unused.id]
    assert [path.name for path in kept(place)] == [used.id]
    files.removed(bytes_, gone)  # twice is once


def test_files_are_found_in_values_at_any_depth() -> None:
    value = {
        "a": {"file": "1"},
        "list": [{"name": "x", "file": {"file": "2"}}, "file"],
        "no": {"file": "3", "more": 1},
    }
    assert list(files.named_in(value)) == ["1", "2"]
