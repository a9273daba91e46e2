"""The table of roles, executed whole: every role on every route, and nothing else."""

from collections.abc import Iterator
from typing import Final

import pytest
from litestar import Litestar, get
from litestar.routes import HTTPRoute

from reserve.accounts.model import Grant, Role
from reserve.edge.guard import permission_of, refuse_unguarded
from reserve.edge.roles import SCOPES, TABLE, Permission, Reach, units_allowed
from tests.edge.service import HOST, Service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")

PARAMETERS: Final = {"{cycle_id:int}": "1", "{nominee_id:int}": "1", "{name:str}": "desk.css", "{path:str}": "x"}
UNIT: Final = 1


def routes(app: Litestar) -> Iterator[tuple[str, str, Permission]]:
    """Every method, path and permission that the application answers to."""
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            path = route.path
            for name, value in PARAMETERS.items():
                path = path.replace(name, value)
            for method in handler.http_methods - {"OPTIONS"}:
                yield method, path, permission_of(handler)


def expected(role: Role | None, permission: Permission) -> bool:
    if permission is Permission.OPEN:
        return True
    if role is None:
        return False
    return permission is Permission.OWN or permission in TABLE[role]


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_on_every_route_is_answered_as_the_table_says(campaign: Service, role: Role | None) -> None:
    wrong = []
    with campaign.client() as client:
        if role is not None:
            sign_in(client, campaign.person(role, UNIT if role.of_one_unit else None))
        for method, path, permission in sorted(routes(campaign.app)):
            if method != "GET":
                continue
            status = client.get(path, headers={"origin": HOST}, follow_redirects=False).status_code
            shut = status in {401, 403} or (status == 303 and role is None)
            if shut == expected(role, permission):
                wrong.append((path, permission, status))
            assert status < 500
    assert wrong == []


def test_every_role_stands_in_the_table_and_every_permission_is_somebodys() -> None:
    assert set(TABLE) == set(Role)
    assert {permission for rights in TABLE.values() for permission in rights} == set(SCOPES)


def test_every_permission_is_asked_for_by_a_route(campaign: Service) -> None:
    assert {permission for _, _, permission in routes(campaign.app)} == set(Permission)


def test_a_route_without_a_permission_stops_the_start() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> None:
        return None

    with pytest.raises(LookupError, match="/forgotten"):
        refuse_unguarded(Litestar([forgotten], openapi_config=None))


def test_a_liaison_sees_the_own_unit_only(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.UNIT_LIAISON, UNIT))
        for path in ("units", "members"):
            rows = client.get(f"/api/v1/cycles/1/{path}").json()
            assert {row["unit_id"] for row in rows} <= {UNIT}
        assert len(client.get("/api/v1/cycles/1/units").json()) == 2


def test_roles_add_up_and_everywhere_is_more_than_one_unit() -> None:
    liaison, officer = Grant(Role.UNIT_LIAISON, 7), Grant(Role.OFFICER)
    assert TABLE[Role.UNIT_LIAISON][Permission.VIEW_PLACES] is Reach.OWN_UNIT
    assert units_allowed([liaison, Grant(Role.UNIT_LIAISON, 8)], Permission.VIEW_PLACES) == frozenset({7, 8})
    assert units_allowed([liaison, officer], Permission.VIEW_PLACES) is None
    assert units_allowed([liaison], Permission.VIEW_JOURNAL) == frozenset()
