"""Roles and relations: one person asks, another one grants, and nobody is left without an administrator."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from reserve import clock
from reserve.accounts import actions, granting, queries
from reserve.accounts.model import Family, Grant, Relation, Role
from reserve.accounts.tables import GrantRecord, RoleRequestRecord
from reserve.audit import queries as journal
from reserve.audit.model import Actor, ActorKind
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.personal import Keys
from reserve.roster.tables import PersonRecord, SheetRecord, UnitRecord
from tests.accounts.accounts import ACTOR, PASSWORD, add_person

pytestmark = pytest.mark.usefixtures("quick_hashes")
SYSTEM = Actor("han.qing", ActorKind.PERSON)
SECURITY = Actor("yang.liu", ActorKind.PERSON)


@pytest.fixture
def office(database: Database) -> Database:
    """A system administrator, a security administrator, and somebody without a role."""
    keys = Keys.ephemeral()
    add_person(database, keys, SYSTEM.name, Role.SYSTEM_ADMIN)
    add_person(database, keys, SECURITY.name, Role.SECURITY_ADMIN)
    with database.writing() as session:
        actions.create_account(session, SYSTEM, keys, name="li.wei", display_name="李伟", password=PASSWORD)
    return database


def grants(database: Database, name: str) -> tuple[Grant, ...]:
    with database.reading() as session:
        found = queries.account(session, name)
    assert found is not None
    return found.grants


def last(database: Database) -> tuple[str, str, object]:
    with database.reading() as session:
        (entry,) = journal.latest(session, limit=1)
    return entry.tag, entry.subject, entry.details


def test_an_account_is_made_without_a_role_and_gets_one_by_two_persons(office: Database) -> None:
    assert grants(office, "li.wei") == ()
    with office.writing() as session:
        number = granting.request_role(session, SYSTEM, "li.wei", Role.OFFICER)
        (asked,) = queries.requests(session)
    assert (asked.id, asked.name, asked.role, asked.granted) == (number, "li.wei", Role.OFFICER, None)
    assert last(office)[0] == Tag.ACCOUNTS_REQUEST_ROLE
    assert grants(office, "li.wei") == ()
    with office.writing() as session:
        granting.grant_request(session, SECURITY, number)
        assert queries.requests(session) == []
    assert grants(office, "li.wei") == (Grant(Role.OFFICER),)
    assert last(office) == (Tag.ACCOUNTS_GRANT, "account li.wei", {"role": "officer", "unit": None})
    with office.reading() as session:
        (row,) = queries.requests(session, asked.account_id)
    assert (row.granted, row.requested_by, row.decided_by) == (True, SYSTEM.name, SECURITY.name)


def test_whoever_asks_does_not_decide_and_nobody_decides_for_himself(office: Database) -> None:
    with office.writing() as session:
        number = granting.request_role(session, SYSTEM, "li.wei", Role.OFFICER)
    for decide in (granting.grant_request, granting.refuse_request):
        for actor in (SYSTEM, Actor("li.wei", ActorKind.PERSON)):
            with pytest.raises(Refused, match="somebody else has to"), office.writing() as session:
                decide(session, actor, number)
    assert grants(office, "li.wei") == ()


def test_the_database_itself_refuses_one_person_for_both(office: Database) -> None:
    with office.writing() as session:
        number = granting.request_role(session, SYSTEM, "li.wei", Role.OFFICER)
    decided = sa.update(RoleRequestRecord).where(RoleRequestRecord.id == number)
    for values in (
        {"granted": True, "decided_by": SYSTEM.name, "decided_at": clock.now()},
        {"granted": True, "decided_by": None, "decided_at": clock.now()},
        {"granted": None, "decided_by": SECURITY.name, "decided_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), office.writing() as session:
            session.execute(decided.values(values))


def test_a_request_is_decided_once_and_refused_ones_stay_on_record(office: Database) -> None:
    with office.writing() as session:
        number = granting.request_role(session, SYSTEM, "li.wei", Role.OFFICER)
        granting.refuse_request(session, SECURITY, number)
    assert last(office)[0] == Tag.ACCOUNTS_REFUSE_ROLE
    for decide in (granting.grant_request, granting.refuse_request):
        with pytest.raises(Conflict), office.writing() as session:
            decide(session, SECURITY, number)
    with pytest.raises(NotFound), office.writing() as session:
        granting.grant_request(session, SECURITY, 99)
    assert grants(office, "li.wei") == ()


def test_a_request_that_can_not_be_granted_is_not_taken(office: Database) -> None:
    with office.writing() as session:
        granting.request_role(session, SYSTEM, "li.wei", Role.OFFICER)
    for name, role, unit_id, kind in (
        ("li.wei", Role.OFFICER, None, Conflict),  # asked for already
        (SYSTEM.name, Role.SYSTEM_ADMIN, None, Conflict),  # held already
        ("li.wei", Role.SYSTEM_ADMIN, None, Refused),
        ("li.wei", Role.UNIT_LIAISON, None, Refused),
        ("li.wei", Role.APPROVER, 1, Refused),
        ("nobody", Role.OFFICER, None, NotFound),
    ):
        with pytest.raises(kind), office.writing() as session:
            granting.request_role(session, SYSTEM, name, role, unit_id)
    with office.writing() as session:
        actions.disable_account(session, SYSTEM, "li.wei")
    with pytest.raises(Refused), office.writing() as session:
        granting.request_role(session, SYSTEM, "li.wei", Role.APPROVER)
    with pytest.raises(Refused), office.writing() as session:
        granting.grant_request(session, SECURITY, 1)


def test_a_role_is_revoked_by_somebody_else_only(office: Database) -> None:
    with office.writing() as session:
        granting.grant_role(session, ACTOR, "li.wei", Role.OFFICER)
        granting.grant_role(session, ACTOR, "li.wei", Role.APPROVER)
    with office.writing() as session:
        granting.revoke_role(session, SECURITY, "li.wei", Role.OFFICER)
    assert grants(office, "li.wei") == (Grant(Role.APPROVER),)
    assert last(office) == (Tag.ACCOUNTS_REVOKE, "account li.wei", {"role": "officer", "unit": None})
    with pytest.raises(NotFound), office.writing() as session:
        granting.revoke_role(session, SECURITY, "li.wei", Role.OFFICER)
    with pytest.raises(Refused), office.writing() as session:
        granting.revoke_role(session, Actor("li.wei", ActorKind.PERSON), "li.wei", Role.APPROVER)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_last_administrator_of_a_kind_stays(database: Database, role: Role) -> None:
    keys = Keys.ephemeral()
    for name in ("first", "second"):
        add_person(database, keys, name, role)
    with database.writing() as session:
        actions.disable_account(session, ACTOR, "second")
    with pytest.raises(Refused, match="is the last one"), database.writing() as session:
        actions.disable_account(session, ACTOR, "first")
    with pytest.raises(Refused, match="is the last one"), database.writing() as session:
        granting.revoke_role(session, ACTOR, "first", role)
    with database.writing() as session:
        actions.enable_account(session, ACTOR, "second")
        actions.disable_account(session, ACTOR, "first")
    # Somebody who is shut out already is not the last one any more.
    with database.writing() as session:
        granting.revoke_role(session, ACTOR, "first", role)


def test_two_at_once_do_not_shut_out_the_last_two(database: Database) -> None:
    keys = Keys.ephemeral()
    names = ("first", "second")
    for name in names:
        add_person(database, keys, name, Role.AUDIT_ADMIN)
    ready = threading.Barrier(2)

    def shut(name: str) -> None:
        ready.wait(10)
        try:
            with database.writing() as session:
                actions.disable_account(session, ACTOR, name)
        except (Refused, Conflict):
            pass

    threads = [threading.Thread(target=shut, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.reading() as session:
        assert sum(not row.disabled for row in queries.accounts(session)) == 1


@pytest.fixture
def person_number(office: Database) -> int:
    with office.writing() as session:
        unit = UnitRecord(
            name="县委办公室",
            kind=None,
            chief_posts=None,
            deputy_posts=None,
            chief_adjustment=0,
            deputy_adjustment=0,
            adjustment_reason="",
            present=True,
        )
        sheet = SheetRecord(file="roster.xlsx", sheet="名册", columns={}, imported_at=clock.now())
        session.add_all([unit, sheet])
        session.flush()
        known: dict[str, object] = {
            "full_time": {},
            "in_service": {},
            "unspecified": {},
            "probation": {},
            "earlier_ranks": [],
        }
        session.execute(
            sa.insert(PersonRecord).values(
                number=7,
                name="张三",
                unit_id=unit.id,
                post="",
                discipline=b"",
                sheet_id=sheet.id,
                sheet_row=1,
                present=True,
                **known,
            )
        )
    return 7


def test_a_relation_is_declared_once_keeps_its_holder_out_and_can_be_ended(
    office: Database, person_number: int
) -> None:
    holder = Actor("li.wei", ActorKind.PERSON)
    with office.writing() as session:
        granting.declare_relation(session, SECURITY, "li.wei", person_number, Relation.RELATIVE)
        (row,) = queries.relations(session, 3)
        assert [str(reason) for reason in queries.recusal(session, holder, [person_number, 8])] != []
        assert queries.recusal(session, SECURITY, [person_number]) == []
    assert last(office)[0] == Tag.ACCOUNTS_DECLARE_RELATION
    with pytest.raises(Conflict), office.writing() as session:
        granting.declare_relation(session, SECURITY, "li.wei", person_number, Relation.SELF)
    with pytest.raises(Invalid), office.writing() as session:
        granting.declare_relation(session, SECURITY, "li.wei", 8, Relation.SELF)
    with pytest.raises(Refused), office.writing() as session:
        granting.end_relation(session, holder, "li.wei", row.id)
    with pytest.raises(NotFound), office.writing() as session:
        granting.end_relation(session, SECURITY, SYSTEM.name, row.id)
    with office.writing() as session:
        granting.end_relation(session, SECURITY, "li.wei", row.id)
        assert queries.recusal(session, holder, [person_number]) == []
    assert last(office)[0] == Tag.ACCOUNTS_END_RELATION


def test_the_family_of_an_account_without_a_role_is_chosen_at_its_making(office: Database) -> None:
    keys = Keys.ephemeral()
    with office.writing() as session:
        made = actions.create_account(
            session, SYSTEM, keys, name="zhu.jiang", display_name="", password=PASSWORD, family=Family.AUDIT
        )
        number = granting.request_role(session, SYSTEM, made.name, Role.AUDIT_ADMIN)
    with pytest.raises(Refused), office.writing() as session:
        granting.request_role(session, SYSTEM, made.name, Role.OFFICER)
    with office.writing() as session:
        granting.grant_request(session, SECURITY, number)
    with office.reading() as session:
        families = session.execute(sa.select(GrantRecord.family).order_by(GrantRecord.id)).scalars().all()
    assert families[-1] is Family.AUDIT
