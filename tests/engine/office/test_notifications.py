"""People are told once, and read what is theirs."""

from datetime import timedelta

from engine.office import notifications
from engine.store.unit_of_work import Database
from tests.engine.office.conftest import NOW


def tell(database: Database, *recipients: str, about: str = "t1:L1", minutes: int = 0) -> None:
    with database.work() as uow:
        notifications.tell(
            uow, recipients, about=about, kind="reminder", text="reminder.L1", at=NOW + timedelta(minutes=minutes),
            params={"name": "征求意见"}, user_task="t1",
        )  # fmt: skip


def test_the_same_thing_is_told_once(database: Database) -> None:
    tell(database, "lin", "wang", "lin")
    tell(database, "lin", "zhao", minutes=5)
    with database.reading() as view:
        (told,) = notifications.of(view, "lin")
        assert (told.text, told.params, told.at, told.user_task) == (
            "reminder.L1",
            {"name": "征求意见"},
            NOW,
            "t1",
        )
        assert [len(notifications.of(view, login)) for login in ("wang", "zhao", "nobody")] == [1, 1, 0]


def test_each_reads_his_own(database: Database) -> None:
    for i in range(5):
        tell(database, "lin", "wang", about=f"t{i}:L1", minutes=i)
    with database.reading() as view:
        newest = notifications.of(view, "lin", limit=2)
        rest = notifications.of(view, "lin", after=(newest[-1].at, newest[-1].id))
    assert [n.at for n in (*newest, *rest)] == [NOW + timedelta(minutes=i) for i in (4, 3, 2, 1, 0)]
    with database.work() as uow:
        notifications.mark_read(uow, "wang", NOW, [n.id for n in newest])  # not his
        notifications.mark_read(uow, "lin", NOW, [newest[0].id])
    with database.reading() as view:
        assert (notifications.unread(view, "lin"), notifications.unread(view, "wang")) == (4, 5)
        assert newest[0].id not in {n.id for n in notifications.of(view, "lin", unread=True)}
    with database.work() as uow:
        notifications.mark_read(uow, "lin", NOW)
    with database.reading() as view:
        assert notifications.unread(view, "lin") == 0
