"""Within a session: the second factor again, another password, other browsers signed out."""

import datetime as dt
from collections.abc import Iterable

import pytest
import sqlalchemy as sa

from reserve import clock
from reserve.accounts import actions, entering, passwords, queries
from reserve.accounts.model import Credentials, Principal
from reserve.accounts.tables import AccountRecord, SessionRecord
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.personal import Keys
from tests.accounts.accounts import ACTOR, PASSWORD, Person, add_person

pytestmark = pytest.mark.usefixtures("quick_hashes")
LOOKUPS = {"a" * 64: 0}
OTHER = "vQ3-kuaile-mTz8w"


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test take no time: else the code of the 30 seconds before would sometimes be too old."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def keys() -> Keys:
    return Keys.ephemeral()


@pytest.fixture
def person(database: Database, keys: Keys) -> Person:
    return add_person(database, keys, "li.wei")


def known(database: Database, keys: Keys) -> Credentials:
    with database.reading() as session:
        found = queries.credentials(session, keys, "li.wei")
    assert found is not None
    return found


def enter(database: Database, keys: Keys, code: str, password: str = PASSWORD) -> str | None:
    found = known(database, keys)
    fits = passwords.fits(found.password_hash, password)
    with database.writing() as session:
        return entering.sign_in(session, found, password_fits=fits, code=code, source="desk", lookups=())


def principal(database: Database, secret: str) -> Principal | None:
    with database.reading() as session:
        return queries.principal(session, secret, clock.now())


@pytest.fixture
def secret(database: Database, keys: Keys, person: Person) -> str:
    opened = enter(database, keys, person.code(steps=-1))
    assert opened is not None
    return opened


def inside(database: Database, secret: str) -> Principal:
    found = principal(database, secret)
    assert found is not None
    return found


def tags(database: Database) -> Iterable[str]:
    with database.reading() as session:
        return [entry.tag for entry in journal.entries(session)]


def step_up(database: Database, keys: Keys, secret: str, code: str) -> bool:
    found, now = known(database, keys), inside(database, secret)
    with database.writing() as session:
        return entering.step_up(session, now, found, secret, code, lookups=LOOKUPS)


def waiting(database: Database) -> int:
    with database.reading() as session:
        return queries.seconds_to_wait(session, LOOKUPS, clock.now())


def test_a_wrong_code_delays_as_at_sign_in_and_a_right_one_forgives(
    database: Database, keys: Keys, person: Person, secret: str
) -> None:
    waits = []
    for _ in range(4):
        assert not step_up(database, keys, secret, "000000")
        waits.append(waiting(database))
    assert waits == [2, 4, 8, 16]
    assert list(tags(database))[-4:] == [Tag.ACCOUNTS_DENY] * 4
    assert step_up(database, keys, secret, person.code())
    assert waiting(database) <= 0
    assert list(tags(database))[-1] == Tag.ACCOUNTS_STEP_UP
    assert inside(database, secret).stepped_up_at is not None


def test_a_code_confirms_once_but_a_form_sent_twice_at_once_is_confirmed(
    database: Database, keys: Keys, person: Person, secret: str
) -> None:
    assert not step_up(database, keys, secret, person.code(steps=-1))  # the sign-in used it up
    assert step_up(database, keys, secret, person.code())
    assert step_up(database, keys, secret, person.code())  # noted a moment ago in this session
    other = enter(database, keys, person.code(steps=1))
    assert other is not None
    assert not step_up(database, keys, other, person.code())


def change(database: Database, keys: Keys, secret: str, code: str, password: str = PASSWORD) -> bool:
    found, now = known(database, keys), inside(database, secret)
    fits = passwords.fits(found.password_hash, password)
    with database.writing() as session:
        return entering.change_password(
            session,
            now,
            found,
            secret,
            password_fits=fits,
            code=code,
            new_hash=passwords.hashed(OTHER),
            lookups=LOOKUPS,
        )


def test_a_password_is_changed_with_the_old_one_and_a_code_and_others_are_signed_out(
    database: Database, keys: Keys, person: Person, secret: str
) -> None:
    other = enter(database, keys, person.code())
    assert other is not None
    assert not change(database, keys, secret, person.code(steps=1), "wrong password here")
    assert not change(database, keys, secret, person.code())  # used up by the other sign-in
    assert waiting(database) > 0
    assert principal(database, other) is not None
    assert change(database, keys, secret, person.code(steps=1))
    assert list(tags(database))[-1] == Tag.ACCOUNTS_CHANGE_PASSWORD
    assert principal(database, secret) is not None
    assert principal(database, other) is None
    assert passwords.fits(known(database, keys).password_hash, OTHER)


def test_a_sign_in_that_began_before_a_reset_opens_nothing(database: Database, keys: Keys, person: Person) -> None:
    before = known(database, keys)
    with database.writing() as session:
        actions.reset_account(session, ACTOR, keys, "li.wei", password=True, second_factor=False)
    with database.writing() as session:
        opened = entering.sign_in(
            session, before, password_fits=True, code=person.code(), source="desk", lookups=LOOKUPS
        )
    assert opened is None


def test_a_reset_makes_the_old_secrets_worthless_and_the_new_password_a_temporary_one(
    database: Database, keys: Keys, person: Person, secret: str
) -> None:
    with database.writing() as session:
        made = actions.reset_account(session, ACTOR, keys, "li.wei", password=True, second_factor=True)
        stored = session.execute(sa.select(AccountRecord.temporary)).scalar_one()
    assert stored is True
    assert made.password is not None
    assert made.totp_secret is not None
    assert principal(database, secret) is None
    assert enter(database, keys, person.code(), made.password) is None
    renewed = Person(made.name, made.totp_secret)
    assert enter(database, keys, renewed.code(), PASSWORD) is None
    again = enter(database, keys, renewed.code(), made.password)
    assert again is not None
    assert inside(database, again).temporary
    with database.reading() as session:
        entry = next(one for one in journal.latest(session) if one.tag == Tag.ACCOUNTS_RESET)
    assert entry.details == {"password": True, "second_factor": True}
    assert change(database, keys, again, renewed.code(steps=1), made.password)
    assert not inside(database, again).temporary


def test_what_can_not_be_reset_is_refused(database: Database, keys: Keys, person: Person) -> None:
    own = inside(database, str(enter(database, keys, person.code()))).actor
    with pytest.raises(Refused), database.writing() as session:
        actions.reset_account(session, own, keys, "li.wei", password=True, second_factor=True)
    with pytest.raises(Invalid), database.writing() as session:
        actions.reset_account(session, ACTOR, keys, "li.wei", password=False, second_factor=False)
    with pytest.raises(Conflict), database.writing() as session:
        actions.enable_account(session, ACTOR, "li.wei")
    with pytest.raises(Refused), database.writing() as session:
        actions.disable_account(session, own, "li.wei")


def test_signing_out_everywhere_ends_every_session(database: Database, keys: Keys, person: Person, secret: str) -> None:
    other = str(enter(database, keys, person.code()))
    with database.reading() as session:
        rows = queries.sessions(session, inside(database, secret).account_id, secret, clock.now())
    assert sorted(row.here for row in rows) == [False, True]
    later = clock.now() + dt.timedelta(hours=9)
    with database.reading() as session:
        assert queries.sessions(session, inside(database, secret).account_id, secret, later) == []
    with database.writing() as session:
        entering.sign_out_everywhere(session, inside(database, secret))
        assert session.execute(sa.select(SessionRecord.id_hash)).all() == []
    assert principal(database, other) is None
    assert list(tags(database))[-1] == Tag.ACCOUNTS_LOGOUT
