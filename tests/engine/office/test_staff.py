"""The directory in the database: changed in transactions, read from the desk."""

import pytest

from engine.errors import Conflict, InvalidSubmission, NotFound
from engine.office import desk, staff
from engine.office.desk import Desks
from engine.office.directory import Directory
from engine.office.directory_file import export
from engine.office.limits import Limit
from engine.office.units import User
from engine.store.unit_of_work import Database
from tests.engine.office.conftest import NOW

DAY = NOW.date()


def by_key(directory: Directory) -> dict[str, object]:
    return {name: sorted(map(str, rows)) for name, rows in export(directory).items()}


def test_what_was_imported_is_read_again(staffed: Database, demo: Directory) -> None:
    with staffed.reading() as view:
        assert by_key(staff.load(view)) == by_key(demo)


def test_a_refused_file_changes_nothing(staffed: Database, demo: Directory) -> None:
    content = {
        "groups": [{"key": "a", "name": "a", "members": []}, {"key": "b", "name": "b", "members": ["ghost"]}]
    }
    with pytest.raises(InvalidSubmission), staffed.work() as uow:
        staff.import_file(uow, content, NOW)
    with staffed.reading() as view:
        assert by_key(staff.load(view)) == by_key(demo)


def test_importing_again_keeps_passwords(
    staffed: Database, demo_file: dict[str, list[dict[str, object]]]
) -> None:
    with staffed.work() as uow:
        staff.set_password(uow, "zhouyz", "correct horse")
        staff.import_file(uow, demo_file, NOW)
    with staffed.reading() as view:
        assert staff.may_sign_in(view, "zhouyz", "correct horse")


def test_an_account_signs_in_until_it_is_locked(database: Database) -> None:
    with database.work() as uow:
        staff.add_user(uow, "lin", "林一", groups=["reviewers"], password="battery staple", now=NOW)
    with database.reading() as view:
        assert staff.may_sign_in(view, "lin", "battery staple")
        assert not staff.may_sign_in(view, "lin", "battery stable")
        assert not staff.may_sign_in(view, "nobody", "battery staple")
        directory = staff.load(view)
    assert directory.users["lin"] == User("lin", "林一", ("staff",))
    assert directory.groups_of("lin", DAY) == {"reviewers"}
    with database.work() as uow:
        staff.set_locked(uow, "lin", locked=True)
    with database.reading() as view:
        assert not staff.may_sign_in(view, "lin", "battery staple")
        assert staff.load(view).groups_of("lin", DAY) == frozenset()
    with database.work() as uow:
        staff.set_locked(uow, "lin", locked=False)
    with database.reading() as view:
        assert staff.may_sign_in(view, "lin", "battery staple")


def test_a_login_is_taken_once(database: Database) -> None:
    with database.work() as uow:
        staff.add_user(uow, "lin", "林一", now=NOW)
    with pytest.raises(Conflict, match="lin"), database.work() as uow:
        staff.add_user(uow, "lin", "林二", now=NOW)
    with pytest.raises(InvalidSubmission), database.work() as uow:
        staff.add_user(uow, "l in", "林三", now=NOW)


def test_groups_and_roles_are_set_whole(staffed: Database) -> None:
    with staffed.work() as uow:
        staff.set_groups(uow, "zhouyz", ["issuing", "czt:dept_liaison"])
        staff.set_roles(uow, "zhouyz", ["manager"], NOW)
        staff.set_group(uow, "readers", "阅文组", ["zhouyz"], NOW)
    with staffed.reading() as view:
        directory = staff.load(view)
    assert {"issuing", "czt:dept_liaison", "readers", "governor"} <= directory.groups_of("zhouyz", DAY)
    assert directory.users["zhouyz"].roles == ("manager",)
    with staffed.work() as uow:
        staff.set_groups(uow, "zhouyz", [])
    with staffed.reading() as view:
        assert staff.load(view).groups_of("zhouyz", DAY) == {"governor", "szf", "szf:governor"}
    with pytest.raises(NotFound), staffed.work() as uow:
        staff.set_groups(uow, "nobody", [])
    with pytest.raises(InvalidSubmission), staffed.work() as uow:
        staff.set_roles(uow, "zhouyz", ["sys_admin", "audit_admin"], NOW)


def test_people_change_their_own_password_knowing_the_old_one(staffed: Database) -> None:
    with staffed.work() as uow:
        staff.set_password(uow, "zhouyz", "old password")
    for old, new in (("wrong", "new password"), ("old password", "short")):
        with pytest.raises(InvalidSubmission), staffed.work() as uow:
            staff.change_own_password(uow, "zhouyz", old, new)
    with staffed.work() as uow:
        staff.change_own_password(uow, "zhouyz", "old password", "new password")
    with staffed.reading() as view:
        assert staff.may_sign_in(view, "zhouyz", "new password")


def test_a_demo_lets_those_without_a_password_in(staffed: Database) -> None:
    with staffed.work() as uow:
        staff.set_password(uow, "zhouyz", "my own")
        staff.give_passwords(uow, "liye-demo")
    with staffed.reading() as view:
        assert staff.may_sign_in(view, "tanjl", "liye-demo")
        assert not staff.may_sign_in(view, "zhouyz", "liye-demo")


def test_the_desk_is_read_once_and_again_after_a_change(staffed: Database) -> None:
    desks = Desks(staffed.reading, look_after=3600)
    first = desks.current()
    assert desks.current() is first
    with staffed.work() as uow:
        staff.set_locked(uow, "zhouyz", locked=True)
        desk.set_policies(uow, {"doc.review.加急": "2WD"})
    assert desks.current() is first  # nobody told this process
    desks.forget()
    second = desks.current()
    assert second.directory.users["zhouyz"].locked
    assert second.policies.limit("doc.review.jiaji") == Limit(2, "WD")
    desks.forget()
    assert desks.current() is second


def test_another_process_sees_a_change_by_itself(staffed: Database) -> None:
    desks = Desks(staffed.reading, look_after=0)
    assert not desks.current().directory.users["zhouyz"].locked
    with staffed.work() as uow:
        staff.set_locked(uow, "zhouyz", locked=True)
    assert desks.current().directory.users["zhouyz"].locked


def test_figures_are_set_one_by_one_and_refused_by_name(database: Database) -> None:
    desks = Desks(database.reading, look_after=0)
    with database.work() as uow:
        desk.set_policies(uow, {"doc.sign": "3WD"})
    with database.work() as uow:
        desk.set_policies(uow, {"doc.recheck": "2WD"})
    figures = desks.current().policies
    assert (figures.limit("doc.sign"), figures.limit("doc.recheck")) == (Limit(3, "WD"), Limit(2, "WD"))
    for wrong in (
        {"doc.nothing": "1WD"},
        {"doc.sign": 5},
        {"calendar.cutoff": "noon"},
        {"doc.book_late_close": "13-45"},
    ):
        with pytest.raises(InvalidSubmission), database.work() as uow:
            desk.set_policies(uow, wrong)


def test_a_loaded_year_is_no_longer_provisional(database: Database) -> None:
    desks = Desks(database.reading, look_after=0)
    new_year = NOW.date().replace(year=2027, month=1, day=1)
    assert desks.current().calendar.is_working_day(new_year)
    assert desks.current().calendar.is_provisional(new_year)
    content = {
        "year": 2027,
        "source": "通知",
        "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}],
        "working": [],
    }
    with database.work() as uow:
        desk.load_year(uow, content)
    calendar = desks.current().calendar
    assert not calendar.is_working_day(new_year)
    assert not calendar.is_provisional(new_year)
    assert not calendar.is_provisional(NOW.date())
