"""Roles, and what an account or a signed-in person is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from reserve.audit.model import Actor, ActorKind
from reserve.text import Message, message


class Family(StrEnum):
    """An account belongs to one family: the three administrators exclude each other and all business roles."""

    BUSINESS = "business"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


FAMILIES: Final[Mapping[str, Message]] = {
    Family.BUSINESS: message("Work of the campaign"),
    Family.SYSTEM: message("System administration"),
    Family.SECURITY: message("Security administration"),
    Family.AUDIT: message("Audit administration"),
}
"""What the families are called."""


class Role(StrEnum):
    """What somebody is here for; one account may hold several of one family."""

    OFFICER = "officer"
    SECTION_HEAD = "section_head"
    APPROVER = "approver"
    ASSESSOR = "assessor"
    SCORE_CLERK = "score_clerk"
    MARKER = "marker"
    UNIT_LIAISON = "unit_liaison"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def family(self) -> Family:
        """The family whose accounts may hold the role."""
        return _ADMINISTRATORS.get(self, Family.BUSINESS)

    @property
    def of_one_unit(self) -> bool:
        """Whether a grant of the role names the one unit that it is good for."""
        return self is Role.UNIT_LIAISON


_ADMINISTRATORS: Final[Mapping[Role, Family]] = {
    Role.SYSTEM_ADMIN: Family.SYSTEM,
    Role.SECURITY_ADMIN: Family.SECURITY,
    Role.AUDIT_ADMIN: Family.AUDIT,
}


ROLES: Final[Mapping[str, Message]] = {
    Role.OFFICER: message("Officer"),
    Role.SECTION_HEAD: message("Section head"),
    Role.APPROVER: message("Approver"),
    Role.ASSESSOR: message("Assessor"),
    Role.SCORE_CLERK: message("Score clerk"),
    Role.MARKER: message("Marker"),
    Role.UNIT_LIAISON: message("Unit liaison"),
    Role.AUDITOR: message("Auditor"),
    Role.SYSTEM_ADMIN: message("System administrator"),
    Role.SECURITY_ADMIN: message("Security administrator"),
    Role.AUDIT_ADMIN: message("Audit administrator"),
}
"""What the roles are called."""


class Relation(StrEnum):
    """What somebody in the roster is to the holder of an account."""

    SELF = "self"
    RELATIVE = "relative"


class Grant(msgspec.Struct, frozen=True):
    """A role, and the unit it is limited to."""

    role: Role
    unit_id: int | None = None


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in."""

    account_id: int
    name: str
    display_name: str
    grants: tuple[Grant, ...]
    created_at: dt.datetime
    last_seen_at: dt.datetime
    stepped_up_at: dt.datetime | None = None
    temporary: bool = False
    """Whether the password must be replaced before anything else."""

    @property
    def actor(self) -> Actor:
        """How the journal names the person."""
        return Actor(self.name, ActorKind.PERSON)


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Another system that showed a token; ``scopes`` are names of permissions."""

    name: str
    scopes: frozenset[str]

    @property
    def actor(self) -> Actor:
        """How the journal names the machine."""
        return Actor(f"token {self.name}", ActorKind.SYSTEM)


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What an account's password and code are compared with. Never leaves the sign-in."""

    account_id: int
    name: str
    password_hash: str
    totp_secret: str
    totp_last_step: int
    disabled: bool


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """An account as lists show it."""

    id: int
    name: str
    display_name: str
    family: Family
    grants: tuple[Grant, ...]
    disabled: bool
    temporary: bool
    created_at: dt.datetime


class GrantRow(msgspec.Struct, frozen=True, kw_only=True):
    """A role of an account, and who gave it."""

    id: int
    role: Role
    unit_id: int | None
    granted_by: str
    granted_at: dt.datetime


class RequestRow(msgspec.Struct, frozen=True, kw_only=True):
    """A role that was asked for; ``granted`` is None as long as nobody decided."""

    id: int
    account_id: int
    name: str
    display_name: str
    role: Role
    unit_id: int | None
    requested_by: str
    requested_at: dt.datetime
    granted: bool | None
    decided_by: str | None
    decided_at: dt.datetime | None


class RelationRow(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the holder of an account is, or is a relative of."""

    id: int
    person_number: int
    relation: Relation
    declared_by: str
    declared_at: dt.datetime


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in; ``here`` is the session that asks."""

    created_at: dt.datetime
    last_seen_at: dt.datetime
    here: bool
