"""``reserve db`` and ``reserve user`` from end to end."""

import re
from pathlib import Path

import pytest

from reserve.accounts import queries
from reserve.cli import main
from reserve.db import Database


@pytest.fixture
def where(tmp_path: Path) -> list[str]:
    return ["--database", str(tmp_path / "office.sqlite3"), "--keys", str(tmp_path / "office.keys")]


def test_a_database_is_made_and_accounts_in_it(
    where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    add = ["--lang", "en", "user", "add", "li.wei", "--role", "officer", "--generate"]
    assert main([*add, "--display-name", "李伟", *where]) == 0
    shown = capsys.readouterr().out
    password = re.search(r"Password \(shown only now\): (\S+)", shown)
    assert password is not None
    assert len(password[1]) >= 12
    assert "otpauth://totp/reserve%3Ali.wei?secret=" in shown
    assert main(["--lang", "en", "user", "grant", "li.wei", "--role", "approver", *where]) == 0
    assert main(["--lang", "en", "user", "grant", "li.wei", "--role", "audit_admin", *where]) == 1
    assert main(["--lang", "en", "user", "list", *where]) == 0
    printed = capsys.readouterr()
    assert "li.wei\t李伟\tofficer,approver" in printed.out
    assert "administrators exclude each other" in printed.err
    assert password[1] not in printed.out + printed.err
    assert main(["--lang", "en", "user", "disable", "li.wei", *where]) == 0
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}")
    with database.reading() as session:
        (account,) = queries.accounts(session)
    database.dispose()
    assert account.disabled


def test_what_a_user_can_mend_is_said_without_a_traceback(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    liaison = ["--lang", "en", "user", "add", "liaison", "--role", "unit_liaison", "--generate"]
    assert main([*liaison, "--unit", "no such unit", *where]) == 1
    assert main([*liaison, *where]) == 1
    assert "There is no unit no such unit." in capsys.readouterr().err


def test_a_token_is_shown_once_and_can_be_revoked(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    issue = ["--lang", "en", "user", "token", "hr-system", "--scope", "view_cycles", "--scope", "view_list"]
    assert main([*issue, *where]) == 0
    assert re.search(r"Token \(shown only now\): [A-Za-z0-9_-]{43}\n", capsys.readouterr().out)
    assert main([*issue, *where]) == 1
    revoke = ["--lang", "en", "user", "revoke-token", "hr-system"]
    assert main([*revoke, *where]) == 0
    assert main([*revoke, *where]) == 1
