"""Lists, rights and what is done agree, whoever acts for whom; and two who act for one have one winner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import rights
from engine.commands import absences, delegations, proxies, signers, user_tasks
from engine.errors import EngineError
from engine.machine import Engine
from engine.model import SYSTEM, Actor
from engine.queries import process_instances
from engine.queries import user_tasks as queries
from engine.store import agenda, instances
from engine.store import user_tasks as stored
from engine.store.user_tasks import Wanted
from tests.engine.interleaving import POINTS, Point, interleaved
from tests.office import Matter, Office
from tests.web.api.test_proxies import ARCHIVIST, CLERK, EXEC, GOVERNOR, HEAD, KEEPER, PLAIN, SIGN

PEOPLE = (CLERK, HEAD, KEEPER, ARCHIVIST, GOVERNOR, EXEC)
person = st.sampled_from(PEOPLE)
scope = st.sampled_from([None, ("plain",), ("signature",)])
act = st.one_of(
    st.tuples(st.just("begin"), person, st.just("plain"), st.just([]), st.booleans()),
    st.tuples(st.just("begin"), person, st.just("signature"), st.lists(person, max_size=1), st.booleans()),
    st.tuples(st.just("proxy"), person, person, scope, st.booleans(), st.booleans(), st.integers(-1, 2)),
    st.tuples(st.just("absence"), person, st.integers(-1, 1)),
    st.tuples(st.just("advance"), st.sampled_from([1, 12, 30])),
    st.tuples(st.just("do"), person, st.sampled_from(["claim", "complete", "transfer", "delegate"]), person),
)


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(act, min_size=4, max_size=12))
@pytest.mark.slow
def test_a_list_shows_what_may_be_done_and_nothing_else(office: Office, acts: list[tuple[Any, ...]]) -> None:
    if not office.matters("plain"):
        office.deploy(plain__bpmn=PLAIN)
        office.deploy(signature__bpmn=SIGN)
        office.start("plain", KEEPER)
    for one in acts:
        try:
            _ACTS[one[0]](office, *one[1:])
        except EngineError:
            continue  # refused: nothing changed
        office.settle()
    for login in PEOPLE:
        agrees(office, office.actor(login))


def agrees(office: Office, actor: Actor) -> None:
    """What the list shows, what the rights say of each task, and which matters are found: the same."""
    wanted = Wanted(visible_to=(actor.login, tuple(sorted(actor.groups))), acting=actor)
    listed = everything(office.engine, wanted, actor)
    with office.engine.reading() as view:
        tasks = [stored.row(view, one.id) for one in everything(office.engine, Wanted(), SYSTEM).values()]
        may = {task.id for task in tasks if task is not None and rights.may_do(view, task, actor)}
        matters = [instances.row(view, task.process_instance_id) for task in tasks if task is not None]
        seen = {row.id for row in matters if row is not None and rights.sees_instance(view, row, actor)}
    assert set(listed) == may, actor.login
    found = process_instances.page(office.engine, instances.Wanted(states=("active",)), actor, limit=200)
    assert {one.id for one in found.items} >= seen, actor.login
    others = queries.acted_for(office.engine, list(listed.values()), actor)
    only = everything(office.engine, Wanted(**{**vars_of(wanted), "share": ("acting", actor.login)}), actor)
    assert set(only) == set(others), actor.login


def vars_of(wanted: Wanted) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in wanted.__slots__}


def everything(engine: Engine, wanted: Wanted, actor: Actor) -> dict[str, Any]:
    return {one.id: one for one in queries.page(engine, wanted, actor, limit=200).items}


def _begin(office: Office, by: str, process: str, recused: list[str], upward: bool) -> None:
    office.start(process, by, recused=recused, upward=upward)


def _proxy(
    office: Office, holder: str, to: str, covers: Any, can_sign: bool, backlog: bool, start: int
) -> None:
    now = office.now
    terms = proxies.Terms(
        to=to, from_=now + timedelta(days=start), until=now + timedelta(days=start + 2), can_sign=can_sign,
        backlog=backlog, processes=covers,
    )  # fmt: skip
    proxies.give(office.engine, terms, office.actor(holder))


def _absence(office: Office, login: str, start: int) -> None:
    at = office.now + timedelta(days=start)
    absences.record(office.engine, at, at + timedelta(days=2), office.actor(login))


def _advance(office: Office, hours: int) -> None:
    office.advance(hours=hours)


def _do(office: Office, login: str, what: str, other: str) -> None:
    """Something a person may do with the first task of his list."""
    inbox = office.inbox(login)
    if not inbox:
        return
    task, actor, engine = inbox[0].id, office.actor(login), office.engine
    if what == "claim":
        user_tasks.claim(engine, task, actor)
    elif what == "complete":
        user_tasks.complete(engine, task, {}, actor)
    elif what == "transfer":
        user_tasks.transfer(engine, task, other, "x", actor)
    else:
        delegations.delegate(engine, task, other, actor)


_ACTS: dict[str, Callable[..., None]] = {
    "begin": _begin, "proxy": _proxy, "absence": _absence, "advance": _advance, "do": _do,
}  # fmt: skip


# -- two at once -----------------------------------------------------------------------------------


@pytest.fixture
def matter(office: Office) -> Matter:
    office.deploy(plain__bpmn=PLAIN)
    return office.start("plain", KEEPER)


at_each_point = pytest.mark.parametrize("point", POINTS)


@at_each_point
def test_the_holder_and_his_proxy_at_one_task_have_one_winner(
    office: Office, matter: Matter, point: Point
) -> None:
    office.proxy(HEAD, ARCHIVIST)
    task = matter.task("decide").id
    people = [office.actor(login) for login in (HEAD, ARCHIVIST)]
    acts = [lambda engine, who=who: user_tasks.complete(engine, task, {}, who) for who in people]
    said = interleaved(office.engine, acts[0], acts[1], point)
    assert sorted(said) in (
        ["USER_TASK_CLOSED", "ok"],
        ["NOT_YOUR_TASK", "ok"],
        ["USER_TASK_NOT_FOUND", "ok"],
    )
    assert matter.waits_at == ["after"]
    assert len([one for one in matter.history if one.element_id == "decide"]) == 1


@at_each_point
def test_a_proxy_that_is_taken_back_meanwhile_acts_before_or_not_at_all(
    office: Office, matter: Matter, point: Point
) -> None:
    proxy, task = office.proxy(HEAD, ARCHIVIST), matter.task("decide").id
    deputy, holder = office.actor(ARCHIVIST), office.actor(HEAD)  # as his page knew him
    said = interleaved(
        office.engine,
        lambda engine: proxies.revoke(engine, proxy, holder),
        lambda engine: user_tasks.complete(engine, task, {}, deputy),
        point,
    )
    assert said[0] == "ok"
    assert said[1] in {"ok", "PROXY_ENDED"}
    assert matter.waits_at == (["after"] if said[1] == "ok" else ["decide"])


def test_a_proxy_that_ran_out_while_the_page_was_open_does_nothing(office: Office, matter: Matter) -> None:
    office.proxy(HEAD, ARCHIVIST, days=1)
    task, deputy = matter.task("decide").id, office.actor(ARCHIVIST)
    office.advance(days=1)
    with pytest.raises(EngineError) as refused:
        user_tasks.complete(office.engine, task, {}, deputy)
    assert refused.value.code == "PROXY_ENDED"
    assert matter.waits_at == ["decide"]
    assert task not in {one.id for one in office.inbox(ARCHIVIST)}


def test_two_posts_and_the_one_it_is_done_in(office: Office, matter: Matter) -> None:
    directory = office.engine.desk.directory
    several = next(u for u in directory.users if len(directory.posts_of(u, office.now.date())) > 1)
    first, second = (post.id for post in directory.posts_of(several, office.now.date())[:2])
    user_tasks.transfer(office.engine, matter.task("decide").id, several, "x", SYSTEM)
    task, actor = matter.task("decide").id, office.actor(several)
    assert set(queries.get(office.engine, task, actor).posts) >= {first, second}
    with pytest.raises(EngineError):
        user_tasks.complete(office.engine, task, {}, actor, post="so_docs.registrar.none")
    user_tasks.complete(office.engine, task, {}, actor, post=second)
    assert queries.whatever(office.engine, task).acting_post == second
    said = [a.data for a in process_instances.trail(office.engine, matter.id, SYSTEM) if "complete" in a.verb]
    assert said == [{"element_id": "decide", "post": second}]


def test_the_deputy_of_who_has_signed_is_not_waited_for_when_another_takes_his_signature_back(
    office: Office, matter: Matter
) -> None:
    def waits() -> set[str | None]:
        with office.engine.reading() as view:
            found = agenda.of_instance(view, matter.id)
        return {one.token_id for one in found if (one.kind, one.state) == ("deputy", "ready")}

    heads = matter.task("decide").id
    signers.add(office.engine, heads, [ARCHIVIST, GOVERNOR], "beside", "一并签署", office.actor(HEAD))
    assert heads in waits()
    mine = matter.task("decide", assignee=ARCHIVIST).id
    user_tasks.complete(office.engine, heads, {}, office.actor(HEAD))
    user_tasks.complete(office.engine, mine, {}, office.actor(ARCHIVIST))
    user_tasks.withdraw(office.engine, mine, office.actor(ARCHIVIST))
    assert {task.assignee for task in matter.tasks} == {ARCHIVIST, GOVERNOR}
    assert heads not in waits()
