"""The table of roles, executed whole: every role on every route and object, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest
import sqlalchemy as sa
from litestar import Litestar, get
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from reserve.accounts import actions
from reserve.accounts.model import Grant, Machine, Role
from reserve.edge.guard import refuse_unguarded
from reserve.edge.roles import RIGHTS, SCOPES, TABLE, Permission, Reach, units_allowed
from reserve.edge.visitor import Visitor
from reserve.nominee.tables import NomineeRecord
from reserve.pool.tables import MemberRecord
from reserve.roster.model import person_id
from reserve.roster.tables import PersonRecord, UnitRecord
from tests.accounts.accounts import ACTOR, PASSWORD
from tests.edge.matrix import Caller, Route, allowed, declared, of_one_unit, pinned, shut, wrong_answers
from tests.edge.service import Service, scratch_copy

# The other backend runs a sample: who may ask does not hang on the database, only what a denial writes does.
SAMPLE: Final = {None, Role.MARKER, Role.UNIT_LIAISON, Role.SECTION_HEAD}


@pytest.fixture(scope="module")
def scratch(campaign: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A copy of the county that may be changed at will; on PostgreSQL the county itself, which only is read."""
    if campaign.database.url.get_backend_name() != "sqlite":
        yield campaign
        return
    with scratch_copy(campaign, tmp_path_factory.mktemp("scratch")) as running:
        yield running


@pytest.fixture(scope="module")
def client(scratch: Service) -> Iterator[TestClient[Litestar]]:
    with scratch.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def two_units(scratch: Service) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What there is of each kind in two units, by the name of the parameter: the own one of a liaison, and another."""
    first: list[dict[int, int]] = []
    with scratch.database.reading() as session:
        for unit_of, number in (
            (PersonRecord.unit_id, PersonRecord.number),
            (MemberRecord.unit_id, MemberRecord.id),
            (NomineeRecord.unit_id, NomineeRecord.id),
        ):
            rows = session.execute(sa.select(unit_of, sa.func.min(number)).group_by(unit_of))
            first.append({row[0]: row[1] for row in rows})
    own, other = sorted(set.intersection(*map(set, first)))[:2]
    found = []
    for unit_id in (own, other):
        person, member, nominee = (by_unit[unit_id] for by_unit in first)
        names = {"person": person, "number": person, "member_id": member, "nominee_id": nominee}
        found.append({"cycle_id": 1, "unit_id": unit_id, **names})
    return found[0], found[1]


@pytest.fixture(scope="module")
def objects(scratch: Service, two_units: tuple[Mapping[str, int], Mapping[str, int]]) -> Mapping[str, int]:
    """What the routes are asked about; the account is one that nobody of the test signs in with."""
    with scratch.database.writing() as session:
        made = actions.create_account(
            session, ACTOR, scratch.keys, name="somebody.else", display_name="", password=PASSWORD
        )
    return {"account_id": made.id, **two_units[0]}


def of_sqlite(scratch: Service) -> bool:
    return scratch.database.url.get_backend_name() == "sqlite"


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_on_every_route_is_answered_as_the_table_says(
    scratch: Service, client: TestClient[Litestar], objects: Mapping[str, int], role: Role | None
) -> None:
    if not of_sqlite(scratch) and role not in SAMPLE:
        pytest.skip("the other backend runs a sample of the roles")
    unit_id = objects["unit_id"] if role is not None and role.of_one_unit else None
    caller = Caller(scratch, client, role, unit_id)
    routes = declared(scratch.app)
    assert len(routes) > 60
    assert list(wrong_answers(caller, routes, objects, changing=of_sqlite(scratch))) == []


def test_every_route_stands_in_the_pinned_list_with_its_right(campaign: Service) -> None:
    """After adding a route: ``python -m tests.edge.matrix``, and look at what changed."""
    found = {(route.method, route.path): route.permission for route in declared(campaign.app)}
    assert found == pinned()


@pytest.mark.parametrize(
    ("path", "right", "role"),
    [
        ("/cycles/{cycle_id:int}/nominees", Permission.VIEW_CYCLES, Role.MARKER),  # opened by mistake
        ("/cycles/{cycle_id:int}/nominees", Permission.MANAGE_ACCOUNTS, Role.OFFICER),  # shut by mistake
        ("/about", Permission.OPEN, None),
    ],
)
def test_a_route_whose_right_was_swapped_is_caught(
    scratch: Service,
    client: TestClient[Litestar],
    objects: Mapping[str, int],
    path: str,
    right: Permission,
    role: Role | None,
) -> None:
    (handler,) = [
        handler
        for route in scratch.app.routes
        if isinstance(route, HTTPRoute) and route.path == path
        for handler in route.route_handlers
        if "GET" in handler.http_methods
    ]
    before = handler.opt["permission"]
    caller = Caller(scratch, client, role)
    handler.opt["permission"] = right
    try:
        routes = [route for route in declared(scratch.app) if route.path == path and route.method == "GET"]
        assert [wrong[1] for wrong in wrong_answers(caller, routes, objects)] == [path]
    finally:
        handler.opt["permission"] = before
    routes = [Route("GET", path, before)]
    assert list(wrong_answers(caller, routes, objects)) == []


def test_a_liaison_sees_the_own_unit_and_nothing_of_another(
    scratch: Service, client: TestClient[Litestar], two_units: tuple[Mapping[str, int], Mapping[str, int]]
) -> None:
    own, other = two_units
    caller = Caller(scratch, client, Role.UNIT_LIAISON, own["unit_id"])
    with scratch.database.reading() as session:
        people = session.execute(sa.select(PersonRecord.number, PersonRecord.unit_id)).all()
        names = session.execute(sa.select(UnitRecord.name).where(UnitRecord.id != own["unit_id"])).scalars().all()
    foreign = {person_id(row.number) for row in people if row.unit_id != own["unit_id"]}
    routes = of_one_unit(declared(scratch.app), Role.UNIT_LIAISON)
    assert len(routes) >= 6
    for route in routes:
        answer = caller.ask(route, own)
        assert answer.status_code == 200, route
        assert not foreign & set(re.findall(r"P\d{5}", answer.text)), route
        assert not [name for name in names if name in answer.text], route
        if route.parameters - {"cycle_id"}:
            assert caller.ask(route, other).status_code == 404, route


def test_tokens_reach_no_further_than_their_scopes_and_decide_nothing(
    scratch: Service, client: TestClient[Litestar], objects: Mapping[str, int]
) -> None:
    everything = scratch.token(*(permission.value for permission in Permission))
    nothing = scratch.token("view_exam")
    for route in declared(scratch.app):
        for header, scopes in ((everything, set(SCOPES)), (nothing, {Permission.VIEW_EXAM})):
            may = route.permission is Permission.OPEN or (
                route.path.startswith("/api/v1/") and route.permission in scopes
            )
            if may:
                continue
            answer = client.request(route.method, route.address(objects), headers=header, follow_redirects=False)
            assert shut(answer, None), (route, answer.status_code)


def test_a_token_is_never_good_for_an_act_whatever_is_stored_with_it() -> None:
    visitor = Visitor(machine=Machine(name="hr", scopes=frozenset(permission.value for permission in Permission)))
    assert {permission for permission in RIGHTS if visitor.may(permission)} == set(SCOPES)
    assert not visitor.may(Permission.OWN)


def test_every_role_stands_in_the_table_and_every_right_is_somebodys_and_some_routes(campaign: Service) -> None:
    assert set(TABLE) == set(Role)
    assert {permission for rights in TABLE.values() for permission in rights} == set(RIGHTS)
    assert {route.permission for route in declared(campaign.app)} == set(Permission)
    assert all(permission in {*RIGHTS, Permission.OPEN, Permission.OWN} for permission in Permission)


def test_no_role_both_proposes_and_decides_nor_asks_for_rights_and_grants_them() -> None:
    for one, other in (
        (Permission.MANAGE_ACCOUNTS, Permission.GRANT_ROLES),
        (Permission.PROPOSE_EXCEPTIONS, Permission.APPROVE_EXCEPTIONS),
        (Permission.DRAW_LIST, Permission.APPROVE_LIST),
        (Permission.KEY_MARKS, Permission.CONFIRM_CORRECTIONS),
    ):
        assert [role for role in Role if allowed(role, one) and allowed(role, other)] == []
    administrators = [role for role in Role if role.value.endswith("_admin")]
    about_the_campaign = set(RIGHTS) - {
        Permission.VIEW_RIGHTS,
        Permission.VIEW_ACCOUNTS,
        Permission.VIEW_JOURNAL,
        Permission.MANAGE_ACCOUNTS,
        Permission.GRANT_ROLES,
        Permission.DECLARE_RELATIONS,
    }
    assert not any(allowed(role, permission) for role in administrators for permission in about_the_campaign)
    changing = {permission for permission in RIGHTS if not permission.value.startswith("view_")}
    assert {permission for permission in changing if allowed(Role.AUDITOR, permission)} == {Permission.EXPORT}


def test_a_route_without_a_permission_stops_the_start() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> None:
        return None

    with pytest.raises(LookupError, match="/forgotten"):
        refuse_unguarded(Litestar([forgotten], openapi_config=None))


def test_roles_add_up_and_everywhere_is_more_than_one_unit() -> None:
    liaison, officer = Grant(Role.UNIT_LIAISON, 7), Grant(Role.OFFICER)
    assert TABLE[Role.UNIT_LIAISON][Permission.VIEW_PLACES] is Reach.OWN_UNIT
    assert units_allowed([liaison, Grant(Role.UNIT_LIAISON, 8)], Permission.VIEW_PLACES) == frozenset({7, 8})
    assert units_allowed([liaison, officer], Permission.VIEW_PLACES) is None
    assert units_allowed([liaison], Permission.VIEW_JOURNAL) == frozenset()
