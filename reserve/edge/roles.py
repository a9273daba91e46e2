"""The one table that says which role may do what, and on whose units. A page shows it as it stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from reserve.accounts.model import Grant, Role


class Permission(StrEnum):
    """What a route asks for; every route names one."""

    OPEN = "open"
    """Anybody, also without signing in."""
    OWN = "own"
    """Whoever is signed in, about himself or herself."""
    VIEW_CYCLES = "view_cycles"
    VIEW_WORK = "view_work"
    VIEW_NOMINEES = "view_nominees"
    VIEW_EXCEPTIONS = "view_exceptions"
    VIEW_MEMBERS = "view_members"
    VIEW_PLACES = "view_places"
    VIEW_LIST = "view_list"
    VIEW_POLICIES = "view_policies"
    VIEW_JOURNAL = "view_journal"
    VIEW_RIGHTS = "view_rights"


class Reach(StrEnum):
    """On whose records a permission is good."""

    EVERYWHERE = "everywhere"
    OWN_UNIT = "own_unit"


Rights = Mapping[Permission, Reach]


def _everywhere(*permissions: Permission) -> Rights:
    return dict.fromkeys(permissions, Reach.EVERYWHERE)


_ALL_READING: Final = _everywhere(
    Permission.VIEW_CYCLES,
    Permission.VIEW_WORK,
    Permission.VIEW_NOMINEES,
    Permission.VIEW_EXCEPTIONS,
    Permission.VIEW_MEMBERS,
    Permission.VIEW_PLACES,
    Permission.VIEW_LIST,
    Permission.VIEW_POLICIES,
    Permission.VIEW_RIGHTS,
)

TABLE: Final[Mapping[Role, Rights]] = {
    Role.OFFICER: _ALL_READING,
    Role.SECTION_HEAD: {**_ALL_READING, **_everywhere(Permission.VIEW_JOURNAL)},
    Role.APPROVER: _ALL_READING,
    Role.ASSESSOR: _everywhere(
        Permission.VIEW_CYCLES, Permission.VIEW_MEMBERS, Permission.VIEW_PLACES, Permission.VIEW_RIGHTS
    ),
    Role.SCORE_CLERK: _everywhere(Permission.VIEW_CYCLES, Permission.VIEW_RIGHTS),
    Role.MARKER: _everywhere(Permission.VIEW_CYCLES, Permission.VIEW_RIGHTS),
    Role.UNIT_LIAISON: {
        **_everywhere(Permission.VIEW_CYCLES, Permission.VIEW_RIGHTS),
        **dict.fromkeys((Permission.VIEW_MEMBERS, Permission.VIEW_PLACES), Reach.OWN_UNIT),
    },
    Role.AUDITOR: {**_ALL_READING, **_everywhere(Permission.VIEW_JOURNAL)},
    # The three administrators keep the machine, the rights and the journal; the campaign is not theirs to read.
    Role.SYSTEM_ADMIN: _everywhere(Permission.VIEW_RIGHTS),
    Role.SECURITY_ADMIN: _everywhere(Permission.VIEW_RIGHTS),
    Role.AUDIT_ADMIN: _everywhere(Permission.VIEW_RIGHTS, Permission.VIEW_JOURNAL),
}

SCOPES: Final = tuple(permission for permission in Permission if permission not in {Permission.OPEN, Permission.OWN})
"""What a token of another system can be given."""

Units = frozenset[int] | None
"""The units whose records may be seen; None: all."""


def units_allowed(grants: Iterable[Grant], permission: Permission) -> Units:
    """Return on which units the roles together allow something: an empty set is nowhere, None everywhere."""
    units: set[int] = set()
    for grant in grants:
        reach = TABLE[grant.role].get(permission)
        if reach is Reach.EVERYWHERE:
            return None
        if reach is Reach.OWN_UNIT and grant.unit_id is not None:
            units.add(grant.unit_id)
    return frozenset(units)
