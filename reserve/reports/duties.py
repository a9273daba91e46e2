"""What waits for one account as the second person: nothing of its own, and nobody it has to stay away from."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.accounts.tables import AccountRecord, RelationRecord, RoleRequestRecord
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.tables import CorrectionRecord
from reserve.listing.tables import SubmissionRecord
from reserve.nominee.tables import NomineeRecord
from reserve.pool.tables import MemberRecord
from reserve.reports.progress import side_by_side
from reserve.retention.tables import RemovalRecord

_CYCLE: Final = sa.bindparam("cycle_id", type_=sa.Integer)
_ACCOUNT: Final = sa.bindparam("account", type_=sa.Text)


class Duties(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of what somebody else proposed in a cycle and this account has not yet confirmed."""

    removals: int
    signatures: int
    corrections: int
    approvals: int


def duties(session: Session, cycle_id: int, account: str) -> Duties:
    """Return what waits for an account, by its name, whatever its roles are. One query."""
    values = {"cycle_id": cycle_id, "account": account}
    return Duties(**session.execute(_statement(), values).mappings().one())


def role_requests(session: Session, account: str) -> int:
    """Return how many roles wait for somebody else than whoever asked for them. One query."""
    table = RoleRequestRecord.__table__
    wanted = sa.select(sa.func.count()).where(table.c.granted.is_(None), table.c.requested_by != account)
    return session.execute(wanted).scalar_one()


@cache
def _statement() -> sa.Select[Any]:
    return side_by_side([_removals(), _signatures(), _corrections(), _approvals()])


def _removals() -> sa.Select[Any]:
    table, member = RemovalRecord.__table__, MemberRecord.__table__
    return _waiting("removals", table.join(member, member.c.id == table.c.member_id)).where(
        table.c.cycle_id == _CYCLE,
        table.c.outcome.is_(None),
        table.c.proposed_account != _ACCOUNT,
        ~_related(member.c.person_number),
    )


def _signatures() -> sa.Select[Any]:
    request, nominee, screening = ExceptionRecord.__table__, NomineeRecord.__table__, ScreeningRecord.__table__
    given = ApprovalRecord.__table__
    signed = sa.exists().where(given.c.nominee_id == request.c.nominee_id, given.c.account == _ACCOUNT)
    source = request.join(nominee, nominee.c.id == request.c.nominee_id).join(
        screening, screening.c.nominee_id == request.c.nominee_id
    )
    return _waiting("signatures", source).where(
        nominee.c.cycle_id == _CYCLE,
        screening.c.standing == StandingWord.EXCEPTIONAL,
        ~request.c.complete,
        request.c.proposed_account != _ACCOUNT,
        ~signed,
        ~_related(nominee.c.person_number),
    )


def _corrections() -> sa.Select[Any]:
    table = CorrectionRecord.__table__
    return _waiting("corrections", table).where(
        table.c.cycle_id == _CYCLE,
        table.c.outcome.is_(None),
        table.c.proposed_account != _ACCOUNT,
        ~_related(table.c.person_number),
    )


def _approvals() -> sa.Select[Any]:
    table = SubmissionRecord.__table__
    return _waiting("approvals", table).where(
        table.c.cycle_id == _CYCLE, table.c.approved_at.is_(None), table.c.submitted_account != _ACCOUNT
    )


def _waiting(name: str, source: sa.FromClause) -> sa.Select[Any]:
    return sa.select(sa.func.count().label(name)).select_from(source)


def _related(person: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Tell whether the account is, or is a declared relative of, a person (回避)."""
    account, relation = AccountRecord.__table__, RelationRecord.__table__
    return sa.exists().where(
        relation.c.account_id == account.c.id, account.c.name == _ACCOUNT, relation.c.person_number == person
    )
