"""``reserve db`` and ``reserve user`` from end to end."""

import datetime as dt
import re
from pathlib import Path

import pytest

from reserve import clock
from reserve.accounts import queries, totp
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


def test_an_account_is_reset_shut_opened_and_loses_a_role(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    user = ["--lang", "en", "user"]
    assert main([*user, "add", "li.wei", "--role", "officer", "--generate", *where]) == 0
    assert main([*user, "grant", "li.wei", "--role", "approver", *where]) == 0
    assert main([*user, "revoke", "li.wei", "--role", "officer", *where]) == 0
    assert main([*user, "revoke", "li.wei", "--role", "officer", *where]) == 1
    assert main([*user, "disable", "li.wei", *where]) == 0
    assert main([*user, "enable", "li.wei", *where]) == 0
    capsys.readouterr()
    assert main([*user, "reset", "li.wei", "--keep-password", *where]) == 0
    shown = capsys.readouterr().out
    assert "Password" not in shown
    secret = re.search(r"Secret of the second factor \(shown only now\): (\S+)", shown)
    assert secret is not None
    assert f"secret={secret[1]}&" in shown
    assert main([*user, "reset", "li.wei", *where]) == 0
    assert "Password (shown only now)" in capsys.readouterr().out
    assert main([*user, "reset", "li.wei", "--keep-password", "--keep-second-factor", *where]) == 1
    assert main([*user, "list", *where]) == 0
    assert "li.wei\tli.wei\tapprover" in capsys.readouterr().out


def test_the_last_administrator_stays_also_from_the_command_line(
    where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "db", "upgrade", *where]) == 0
    assert main(["--lang", "en", "user", "add", "han.qing", "--role", "system_admin", "--generate", *where]) == 0
    assert main(["--lang", "en", "user", "disable", "han.qing", *where]) == 1
    assert "han.qing is the last one with the role System administrator" in capsys.readouterr().err


def test_the_code_of_now_is_told_for_a_secret_without_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = dt.datetime(2026, 6, 30, 1, 2, 11, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    secret = totp.new_secret()
    code = totp.code_at(secret, totp.step_of(moment))
    assert main(["--lang", "en", "user", "code", "--secret", f"{secret[:4].lower()} {secret[4:]}"]) == 0
    assert capsys.readouterr() == (f"{code}\n", "Good for 19 more seconds.\n")
    monkeypatch.setattr("getpass.getpass", lambda _: secret)
    assert main(["--quiet", "user", "code"]) == 0
    assert capsys.readouterr().out == f"{code}\n"
    assert main(["--lang", "en", "user", "code", "--secret", "not base 32!"]) == 2
