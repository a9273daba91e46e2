"""What the list, the imports, the work and the accounts answer with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from reserve.api.schemas import Nominee
from reserve.api.shared import Answer, Page


class SlateRow(Answer, frozen=True, kw_only=True):
    """Somebody on the list or not; ``order`` within the unit and class, from 1."""

    order: int
    nominee: Nominee


class Slate(Answer, frozen=True, kw_only=True):
    """One unit and class in the order of the list; ``left``: open places that nobody has."""

    unit_id: int
    unit: str
    place_class: str = msgspec.field(name="class")
    open: int
    listed: int
    reserved: int
    left: int
    rows: tuple[SlateRow, ...]


class SlatePage(Page, frozen=True, kw_only=True):
    """Some of the list; ``total`` nominees match."""

    slates: tuple[Slate, ...]


class Lodged(Answer, frozen=True, kw_only=True):
    """The list as it lies before the committee, or as the committee decided on it."""

    digest: str
    submitted_by: str
    submitted_at: dt.datetime
    decision_number: str
    meeting: str
    decided_on: dt.date | None
    approved_by: str | None
    approved_at: dt.datetime | None


class ListStanding(Answer, frozen=True, kw_only=True):
    """The list in figures. ``outdated``: the inputs that changed since it, or the screening under it, was made."""

    drawn: int
    listed: int
    reserved: int
    tied: int
    left: int
    digest: str
    outdated: tuple[str, ...]
    submission: Lodged | None


class TieDecided(Answer, frozen=True, kw_only=True):
    """One tied person listed or left out; without a class it holds for every tie the person is in."""

    person_id: str
    place_class: str | None = msgspec.field(name="class")
    decision: str
    reason: str
    decided_by: str
    decided_on: dt.date


class TiedLevel(Answer, frozen=True, kw_only=True):
    """People who are level at the last place; ``chosen``: nominee ids that have one of the places by a decision."""

    unit_id: int
    unit: str
    place_class: str = msgspec.field(name="class")
    places: int
    open: bool
    chosen: tuple[int, ...]
    nominees: tuple[Nominee, ...]
    decisions: tuple[TieDecided, ...]


class Ties(Answer, frozen=True, kw_only=True):
    """Every tie, the open ones first, and decisions that no tie needs now."""

    ties: tuple[TiedLevel, ...]
    others: tuple[TieDecided, ...]


class ImportSummary(Answer, frozen=True, kw_only=True):
    """One import in figures."""

    id: int
    state: str
    files: tuple[str, ...]
    sent_by: str
    sent_at: dt.datetime
    errors: int
    warnings: int
    changes: int
    settled_by: str | None
    settled_at: dt.datetime | None
    reason: str


class CurrentWorkbook(Answer, frozen=True, kw_only=True):
    """The workbook that counts now; ``waits``: taken in after a screening only."""

    file: str
    import_id: int
    given_name: str
    saved_by: str
    saved_at: dt.datetime
    rows: int
    warnings: int
    waits: bool


class ImportPage(Page, frozen=True, kw_only=True):
    """Some of the imports, the newest first, and the workbooks that count now."""

    current: tuple[CurrentWorkbook, ...]
    imports: tuple[ImportSummary, ...]


class Task(Answer, frozen=True, kw_only=True):
    """One line of the work list; ``own``: the caller can act on it; ``page``: where, below the campaign's address."""

    waiting: int
    task: str
    advice: str
    page: str
    own: bool


class StepTaken(Answer, frozen=True, kw_only=True):
    """When a step was last taken and by whom; ``outdated_by``: the inputs of it that changed since."""

    step: str
    sequence: int
    at: dt.datetime
    actor: str
    outdated_by: tuple[str, ...]


class HeldRole(Answer, frozen=True, kw_only=True):
    """A role, and the unit it is limited to."""

    role: str
    unit_id: int | None


class Account(Answer, frozen=True, kw_only=True):
    """An account with its roles; ``temporary``: the password is still one that somebody else made up."""

    id: int
    name: str
    display_name: str
    family: str
    roles: tuple[HeldRole, ...]
    disabled: bool
    temporary: bool
    created_at: dt.datetime


class GrantedRole(Answer, frozen=True, kw_only=True):
    """A role of an account, and who gave it."""

    id: int
    role: str
    unit_id: int | None
    granted_by: str
    granted_at: dt.datetime


class RoleRequest(Answer, frozen=True, kw_only=True):
    """A role that was asked for; ``granted`` is null as long as nobody decided."""

    id: int
    account_id: int
    name: str
    role: str
    unit_id: int | None
    requested_by: str
    requested_at: dt.datetime
    granted: bool | None
    decided_by: str | None
    decided_at: dt.datetime | None


class DeclaredRelation(Answer, frozen=True, kw_only=True):
    """Whom the holder of an account is, or is a relative of."""

    id: int
    person_id: str
    relation: str
    declared_by: str
    declared_at: dt.datetime


class AccountSheet(Answer, frozen=True, kw_only=True):
    """One account: who gave its roles, what was asked for, and its relations."""

    account: Account
    grants: tuple[GrantedRole, ...]
    requests: tuple[RoleRequest, ...]
    relations: tuple[DeclaredRelation, ...]


class Right(Answer, frozen=True, kw_only=True):
    """A permission: the roles that have it with their reach, and whether a token can have it as a scope."""

    permission: str
    roles: Mapping[str, str]
    scope: bool
