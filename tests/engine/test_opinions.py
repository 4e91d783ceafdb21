"""Opinions as people give them: phrases, signatures, handwriting, corrections."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest

from engine.commands import opinions
from engine.errors import Conflict, Forbidden, InvalidSubmission, NotFound, UserTaskClosed
from engine.queries import opinions as asked
from tests.diagrams import diagram, user_task
from tests.office import Matter, Office

CLERK, KEEPER, STRANGER = "liujh", "luodr", "zhouyz"
TWO = diagram(
    "two",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("first", "seal_keeper", '<liye:opinionGroup name="主办"/>')}
{user_task("second", "seal_keeper", '<liye:opinionGroup name="会办"/>')}
<bpmn:endEvent id="end"/>
begin -> first
first -> second
second -> end
""",
)


def png(width: int = 4, height: int = 2) -> bytes:
    """A white picture."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.fixture
def two(office: Office) -> Matter:
    office.deploy(two__bpmn=TWO)
    return office.start("two", CLERK)


def test_phrases_are_ones_own_or_the_office_s(office: Office) -> None:
    engine, keeper = office.engine, office.actor(KEEPER)
    assert "同意。" in asked.phrases(engine, keeper)
    opinions.set_phrases(engine, [" 请阅。", "", "请阅。", "同意，请速办。"], keeper)
    assert asked.phrases(engine, keeper) == ("请阅。", "同意，请速办。")
    assert asked.own_phrases(engine, office.actor(CLERK)) == ()
    with pytest.raises(InvalidSubmission):
        opinions.set_phrases(engine, ["长" * 201], keeper)
    opinions.set_phrases(engine, [], keeper)
    assert "同意。" in asked.phrases(engine, keeper)


def test_a_signature_counts_from_its_moment_on(two: Matter) -> None:
    office, engine, keeper = two.office, two.office.engine, two.office.actor(KEEPER)
    two.do("first", KEEPER, opinion="同意")
    before = office.now
    office.advance(days=1)
    file = opinions.sign_with(engine, "签名.png", BytesIO(png()), keeper)
    marks = asked.marks(engine, two.id, [KEEPER], office.actor(CLERK))
    assert (marks.signature(KEEPER, before), marks.signature(KEEPER, office.now)) == (None, file)
    assert asked.picture(engine, file, office.actor(CLERK), matter=two.id).id == file
    for who, matter in ((STRANGER, two.id), (CLERK, None)):
        with pytest.raises(NotFound):
            asked.picture(engine, file, office.actor(who), matter=matter)
    opinions.sign_plainly(engine, keeper)
    assert asked.signature(engine, keeper) is None


def test_only_a_small_png_is_a_picture(two: Matter) -> None:
    engine, keeper = two.office.engine, two.office.actor(KEEPER)
    for content in (
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n<svg onload=x>",
        png(3000, 2),
        b"\x89PNG" + b"x" * 600_000,
    ):
        with pytest.raises(InvalidSubmission):
            opinions.sign_with(engine, "x.png", BytesIO(content), keeper)
    assert asked.signature(engine, keeper) is None


def test_handwriting_belongs_to_the_opinion_once_it_is_handed_in(two: Matter) -> None:
    office, engine, keeper = two.office, two.office.engine, two.office.actor(KEEPER)
    task = two.task("first").id
    opinions.draw(engine, task, "a.png", BytesIO(png()), keeper)
    file = opinions.draw(engine, task, "b.png", BytesIO(png(5)), keeper)
    assert asked.ink(engine, task, keeper) == file
    assert asked.marks(engine, two.id, [], office.actor(CLERK)).inks == {}, "nobody sees a draft"
    with pytest.raises(Forbidden):
        opinions.draw(engine, task, "c.png", BytesIO(png()), office.actor(CLERK))
    two.do("first", KEEPER, opinion="见手写")
    assert asked.marks(engine, two.id, [], office.actor(CLERK)).inks == {(task, KEEPER): file}
    with pytest.raises(UserTaskClosed):
        opinions.erase(engine, task, keeper)


def test_a_correction_stands_below_and_nothing_is_changed(two: Matter) -> None:
    office, engine, keeper = two.office, two.office.engine, two.office.actor(KEEPER)
    task = two.task("first").id
    with pytest.raises(Forbidden):
        opinions.correct(engine, task, "x", keeper)
    two.do("first", KEEPER, opinion="份数三份")
    opinions.correct(engine, task, "份数应为五份", keeper)
    opinions.correct(engine, task, "以本条为准", keeper)
    found = asked.marks(engine, two.id, [], office.actor(CLERK)).corrections[task]
    assert [one.text for one in found] == ["份数应为五份", "以本条为准"]
    with pytest.raises(Forbidden):
        opinions.correct(engine, task, "x", office.actor(CLERK))
    two.do("second", KEEPER)
    with pytest.raises(Conflict):
        opinions.correct(engine, task, "x", keeper)
