"""AS-R1-2 and what it rests on: no gap, no duplicate, whoever asks at once and whatever breaks."""

import contextlib
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.clock import OFFICE_ZONE
from engine.errors import Conflict, Forbidden, InvalidSubmission, NotFound, Rejected
from engine.model import Actor
from engine.office import numbering, policies
from engine.office.numbering import BookClosed, Number
from engine.store.unit_of_work import Database, UnitOfWork
from tests.engine.office.conftest import NOW

CLERK = Actor("clerk")
REGISTRAR = Actor("registrar", groups=frozenset({"doc_registrar"}))


def take(
    uow: UnitOfWork, code: str, dated: str = "2026-03-04", now: datetime = NOW, **more: object
) -> Number:
    return numbering.take(
        uow,
        code,
        dated=date.fromisoformat(dated),
        now=now,
        policies=policies.defaults(),
        **{"actor": CLERK, **more},
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def sequences(database: Database, code: str, year: int) -> list[int]:
    with database.reading() as view:
        return [n.sequence for n in numbering.register(view, code, year)]


def test_the_story_of_the_letters(database: Database) -> None:
    """AS-R1-2."""
    with database.work() as uow:
        numbering.begin_after(uow, "湘政办函", year=2026, last=41)
    taken = []
    race([lambda: taken.append(work(database, "湘政办函")) for _ in "AB"])
    assert {n.text for n in taken} == {"湘政办函〔2026〕42号", "湘政办函〔2026〕43号"}
    with database.work() as uow:
        b = numbering.find(uow, "湘政办函〔2026〕43号")
        numbering.void(uow, b, reason="撤回", now=NOW, actor=REGISTRAR)
    with database.work() as uow:
        assert take(uow, "湘政办函").text == "湘政办函〔2026〕44号"
    with database.reading() as view:
        void = [n for n in numbering.register(view, "湘政办函", 2026) if n.is_void]
    assert [(n.sequence, n.void_reason, n.void_by, n.void_at) for n in void] == [
        (43, "撤回", "registrar", NOW)
    ]
    with database.work() as uow:
        assert take(uow, "湘政办函", "2026-12-31", at("2027-01-05T10:00")).text == "湘政办函〔2026〕45号"
        assert take(uow, "湘政办函", "2027-01-04", at("2027-01-05T10:05")).text == "湘政办函〔2027〕1号"
    with pytest.raises(BookClosed) as refusal, database.work() as uow:
        take(uow, "湘政办函", "2026-12-30", at("2027-01-18T10:00"))
    assert refusal.value.code == "BOOK_CLOSED"
    with database.work() as uow:
        assert take(uow, "湘政办函", "2026-12-30", at("2027-01-15T23:59")).text == "湘政办函〔2026〕46号"


def test_a_hundred_clerks_at_once(database: Database) -> None:
    taken: list[Number] = []

    def clerk() -> None:
        taken.extend(work(database, "湘政办发") for _ in range(4))

    race([clerk] * 25)
    assert sorted(n.sequence for n in taken) == list(range(1, 101))
    assert sequences(database, "湘政办发", 2026) == list(range(1, 101))


def test_a_number_of_a_transaction_that_fails_was_never_given(database: Database) -> None:
    class Killed(BaseException):
        pass

    killed = []

    def fail() -> None:
        with contextlib.suppress(Killed), database.work() as uow:
            killed.append(take(uow, "收"))
            raise Killed

    def clerk() -> None:
        for _ in range(5):
            work(database, "收")

    race([fail, clerk, fail, clerk, fail])
    assert len(killed) == 3
    assert sequences(database, "收", 2026) == list(range(1, 11))


def test_numbers_read_as_each_book_writes_them(database: Database) -> None:
    with database.work() as uow:
        texts = [take(uow, code).text for code in ("湘政发", "收", "建", "湖南省人民政府令", "应急")]
        numbering.begin_after(uow, "常务会议", year=0, last=49)
        texts.append(take(uow, "常务会议").text)
    assert texts == [
        "湘政发〔2026〕1号",
        "收〔2026〕00001",
        "建〔2026〕0001",
        "湖南省人民政府令第1号",
        "应急〔2026〕1号",
        "第50次常务会议",
    ]


def test_a_continuous_book_goes_on_through_the_years(database: Database) -> None:
    with database.work() as uow:
        numbering.begin_after(uow, "湖南省人民政府令", year=2026, last=327)
        take(uow, "湖南省人民政府令")
        assert (
            take(uow, "湖南省人民政府令", "2026-12-30", at("2027-06-01T10:00")).text
            == "湖南省人民政府令第329号"
        )
    assert sequences(database, "湖南省人民政府令", 2027) == [328, 329]


def test_only_a_registrar_chooses_and_only_the_next(database: Database) -> None:
    with database.work() as uow:
        take(uow, "湘政办发")
    refusals: list[tuple[type[Exception], Actor, int, str | None]] = [
        (Forbidden, CLERK, 2, "补登"),
        (Rejected, REGISTRAR, 3, "补登"),
        (Rejected, REGISTRAR, 1, "补登"),
        (InvalidSubmission, REGISTRAR, 2, " "),
        (InvalidSubmission, REGISTRAR, 2, None),
    ]
    for error, actor, chosen, reason in refusals:
        with pytest.raises(error), database.work() as uow:
            take(uow, "湘政办发", actor=actor, chosen=chosen, reason=reason)
    with database.work() as uow:
        assert take(uow, "湘政办发", actor=REGISTRAR, chosen=2, reason="补登").sequence == 2
    assert sequences(database, "湘政办发", 2026) == [1, 2]


def test_what_is_not_in_the_rules_is_refused(database: Database) -> None:
    with database.work() as uow:
        first = take(uow, "湘政办发")
        numbering.void(uow, first, reason="错号", now=NOW, actor=REGISTRAR)
        with pytest.raises(Conflict):
            numbering.void(uow, first, reason="再次", now=NOW, actor=REGISTRAR)
        with pytest.raises(Rejected, match="has not come"):
            take(uow, "湘政办发", "2026-03-06")
        with pytest.raises(NotFound, match="湘政办发"):
            take(uow, "无此字号")
        with pytest.raises(Conflict, match="begun"):
            numbering.begin_after(uow, "湘政办发", year=2026, last=100)
        with pytest.raises(NotFound):
            numbering.find(uow, "湘政办发〔2026〕99号")
        with pytest.raises(InvalidSubmission):
            numbering.void(uow, first, reason="", now=NOW, actor=REGISTRAR)


def test_a_matter_knows_its_numbers_and_the_books_their_counts(database: Database) -> None:
    with database.work() as uow:
        one = take(uow, "湘政办发", process_instance="a" * 32)
        take(uow, "湘政办发")
        numbering.void(uow, one, reason="错号", now=NOW, actor=REGISTRAR)
    with database.reading() as view:
        assert [n.text for n in numbering.of_matter(view, "a" * 32)] == [one.text]
        assert [
            (b.code, year, last, given, void) for b, year, last, given, void in numbering.begun(view)
        ] == [("湘政办发", 2026, 2, 2, 1)]
        assert [n.sequence for n in numbering.register(view, "湘政办发", 2026, after=1)] == [2]


def work(database: Database, code: str) -> Number:
    with database.work() as uow:
        return take(uow, code)


def race(runners: list[Callable[[], object]]) -> None:
    gate = threading.Barrier(len(runners))
    faults: list[BaseException] = []

    def run(runner: Callable[[], object]) -> None:
        gate.wait()
        try:
            runner()
        except BaseException as fault:  # noqa: BLE001 (shown by the assert below)
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(runner,)) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_reference_shows_every_book() -> None:
    text = (Path(__file__).parents[3] / "docs/reference/number-books.md").read_text("utf-8")
    for book in numbering.books().values():
        assert f"| `{book.code}` | {book.name} | {book.write(2026, 12)} |" in text, book.code
