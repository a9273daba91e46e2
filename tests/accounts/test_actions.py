import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from reserve import clock
from reserve.accounts import actions, entering, granting, passwords, queries
from reserve.accounts.model import Role
from reserve.accounts.tables import AccountRecord, GrantRecord, SessionRecord, TokenRecord
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.personal import Keys
from tests.accounts.accounts import ACTOR, PASSWORD, Person, add_person

pytestmark = pytest.mark.usefixtures("quick_hashes")

LOOKUPS = {"a" * 64: 3, "b" * 64: 10}


@pytest.fixture
def keys() -> Keys:
    return Keys.ephemeral()


@pytest.fixture
def person(database: Database, keys: Keys) -> Person:
    return add_person(database, keys, "li.wei")


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, dt.timedelta]:
    off = {"by": dt.timedelta()}
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + off["by"])
    return off


def sign_in(database: Database, keys: Keys, name: str, password: str, code: str) -> str | None:
    with database.reading() as session:
        known = queries.credentials(session, keys, name)
    fits = passwords.fits(None if known is None else known.password_hash, password)
    with database.writing() as session:
        return entering.sign_in(session, known, password_fits=fits, code=code, source="desk", lookups=LOOKUPS)


def tags(database: Database) -> list[str]:
    with database.reading() as session:
        return [entry.tag for entry in journal.entries(session)]


def test_a_new_account_is_recorded_and_its_secrets_are_kept_unreadable(database: Database, person: Person) -> None:
    with database.reading() as session:
        stored = session.execute(sa.select(AccountRecord.__table__)).one()
        entries = list(journal.entries(session))
    assert PASSWORD not in stored.password_hash
    assert person.secret.encode() not in stored.totp_secret
    assert [entry.tag for entry in entries] == [Tag.ACCOUNTS_CREATE, Tag.ACCOUNTS_GRANT]
    assert person.secret not in str(entries)


def test_the_right_name_password_and_code_open_a_session(database: Database, keys: Keys, person: Person) -> None:
    secret = sign_in(database, keys, " LI.WEI", PASSWORD, person.code())
    assert secret is not None
    with database.reading() as session:
        found = queries.principal(session, secret, clock.now())
        stored = session.execute(sa.select(SessionRecord.id_hash)).scalar_one()
    assert found is not None
    assert found.name == "li.wei"
    assert [grant.role for grant in found.grants] == [Role.OFFICER]
    assert secret not in stored
    assert tags(database)[-1] == Tag.ACCOUNTS_LOGIN


def test_a_code_opens_only_one_session(database: Database, keys: Keys, person: Person) -> None:
    code = person.code()
    assert sign_in(database, keys, "li.wei", PASSWORD, code) is not None
    assert sign_in(database, keys, "li.wei", PASSWORD, code) is None
    assert tags(database)[-1] == Tag.ACCOUNTS_DENY


@pytest.mark.parametrize("case", ["password", "code", "name", "disabled"])
def test_what_is_wrong_leaves_the_same_trace(database: Database, keys: Keys, person: Person, case: str) -> None:
    if case == "disabled":
        with database.writing() as session:
            actions.disable_account(session, ACTOR, "li.wei")
    name = "nobody" if case == "name" else "li.wei"
    password = PASSWORD + "x" if case == "password" else PASSWORD
    code = "000000" if case == "code" else person.code()
    assert sign_in(database, keys, name, password, code) is None
    with database.reading() as session:
        last = list(journal.entries(session))[-1]
        counted = queries.seconds_to_wait(session, dict.fromkeys(LOOKUPS, 0), clock.now())
    assert (last.tag, last.details) == (Tag.ACCOUNTS_DENY, {"act": "sign in", "source": "desk"})
    assert 0 < counted <= 2


def test_whoever_fails_again_and_again_waits_longer_and_a_success_forgives(
    database: Database, keys: Keys, person: Person, moved_clock: dict[str, dt.timedelta]
) -> None:
    for _ in range(6):
        assert sign_in(database, keys, "li.wei", PASSWORD, "000000") is None
    with database.reading() as session:
        now = clock.now()
        assert 7 <= queries.seconds_to_wait(session, LOOKUPS, now) <= 8
        assert queries.seconds_to_wait(session, LOOKUPS, now + dt.timedelta(seconds=9)) <= 0
        assert queries.seconds_to_wait(session, LOOKUPS, now + dt.timedelta(days=1)) == 0
    moved_clock["by"] = dt.timedelta(minutes=1)
    assert sign_in(database, keys, "li.wei", PASSWORD, person.code()) is not None
    with database.reading() as session:
        assert queries.seconds_to_wait(session, dict.fromkeys(LOOKUPS, 0), clock.now()) == 0


def test_sessions_end_when_idle_when_old_and_when_signed_out(database: Database, keys: Keys, person: Person) -> None:
    secret = sign_in(database, keys, "li.wei", PASSWORD, person.code())
    assert secret is not None
    with database.reading() as session:
        now = clock.now()
        assert queries.principal(session, secret, now + dt.timedelta(minutes=14)) is not None
        assert queries.principal(session, secret, now + dt.timedelta(minutes=16)) is None
        found = queries.principal(session, secret, now)
    assert found is not None
    with database.writing() as session:
        entering.keep_alive(session, secret)
        entering.sign_out(session, found, secret)
    with database.reading() as session:
        assert queries.principal(session, secret, now) is None
    assert tags(database)[-1] == Tag.ACCOUNTS_LOGOUT


@pytest.mark.parametrize("planted", ["", "x" * 43, "0" * 64, "../../etc", "é" * 43])
def test_a_session_id_that_was_not_made_here_opens_nothing(database: Database, planted: str) -> None:
    with database.reading() as session:
        assert queries.principal(session, planted, clock.now()) is None
        assert queries.machine(session, planted, clock.now()) is None


def test_disabling_and_granting_end_the_sessions_of_an_account(database: Database, keys: Keys, person: Person) -> None:
    secret = sign_in(database, keys, "li.wei", PASSWORD, person.code())
    assert secret is not None
    with database.writing() as session:
        granting.grant_role(session, ACTOR, "li.wei", Role.APPROVER)
    with database.reading() as session:
        assert queries.principal(session, secret, clock.now()) is None
    again = sign_in(database, keys, "li.wei", PASSWORD, person.code(steps=1))
    assert again is not None
    with database.writing() as session:
        actions.disable_account(session, ACTOR, "li.wei")
    with database.reading() as session:
        assert queries.principal(session, again, clock.now()) is None
    with database.writing() as session, pytest.raises(Conflict):
        actions.disable_account(session, ACTOR, "li.wei")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
@pytest.mark.usefixtures("person")
def test_an_officer_cannot_become_an_administrator_as_well(database: Database, role: Role) -> None:
    with database.writing() as session, pytest.raises(Refused):
        granting.grant_role(session, ACTOR, "li.wei", role)


@pytest.mark.usefixtures("person")
def test_the_database_itself_refuses_a_role_of_another_family(database: Database) -> None:
    row = {"account_id": 1, "unit_id": None, "granted_by": "x", "granted_at": clock.now()}
    for values in (
        {"role": Role.AUDIT_ADMIN, "family": "audit"},  # the account is of another family
        {"role": Role.AUDIT_ADMIN, "family": "business"},  # the role is
        {"role": Role.SYSTEM_ADMIN, "family": "security"},
        {"role": Role.OFFICER, "family": "audit"},
        {"role": Role.UNIT_LIAISON, "family": "business"},  # without its unit
        {"role": Role.OFFICER, "family": "business"},  # held already
    ):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(sa.insert(GrantRecord).values(**row, **values))


def test_a_liaison_needs_a_unit_and_nobody_else_has_one(database: Database, keys: Keys) -> None:
    with pytest.raises(Refused):
        add_person(database, keys, "liaison", Role.UNIT_LIAISON)
    with pytest.raises(Refused):
        add_person(database, keys, "officer", Role.OFFICER, unit_id=1)


@pytest.mark.usefixtures("person")
def test_a_name_is_taken_once_and_a_weak_password_never(database: Database, keys: Keys) -> None:
    with pytest.raises(Conflict):
        add_person(database, keys, "LI.WEI ")
    with database.writing() as session, pytest.raises(Invalid) as caught:
        actions.create_account(
            session,
            ACTOR,
            keys,
            name="!",
            display_name="",
            password="short",  # noqa: S106 - never taken
            role=Role.OFFICER,
        )
    assert set(caught.value.fields) == {"name", "password"}
    with database.writing() as session, pytest.raises(NotFound):
        granting.grant_role(session, ACTOR, "nobody", Role.OFFICER)
    with database.writing() as session, pytest.raises(Conflict):
        granting.grant_role(session, ACTOR, "li.wei", Role.OFFICER)


def test_tokens_are_kept_hashed_run_out_and_can_be_revoked(database: Database) -> None:
    with database.writing() as session:
        token = actions.issue_token(session, ACTOR, name="hr-system", scopes=["view_cycles"], days=30)
    now = clock.now()
    with database.reading() as session:
        found = queries.machine(session, token, now)
        assert found is not None
        assert (found.name, found.scopes) == ("hr-system", frozenset({"view_cycles"}))
        assert queries.machine(session, token, now + dt.timedelta(days=31)) is None
        assert session.execute(sa.select(TokenRecord.token_hash)).scalar_one() != token
    with database.writing() as session, pytest.raises(Conflict):
        actions.issue_token(session, ACTOR, name="hr-system", scopes=["view_cycles"], days=30)
    with database.writing() as session, pytest.raises(Invalid):
        actions.issue_token(session, ACTOR, name="other", scopes=["view_cycles"], days=0)
    with database.writing() as session:
        actions.revoke_token(session, ACTOR, "hr-system")
    with database.reading() as session:
        assert queries.machine(session, token, now) is None
    with database.writing() as session, pytest.raises(NotFound):
        actions.revoke_token(session, ACTOR, "hr-system")
