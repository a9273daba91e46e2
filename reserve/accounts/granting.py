"""Roles asked for, granted and revoked, and relations declared; one person asks, another one grants."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import ROLES, AccountRow, Family, Relation, Role
from reserve.accounts.queries import account
from reserve.accounts.rules import grant_problem
from reserve.accounts.tables import AccountRecord, GrantRecord, RelationRecord, RoleRequestRecord, SessionRecord
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.text import message


def existing(session: Session, name: str) -> AccountRow:
    """Return an account by its name; raises ``NotFound``."""
    found = account(session, name)
    if found is None:
        raise NotFound(message("There is no account {name}.", name=name))
    return found


def refuse_own(actor: Actor, holder: AccountRow) -> None:
    """Raise ``Refused`` when somebody acts on the own account: rights are always given by somebody else."""
    if actor.name == holder.name:
        raise Refused(message("This is your own account: somebody else has to do it."))


def refuse_last(session: Session, holder: AccountRow, roles: Iterable[Role]) -> None:
    """Raise ``Refused`` when an account is the last one open with one of these roles of administrators.

    Side effects: locks the accounts with these roles, so that two at once cannot both be the last but one.
    """
    wanted = [role for role in roles if role.family is not Family.BUSINESS]
    if not wanted or holder.disabled:
        return
    held = (
        sa.select(AccountRecord.id, AccountRecord.disabled, GrantRecord.role)
        .join(GrantRecord, GrantRecord.account_id == AccountRecord.id)
        .where(GrantRecord.role.in_(wanted))
        .order_by(AccountRecord.id)
        .with_for_update()
    )
    left = {row.role for row in session.execute(held) if row.id != holder.id and not row.disabled}
    last = [role for role in wanted if role not in left]
    if last:
        raise Refused(
            *(
                message("{name} is the last one with the role {role}: give it to somebody else first.", **said)
                for said in ({"name": holder.name, "role": ROLES[role]} for role in last)
            )
        )


def grant_role(session: Session, actor: Actor, name: str, role: Role, unit_id: int | None = None) -> None:
    """Give an account one more role.

    Side effects: one ``role_grant`` row; all its sessions end, so that it comes back under a new id; one journal entry.
    Raises ``NotFound`` for the account, ``Refused`` for a role that another one excludes or that lacks its unit,
    ``Conflict`` for a role that it has already.
    """
    holder = existing(session, name)
    _refuse_unfit(holder, role, unit_id)
    session.execute(
        sa.insert(GrantRecord).values(
            account_id=holder.id,
            family=holder.family,
            role=role,
            unit_id=unit_id,
            granted_by=actor.name,
            granted_at=clock.now(),
        )
    )
    end_sessions(session, holder.id)
    record(session, actor, Tag.ACCOUNTS_GRANT, f"account {holder.name}", {"role": role.value, "unit": unit_id})


def _refuse_unfit(holder: AccountRow, role: Role, unit_id: int | None) -> None:
    problem = grant_problem(holder.family, [grant.role for grant in holder.grants], role, unit_id)
    if problem is not None:
        raise Refused(problem)
    if any(grant.role is role and grant.unit_id == unit_id for grant in holder.grants):
        raise Conflict(message("{name} has the role {role} already.", name=holder.name, role=ROLES[role]))


def revoke_role(session: Session, actor: Actor, name: str, role: Role, unit_id: int | None = None) -> None:
    """Take a role from an account.

    Side effects: its ``role_grant`` row goes; all its sessions end; one journal entry. Raises ``NotFound`` for the
    account and for a role that it has not, ``Refused`` for the own account and for the last administrator.
    """
    holder = existing(session, name)
    refuse_own(actor, holder)
    refuse_last(session, holder, [role])
    held = (
        GrantRecord.account_id == holder.id,
        GrantRecord.role == role,
        GrantRecord.unit_id.is_not_distinct_from(unit_id),
    )
    gone = sa.delete(GrantRecord).where(*held).returning(GrantRecord.id)
    if session.execute(gone).first() is None:
        raise NotFound(message("{name} has not the role {role}.", name=holder.name, role=ROLES[role]))
    end_sessions(session, holder.id)
    record(session, actor, Tag.ACCOUNTS_REVOKE, f"account {holder.name}", {"role": role.value, "unit": unit_id})


def end_sessions(session: Session, account_id: int) -> None:
    """End every session of an account: whoever it is comes back under a new id. Side effects: their rows go."""
    session.execute(sa.delete(SessionRecord).where(SessionRecord.account_id == account_id))


def request_role(session: Session, actor: Actor, name: str, role: Role, unit_id: int | None = None) -> int:
    """Ask for a role for an account; somebody else grants or refuses it. Return the request's number.

    Side effects: one ``role_request`` row; one journal entry. Raises ``NotFound`` for the account, ``Refused`` for a
    disabled one and for a role that it cannot have, ``Conflict`` for one that it has or that is asked for already.
    """
    holder = existing(session, name)
    if holder.disabled:
        raise Refused(message("The account {name} is disabled.", name=holder.name))
    _refuse_unfit(holder, role, unit_id)
    same = sa.select(RoleRequestRecord.unit_id).where(
        RoleRequestRecord.account_id == holder.id, RoleRequestRecord.role == role, RoleRequestRecord.granted.is_(None)
    )
    if unit_id in session.execute(same).scalars().all():
        raise Conflict(message("The role {role} is asked for already.", role=ROLES[role]))
    asked = RoleRequestRecord(
        account_id=holder.id, role=role, unit_id=unit_id, requested_by=actor.name, requested_at=clock.now()
    )
    session.add(asked)
    session.flush()
    details = {"role": role.value, "unit": unit_id, "request": asked.id}
    record(session, actor, Tag.ACCOUNTS_REQUEST_ROLE, f"account {holder.name}", details)
    return asked.id


def grant_request(session: Session, actor: Actor, request_id: int) -> None:
    """Give the role that was asked for.

    Side effects: the request is decided; those of ``grant_role``. Raises ``NotFound`` for the request, ``Conflict`` for
    one that is decided already, ``Refused`` for whoever asked and for the own account, and as ``grant_role`` does.
    """
    name, role, unit_id = _decide(session, actor, request_id, granted=True)
    grant_role(session, actor, name, role, unit_id)


def refuse_request(session: Session, actor: Actor, request_id: int) -> None:
    """Refuse the role that was asked for. Side effects: the request is decided; one journal entry.

    Raises as ``grant_request`` does.
    """
    name, role, unit_id = _decide(session, actor, request_id, granted=False)
    details = {"role": role.value, "unit": unit_id, "request": request_id}
    record(session, actor, Tag.ACCOUNTS_REFUSE_ROLE, f"account {name}", details)


def _decide(session: Session, actor: Actor, request_id: int, *, granted: bool) -> tuple[str, Role, int | None]:
    asked = session.execute(
        sa.select(
            RoleRequestRecord.role,
            RoleRequestRecord.unit_id,
            RoleRequestRecord.requested_by,
            RoleRequestRecord.granted,
            AccountRecord.name,
            AccountRecord.disabled,
        )
        .join(AccountRecord, AccountRecord.id == RoleRequestRecord.account_id)
        .where(RoleRequestRecord.id == request_id)
        .with_for_update()
    ).one_or_none()
    if asked is None:
        raise NotFound(message("There is no such request."))
    if asked.granted is not None:
        raise Conflict(message("This request was decided already."))
    if actor.name in {asked.requested_by, asked.name}:
        raise Refused(message("Whoever asks for a role, or is to have it, does not decide: somebody else has to."))
    if granted and asked.disabled:
        raise Refused(message("The account {name} is disabled.", name=asked.name))
    decided = sa.update(RoleRequestRecord).where(RoleRequestRecord.id == request_id)
    session.execute(decided.values(granted=granted, decided_by=actor.name, decided_at=clock.now()))
    return asked.name, asked.role, asked.unit_id


def declare_relation(session: Session, actor: Actor, name: str, person: int, relation: Relation) -> None:
    """Note that the holder of an account is somebody in the roster, or a relative (回避).

    Side effects: one ``relation`` row; one journal entry, which names the person by number. Raises ``NotFound`` for the
    account, ``Conflict`` for a relation that is there, ``Invalid`` for a number that nobody has.
    """
    holder = existing(session, name)
    there = sa.select(RelationRecord.id).where(
        RelationRecord.account_id == holder.id, RelationRecord.person_number == person
    )
    if session.execute(there).first() is not None:
        raise Conflict(message("This relation is declared already; end it first to change it."))
    declared = {"declared_by": actor.name, "declared_at": clock.now()}
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(RelationRecord).values(
                    account_id=holder.id, person_number=person, relation=relation, **declared
                )
            )
    except IntegrityError:
        raise Invalid({"person": message("There is nobody with this number in the roster.")}) from None
    details = {"person": person, "relation": relation.value}
    record(session, actor, Tag.ACCOUNTS_DECLARE_RELATION, f"account {holder.name}", details)


def end_relation(session: Session, actor: Actor, name: str, relation_id: int) -> None:
    """Take a relation back that does not hold any more, or never did.

    Side effects: its row goes, the journal keeps it; one journal entry. Raises ``NotFound`` for a relation that the
    account has not, ``Refused`` for the own account.
    """
    holder = existing(session, name)
    refuse_own(actor, holder)
    gone = session.execute(
        sa.delete(RelationRecord)
        .where(RelationRecord.id == relation_id, RelationRecord.account_id == holder.id)
        .returning(RelationRecord.person_number, RelationRecord.relation)
    ).one_or_none()
    if gone is None:
        raise NotFound(message("There is no such relation."))
    details = {"person": gone.person_number, "relation": gone.relation.value}
    record(session, actor, Tag.ACCOUNTS_END_RELATION, f"account {holder.name}", details)
