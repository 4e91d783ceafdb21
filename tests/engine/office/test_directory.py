"""Who is who, on which day; the demo office is the example."""

import copy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.errors import InvalidSubmission
from engine.office.directory import Directory
from engine.office.directory_file import export, merge, read
from engine.office.units import Appointment, Unit

TODAY = date(2026, 3, 5)
DOCS = Path(__file__).parents[3] / "docs/reference/demo-office.md"

ROLES = [
    "governor",
    "exec_vice_governor",
    "vice_governor",
    "secretary_general",
    "deputy_secretary_general",
    "go_director",
    "go_deputy_director",
    "office_head",
    "office_staff",
    "doc_registrar",
    "doc_reviewer",
    "seal_keeper",
    "print_shop",
    "archivist",
    "confidentiality_officer",
    "supervisor",
    "inspection_lead",
    "duty_leader",
    "duty_officer",
    "info_editor",
    "gazette_editor",
    "it_planner",
    "proposal_clerk",
    "reception_officer",
    "security_officer",
    "logistics_officer",
    "petition_officer",
    "legal_reviewer",
    "dept_liaison",
    "dept_leader",
    "dept_deputy",
    "city_liaison",
    "city_leader",
    "rep_director",
    "rep_staff",
    "npc_clerk",
    "cppcc_clerk",
    "deputy_npc",
    "member_cppcc",
]


def holder(directory: Directory, group: str) -> str:
    return directory.holders(group, TODAY)[0]


def test_somebody_holds_every_role(demo: Directory) -> None:
    assert [role for role in ROLES if not demo.holders(role, TODAY)] == []
    for role in ("designer", "manager", "sys_admin", "sec_admin", "audit_admin"):
        assert [user.login for user in demo.users.values() if role in user.roles], role


def test_the_office_has_its_units(demo: Directory) -> None:
    def count(kind: str) -> int:
        return sum(unit.type == kind and unit.exists_on(TODAY) for unit in demo.units.values())

    assert (count("sub_office"), count("city"), count("rep_office"), count("department")) == (27, 14, 5, 40)


def test_groups_are_role_unit_and_both(demo: Directory) -> None:
    registrar = holder(demo, "doc_registrar")
    groups = demo.groups_of(registrar, TODAY)
    assert {"doc_registrar", "so_docs", "so_docs:doc_registrar", "office_staff", "issuing"} <= groups
    assert "so_review" not in groups
    assert demo.groups_of("nobody", TODAY) == frozenset()


def test_who_leaves_a_unit_loses_its_groups_that_day(demo: Directory) -> None:
    liaison = holder(demo, "czt:dept_liaison")
    left = tuple(
        replace(a, to_day=TODAY - timedelta(days=1)) if a.user == liaison else a for a in demo.appointments
    )
    after = replace(demo, appointments=left)
    assert after.groups_of(liaison, TODAY) == frozenset()
    assert "czt" in after.groups_of(liaison, TODAY - timedelta(days=1))


def test_the_locked_hold_nothing(demo: Directory) -> None:
    login = holder(demo, "doc_registrar")
    locked = replace(demo, users={**demo.users, login: replace(demo.users[login], locked=True)})
    assert locked.groups_of(login, TODAY) == frozenset()
    assert login not in locked.holders("doc_registrar", TODAY)


def test_a_renamed_unit_goes_on_in_its_successor(demo: Directory) -> None:
    assert demo.current("rep_shenzhen", date(2025, 3, 31)) == "rep_shenzhen"
    assert demo.current("rep_shenzhen", TODAY) == "rep_guangdong"
    assert demo.current("fzb", TODAY) == "sft"
    director = holder(demo, "rep_guangdong:rep_director")
    assert {"rep_shenzhen", "rep_shenzhen:rep_director"} <= demo.groups_of(director, TODAY)
    assert demo.head_of("rep_shenzhen", TODAY) == director


def test_successors_are_followed_through_two_reforms(demo: Directory) -> None:
    sft = replace(demo.units["sft"], active_to=date(2026, 1, 31), successor="new")
    new = Unit("new", "省新厅", "New Department", "省新厅", "department", active_from=date(2026, 2, 1))
    reformed = replace(demo, units={**demo.units, "sft": sft, "new": new})
    assert reformed.current("fzb", TODAY) == "new"
    assert reformed.predecessors("new", TODAY) == ("sft", "fzb")
    assert reformed.holders("sft:dept_leader", TODAY) == ()  # nobody was posted anew


def test_heads_and_leaders(demo: Directory) -> None:
    assert demo.head_of("szf", TODAY) == holder(demo, "governor")
    assert demo.head_of("czt", TODAY) == holder(demo, "czt:dept_leader")
    assert demo.leader_of("czt", TODAY) == holder(demo, "exec_vice_governor")
    assert demo.leader_of("fzb", TODAY) == holder(demo, "exec_vice_governor")
    assert "vice_governor" in demo.groups_of(demo.leader_of("jyt", TODAY) or "", TODAY)
    assert demo.leader_of("so_docs", TODAY) is None
    assert demo.head_of("nowhere", TODAY) is None


def test_a_deputy_holds_nothing_but_is_known(demo: Directory) -> None:
    head = holder(demo, "so_docs:office_head")
    (deputy,) = demo.deputies_of(head, TODAY)
    assert "so_docs:office_head" not in demo.groups_of(deputy, TODAY)


def test_an_acting_head_holds_the_post(demo: Directory) -> None:
    head = holder(demo, "so_docs:office_head")
    acting = holder(demo, "doc_registrar")
    held = tuple(replace(a, to_day=TODAY) if a.user == head else a for a in demo.appointments)
    tomorrow = TODAY + timedelta(days=1)
    after = replace(demo, appointments=(*held, Appointment(acting, "so_docs.head", "acting", tomorrow)))
    assert after.head_of("so_docs", TODAY) == head
    assert after.head_of("so_docs", tomorrow) == acting


def test_namesakes_are_told_apart_by_their_unit(demo: Directory) -> None:
    one, other = holder(demo, "czt:dept_liaison"), holder(demo, "nynct:dept_liaison")
    assert demo.users[one].name == demo.users[other].name
    assert demo.label(one, TODAY).endswith("（省财政厅）")
    assert demo.label(other, TODAY).endswith("（省农业农村厅）")
    assert demo.label(holder(demo, "governor"), TODAY) == demo.users[holder(demo, "governor")].name
    assert {u.login for u in demo.find_users(demo.users[one].name, TODAY)} == {one, other}


def vacant(directory: Directory) -> list[str]:
    """The groups that nobody holds: tasks for them would find no one."""
    return sorted(group for group in directory.known_groups(TODAY) if not directory.holders(group, TODAY))


def test_somebody_holds_every_group_of_the_demo_office(demo: Directory) -> None:
    assert vacant(demo) == []
    archivists = demo.holders("archivist", TODAY)
    without = replace(demo, appointments=tuple(a for a in demo.appointments if a.user not in archivists))
    assert vacant(without) == ["archivist", "so_docs:archivist"]


def test_the_prefecture_has_its_calendar(demo: Directory) -> None:
    assert demo.overlay_of("xiangxi") == "xiangxi"
    assert demo.overlay_of("changsha") is None


def test_what_is_exported_can_be_imported(demo: Directory) -> None:
    assert merge(Directory(), read(export(demo))) == demo


def test_a_file_changes_only_what_it_names(demo: Directory) -> None:
    content = {"groups": [{"key": "issuing", "name": "发文组", "members": []}]}
    changed = merge(demo, read(content))
    assert changed.groups["issuing"].members == ()
    assert changed.groups["emergency_team"] == demo.groups["emergency_team"]
    assert changed.units == demo.units


REFUSED = [
    ({"units": [{"key": "x"}]}, "/units/0/name_zh", "missing"),
    ({"towns": []}, "/towns", "unknown"),
    ({"units": {}}, "/units", "list"),
    ([], "", "object"),
    ({"users": [{"login": "a b", "name": "x", "roles": []}]}, "/users/0/login", "spaces"),
    ({"users": [{"login": "ab", "name": "x", "roles": ["king"]}]}, "/users/0/roles", "one of staff"),
    ({"users": [{"login": "ab", "name": "x", "roles": [], "password": "x"}]}, "/users/0/password", "unknown"),
    ({"users": [{"login": "ab", "name": "x", "roles": []}] * 2}, "/users/1", "twice"),
    ({"users": [{"login": "ab", "name": "x", "roles": ["sys_admin", "sec_admin"]}]}, "/users/0/roles", "different persons"),
    ({"groups": [{"key": "g", "name": "g", "members": ["ghost"]}]}, "/groups/0/members/0", "no user 'ghost'"),
    ({"posts": [{"id": "p", "unit": "czt", "title": "t", "title_en": "t", "rank": 0, "role_keys": []}]}, "/posts/0/rank", "rank"),
    ({"appointments": [{"user": "ghost", "post": "czt.leader", "kind": "A", "from": "2026-01-01"}]}, "/appointments/0/user", "ghost"),
    ({"appointments": [{"user": "zhouyz", "post": "czt.leader", "kind": "C", "from": "2026-01-01"}]}, "/appointments/0/kind", "A, B, acting"),
    ({"appointments": [{"user": "zhouyz", "post": "czt.leader", "kind": "A", "from": "yesterday"}]}, "/appointments/0/from", "2026-03-04"),
    ({"portfolios": [{"leader": "zhouyz", "units": ["czt"], "topics": [], "from": "2026-02-01", "to": "2026-01-01"}]}, "/portfolios/0/to", "before"),
    ({"portfolios": [{"leader": "zhouyz", "units": ["czt"], "topics": [], "from": "2026-02-01", "secretariat": "so_sec0"}]}, "/portfolios/0/secretariat", "unit"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "pointer", "reason"), REFUSED, ids=[row[1] or "/" for row in REFUSED])
def test_a_fault_is_named_with_its_place(demo: Directory, content: object, pointer: str, reason: str) -> None:
    with pytest.raises(InvalidSubmission) as refusal:
        merge(demo, read(content))
    assert [(e.pointer, reason in e.message) for e in refusal.value.errors if e.pointer == pointer] == [
        (pointer, True)
    ]


def test_units_do_not_succeed_one_another_in_a_circle(
    demo: Directory, demo_file: dict[str, list[dict[str, object]]]
) -> None:
    content = copy.deepcopy(demo_file)
    for unit in content["units"]:
        if unit["key"] == "sft":
            unit |= {"active_to": "2026-01-01", "successor": "fzb"}
    with pytest.raises(InvalidSubmission) as refusal:
        merge(Directory(), read(content))
    assert {e.message for e in refusal.value.errors} == {"leads back to where it began"}


def test_the_reference_names_every_unit_and_role(demo: Directory) -> None:
    text = DOCS.read_text("utf-8")
    for unit in demo.units.values():
        assert f"| `{unit.key}` | {unit.name_zh} | {unit.name_en} |" in text, unit.key
    for role in ROLES:
        assert any(f"| `{role}` | `{login}` |" in text for login in demo.holders(role, TODAY)), role
