"""Pages of the system administrator: accounts, groups."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import accounts, directory
from engine.errors import FieldError, InvalidSubmission, NotFound
from engine.model import Actor, Page
from engine.office.units import Group, User
from web import asking, auth, current, deeds, naming, people
from web.auth import Answer, holding
from web.languages import gettext as _

pages = auth.protect(Blueprint("admin", __name__, url_prefix="/admin"))
PAGE = 100


@dataclass(frozen=True, slots=True)
class Given:
    """What the form of an account says."""

    login: str
    name: str
    roles: frozenset[str]
    groups: tuple[str, ...]


@pages.get("/users", endpoint="users")
@holding("sys_admin")
def list_users(actor: Actor) -> Answer:
    """Everybody with an account."""
    q = request.args.get("q", "").strip()
    found = [user for user in accounts.all_users(current.engine()) if _matches(user, q.casefold())]
    start = max(0, request.args.get("cursor", 0, type=int))
    more = str(start + PAGE) if len(found) > start + PAGE else None
    return render_template("admin/users.html", page=Page(found[start : start + PAGE], more), q=q)


@pages.get("/users/new")
@holding("sys_admin")
def add_user(actor: Actor) -> Answer:
    """The form for a new account."""
    return _account(None, Given("", "", frozenset({"staff"}), ()))


@pages.post("/users/new")
@holding("sys_admin")
def added(actor: Actor) -> Answer:
    """A new account."""
    given, password = _given(request.form.get("login", "").strip()), request.form.get("password", "")
    asking.if_refused(lambda error: _account(None, given, error))
    accounts.add(
        current.engine(),
        given.login,
        given.name,
        actor,
        roles=sorted(given.roles),
        groups=given.groups,
        password=password,
    )
    flash(_("The account %(login)s was added.", login=given.login), "success")
    return redirect(url_for("admin.user", login=given.login))


@pages.get("/users/<login>")
@holding("sys_admin")
def user(actor: Actor, login: str) -> Answer:
    """One account."""
    found = _user(login)
    mine = tuple(sorted(key for key, one in _groups().items() if login in one.members))
    return _account(found, Given(login, found.name, frozenset(found.roles), mine))


@pages.post("/users/<login>")
@holding("sys_admin")
def change_user(actor: Actor, login: str) -> Answer:
    """Another name, other rights, another password."""
    found, given = _user(login), _given(login)
    asking.if_refused(lambda error: _account(found, given, error))
    accounts.change(
        current.engine(),
        login,
        actor,
        name=given.name,
        roles=sorted(given.roles),
        groups=given.groups,
        password=request.form.get("password") or None,
    )
    flash(_("Saved."), "success")
    return redirect(url_for("admin.user", login=login))


@pages.post("/users/<login>/lock")
@holding("sys_admin")
def lock(actor: Actor, login: str) -> Answer:
    """Nobody gets in under this name any more."""
    accounts.lock(current.engine(), login, actor)
    flash(_("The account is locked."), "success")
    return redirect(url_for("admin.user", login=login))


@pages.post("/users/<login>/unlock")
@holding("sys_admin")
def unlock(actor: Actor, login: str) -> Answer:
    """He may come in again."""
    accounts.unlock(current.engine(), login, actor)
    flash(_("The account is unlocked."), "success")
    return redirect(url_for("admin.user", login=login))


@pages.get("/groups", endpoint="groups")
@holding("sys_admin")
def list_groups(actor: Actor) -> Answer:
    """Free groups with their members."""
    key = request.args.get("key", "")
    found = _groups().get(key)
    members = "\n".join(found.members) if found else ""
    return _group_page({"key": key if found else "", "name": found.name if found else "", "members": members})


@pages.post("/groups")
@holding("sys_admin")
def set_group(actor: Actor) -> Answer:
    """A group is made, or gets another name and other members."""
    given = deeds.given("key", "name", "members")
    asking.if_refused(lambda error: _group_page(given, error))
    directory.set_group(current.engine(), given["key"], given["name"], given["members"].split(), actor)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.groups"))


def _account(found: User | None, given: Given, error: InvalidSubmission | None = None) -> str:
    errors = _errors(error, ("login", "name", "password", "roles", "groups"))
    refused = _("Something is missing or wrong.") if error else None
    return render_template(
        "admin/user.html", user=found, given=given, roles=naming.roles(), errors=errors, refused=refused
    )


def _group_page(given: dict[str, str], error: InvalidSubmission | None = None) -> str:
    errors = _errors(error, ("key", "name", "members"))
    found = sorted(_groups().values(), key=lambda one: one.key)
    refused = _("Something is missing or wrong.") if error else None
    return render_template("admin/groups.html", groups=found, given=given, errors=errors, refused=refused)


def _errors(error: InvalidSubmission | None, names: tuple[str, ...]) -> dict[str, str]:
    """Each sentence beside its field: pointers end with the field's name; the rest stands by the first."""
    found: dict[str, str] = {}
    for one in error.errors if error else ():
        parts = one.pointer.split("/")
        name = next((part for part in reversed(parts) if part in names), names[0])
        found.setdefault(name, _sentence(one))
    return found


def _sentence(error: FieldError) -> str:
    return error.message


def _given(login: str) -> Given:
    return Given(
        login=login,
        name=request.form.get("name", "").strip(),
        roles=frozenset(request.form.getlist("roles")),
        groups=tuple(dict.fromkeys(request.form.get("groups", "").split())),
    )


def _user(login: str) -> User:
    for found in accounts.all_users(current.engine()):
        if found.login == login:
            return found
    raise NotFound(f"there is no user {login!r}")


def _groups() -> dict[str, Group]:
    return dict(current.engine().desk.directory.groups)


def _matches(found: User, q: str) -> bool:
    known = people.person_of(found.login)
    return not q or q in f"{found.login} {known.name} {known.posts}".casefold()
