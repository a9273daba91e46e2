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
    VIEW_IMPORTS = "view_imports"
    VIEW_ROSTER = "view_roster"
    VIEW_MEMBERS = "view_members"
    VIEW_PLACES = "view_places"
    VIEW_VOTES = "view_votes"
    VIEW_NOMINEES = "view_nominees"
    VIEW_EXCEPTIONS = "view_exceptions"
    VIEW_INSPECTIONS = "view_inspections"
    VIEW_EXAM = "view_exam"
    VIEW_LIST = "view_list"
    VIEW_POLICIES = "view_policies"
    VIEW_JOURNAL = "view_journal"
    VIEW_RIGHTS = "view_rights"
    VIEW_ACCOUNTS = "view_accounts"
    REVEAL = "reveal"
    """Read a masked personal value, with a reason that is recorded."""
    EXPORT = "export"
    OPEN_CYCLE = "open_cycle"
    IMPORT = "import"
    DECIDE_MEMBERS = "decide_members"
    CONFIRM_REMOVALS = "confirm_removals"
    ADJUST_PLACES = "adjust_places"
    SCREEN = "screen"
    PROPOSE_EXCEPTIONS = "propose_exceptions"
    APPROVE_EXCEPTIONS = "approve_exceptions"
    INSPECT = "inspect"
    KEY_MARKS = "key_marks"
    PROPOSE_CORRECTIONS = "propose_corrections"
    CONFIRM_CORRECTIONS = "confirm_corrections"
    SETTLE_TIES = "settle_ties"
    DRAW_LIST = "draw_list"
    APPROVE_LIST = "approve_list"
    PUBLISH_LIST = "publish_list"
    DECIDE_OBJECTIONS = "decide_objections"
    ADMIT_MEMBERS = "admit_members"
    KEEP_CALENDAR = "keep_calendar"
    MANAGE_ACCOUNTS = "manage_accounts"
    GRANT_ROLES = "grant_roles"
    DECLARE_RELATIONS = "declare_relations"


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
    Permission.VIEW_IMPORTS,
    Permission.VIEW_ROSTER,
    Permission.VIEW_MEMBERS,
    Permission.VIEW_PLACES,
    Permission.VIEW_VOTES,
    Permission.VIEW_NOMINEES,
    Permission.VIEW_EXCEPTIONS,
    Permission.VIEW_INSPECTIONS,
    Permission.VIEW_EXAM,
    Permission.VIEW_LIST,
    Permission.VIEW_POLICIES,
    Permission.VIEW_RIGHTS,
)
_ALL_WORK: Final = _everywhere(
    Permission.REVEAL,
    Permission.EXPORT,
    Permission.OPEN_CYCLE,
    Permission.IMPORT,
    Permission.DECIDE_MEMBERS,
    Permission.ADJUST_PLACES,
    Permission.SCREEN,
    Permission.PROPOSE_EXCEPTIONS,
    Permission.INSPECT,
    Permission.PROPOSE_CORRECTIONS,
    Permission.SETTLE_TIES,
    Permission.DRAW_LIST,
    Permission.PUBLISH_LIST,
    Permission.KEEP_CALENDAR,
)

TABLE: Final[Mapping[Role, Rights]] = {
    Role.OFFICER: {**_ALL_READING, **_ALL_WORK},
    # The second person: what an officer proposes, the section head confirms; never one's own proposal.
    Role.SECTION_HEAD: {
        **_ALL_READING,
        **_ALL_WORK,
        **_everywhere(Permission.VIEW_JOURNAL, Permission.CONFIRM_REMOVALS, Permission.CONFIRM_CORRECTIONS),
        **_everywhere(Permission.DECIDE_OBJECTIONS, Permission.ADMIT_MEMBERS),
    },
    Role.APPROVER: {
        **_ALL_READING,
        **_everywhere(Permission.APPROVE_EXCEPTIONS, Permission.APPROVE_LIST, Permission.CONFIRM_REMOVALS),
        **_everywhere(Permission.DECIDE_OBJECTIONS, Permission.ADMIT_MEMBERS),
    },
    Role.ASSESSOR: _everywhere(
        Permission.VIEW_CYCLES,
        Permission.VIEW_MEMBERS,
        Permission.VIEW_PLACES,
        Permission.VIEW_VOTES,
        Permission.VIEW_INSPECTIONS,
        Permission.INSPECT,
        Permission.VIEW_RIGHTS,
    ),
    Role.SCORE_CLERK: _everywhere(Permission.VIEW_CYCLES, Permission.KEY_MARKS, Permission.VIEW_RIGHTS),
    Role.MARKER: _everywhere(Permission.VIEW_CYCLES, Permission.VIEW_RIGHTS),
    Role.UNIT_LIAISON: {
        **_everywhere(Permission.VIEW_CYCLES, Permission.VIEW_RIGHTS),
        **dict.fromkeys((Permission.VIEW_ROSTER, Permission.VIEW_MEMBERS, Permission.VIEW_PLACES), Reach.OWN_UNIT),
    },
    Role.AUDITOR: {**_ALL_READING, **_everywhere(Permission.VIEW_JOURNAL, Permission.EXPORT)},
    # The three administrators keep the machine, the rights and the journal; the campaign is not theirs to read.
    # One asks for a role, another grants it: no single person can give rights (security.md).
    Role.SYSTEM_ADMIN: _everywhere(Permission.VIEW_RIGHTS, Permission.VIEW_ACCOUNTS, Permission.MANAGE_ACCOUNTS),
    Role.SECURITY_ADMIN: _everywhere(
        Permission.VIEW_RIGHTS, Permission.VIEW_ACCOUNTS, Permission.GRANT_ROLES, Permission.DECLARE_RELATIONS
    ),
    Role.AUDIT_ADMIN: _everywhere(Permission.VIEW_RIGHTS, Permission.VIEW_ACCOUNTS, Permission.VIEW_JOURNAL),
}

RIGHTS: Final = tuple(permission for permission in Permission if permission not in {Permission.OPEN, Permission.OWN})
"""What the table is about."""

SCOPES: Final = tuple(
    permission for permission in RIGHTS if permission.value.startswith("view_") or permission is Permission.IMPORT
)
"""What a token of another system can be given: reading, and sending workbooks. A human decides (rule 16)."""

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
