"""Attachments: versions, checksums, who looked; files are looked at without opening them."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pypdfium2
import pytest

from engine.commands import attachments
from engine.errors import Forbidden, InvalidSubmission, NotFound
from engine.office.documents import previews
from engine.queries import attachments as asked
from tests.engine.test_opinions import TWO, png
from tests.office import Matter, Office

CLERK, KEEPER, STRANGER = "liujh", "luodr", "zhouyz"


def pdf(pages: int = 2) -> bytes:
    """A PDF of empty pages."""
    made, kept = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(pages):
        made.new_page(595, 842)
    made.save(kept)
    return kept.getvalue()


@pytest.fixture
def two(office: Office) -> Matter:
    office.deploy(two__bpmn=TWO)
    return office.start("two", CLERK)


def add(matter: Matter, name: str, content: bytes, by: str = KEEPER, **more: str) -> str:
    office = matter.office
    task = matter.tasks[0].id
    return attachments.attach_to_task(office.engine, task, name, BytesIO(content), office.actor(by), **more)


def test_versions_stand_beside_each_other(two: Matter) -> None:
    office = two.office
    one = add(two, "清单.txt", "第一稿".encode())
    again = add(two, "清单（改）.txt", "第二稿".encode(), replaces=one, remark="改了份数")
    other = attachments.attach(office.engine, two.id, "图.png", BytesIO(png()), office.actor(CLERK))
    assert again == one
    first, second = asked.of_instance(office.engine, two.id, office.actor(CLERK))
    assert (first.id, second.id) == (one, other)
    assert [(v.number, v.name, v.note) for v in first.versions] == [
        (2, "清单（改）.txt", "改了份数"),
        (1, "清单.txt", ""),
    ]
    assert first.versions[1].sha256 == hashlib.sha256("第一稿".encode()).hexdigest()
    with pytest.raises(InvalidSubmission):
        add(two, "x.txt", b"x", replaces="0" * 32)
    with pytest.raises(Forbidden):
        add(two, "x.txt", b"x", by=CLERK)
    with pytest.raises(NotFound):
        asked.of_instance(office.engine, two.id, office.actor(STRANGER))


def test_who_looked_and_who_took_it_away_is_kept(two: Matter) -> None:
    office, clerk = two.office, two.office.actor(CLERK)
    add(two, "a.txt", b"x")
    file = asked.of_instance(office.engine, two.id, clerk)[0].versions[0].file_id
    attachments.note_access(office.engine, file, clerk, downloaded=False)
    office.advance(hours=1)
    attachments.note_access(office.engine, file, clerk, downloaded=False)
    attachments.note_access(office.engine, file, clerk, downloaded=True)
    (seen,) = asked.look(office.engine, file, clerk).seen_by
    assert (seen.login, seen.shown, seen.downloaded) == (CLERK, 2, 1)
    assert seen.first_at < seen.last_at
    with pytest.raises(NotFound):
        asked.look(office.engine, file, office.actor(STRANGER))


def test_pages_of_a_pdf_are_drawn_here() -> None:
    content = pdf(3)
    assert previews.page_count(content) == 3
    drawn = previews.page(content, 3)
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == previews.WIDTH
    for broken, number in ((content, 4), (content, 0), (b"%PDF-1.7 nothing", 1)):
        with pytest.raises(previews.CannotShow):
            previews.page(broken, number)


def test_texts_are_read_and_nothing_of_them_runs() -> None:
    assert previews.text("<script>好</script>".encode("gb18030"), "text/plain") == "<script>好</script>"
    assert previews.kind_of("application/zip") == "nothing"
    with pytest.raises(previews.CannotShow):
        previews.text(b"PK\x03\x04", previews.WORD)
