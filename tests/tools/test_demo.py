"""The demo's logins: one account a role, two clerks, two approvers, each of which really opens a session."""

from collections import Counter
from pathlib import Path

import pytest

from reserve import clock
from reserve.accounts import queries, totp
from reserve.accounts.model import Role
from reserve.db import Database
from reserve.edge.signing_in import attempt
from reserve.errors import Conflict
from reserve.personal import Keys
from reserve.roster.tables import UnitRecord
from tools.demo import COLUMNS, Login, main, make_logins

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def file(sqlite_url: str) -> Path:
    database = Database(sqlite_url)
    unit = {"kind": None, "chief_posts": None, "deputy_posts": None, "chief_adjustment": 0, "deputy_adjustment": 0}
    with database.writing() as session:
        session.add(UnitRecord(name="县委办公室", adjustment_reason="", present=True, **unit))
    database.dispose()
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_every_role_gets_its_login_in_a_file_of_the_owner(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys, logins = file.with_suffix(".keys"), file.with_name("logins.tsv")
    logins.write_text("of an earlier demo")
    logins.chmod(0o644)
    assert main([str(file), str(keys), str(logins)]) == 0
    assert logins.stat().st_mode & 0o777 == 0o600
    header, *rows = [tuple(line.split("\t")) for line in logins.read_text("utf-8").splitlines()]
    assert header == COLUMNS
    counted = Counter(row[0] for row in rows)
    assert counted == {role.value: 2 if role in {Role.SCORE_CLERK, Role.APPROVER} else 1 for role in Role}
    shown = capsys.readouterr().out
    assert all(cell in shown for row in rows for cell in row)
    database = Database(f"sqlite:///{file}")
    for login in map(Login._make, rows):
        code = totp.code_at(login.secret, totp.step_of(clock.now()))
        assert login.otpauth == totp.uri(login.secret, login.account)
        opened = attempt(
            database,
            Keys.load(keys),
            name=login.account,
            password=login.password,
            code=code,
            source=login.account,
        )
        assert opened.secret is not None
    with database.reading() as session:
        assert not any(account.temporary for account in queries.accounts(session))
    with pytest.raises(Conflict):
        make_logins(database, Keys.load(keys))
    database.dispose()


def test_wrong_words_are_exit_status_2() -> None:
    assert main([]) == 2
