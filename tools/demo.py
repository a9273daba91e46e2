"""Logins for the demo: ``python -m tools.demo DATABASE KEYS FILE``.

Makes one account a role (two clerks, two approvers) in a SQLite database, prints each with its generated password and
the secret of its second factor, and writes the same into FILE (mode 600, tab-separated, a header above). For trying the
program on an invented county, never for an office: there the two secrets of an account are nobody's but its holder's.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path
from typing import Final, NamedTuple

from reserve.accounts import actions, totp
from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.db import Database, check_version
from reserve.personal import Keys
from reserve.roster import queries as roster

ACTOR: Final = Actor("make demo", ActorKind.SYSTEM)
ACCOUNTS: Final = (
    ("officer", "经办人 周敏", Role.OFFICER),
    ("head", "科长 吴刚", Role.SECTION_HEAD),
    ("approver1", "审批人 郑兰", Role.APPROVER),
    ("approver2", "审批人 王川", Role.APPROVER),
    ("assessor", "考核员 冯雪", Role.ASSESSOR),
    ("clerk1", "录入员 陈光", Role.SCORE_CLERK),
    ("clerk2", "录入员 褚云", Role.SCORE_CLERK),
    ("marker", "阅卷员 卫平", Role.MARKER),
    ("liaison", "单位联络员 蒋文", Role.UNIT_LIAISON),
    ("auditor", "监督员 沈岩", Role.AUDITOR),
    ("sysadmin", "系统管理员 韩青", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员 杨柳", Role.SECURITY_ADMIN),
    ("auditadmin", "审计管理员 朱江", Role.AUDIT_ADMIN),
)
"""Account, name and role of each; the names are invented."""
COLUMNS: Final = ("role", "account", "password", "secret", "otpauth")
_ARGUMENTS: Final = 3


class Login(NamedTuple):
    """What somebody needs to sign in as one of them."""

    role: str
    account: str
    password: str
    secret: str
    otpauth: str


def make_logins(database: Database, keys: Keys) -> list[Login]:
    """Make the accounts. Side effects: those of ``accounts.actions.create_account``.

    Raises ``Conflict`` when they are there already. Without any unit in the database there is no liaison.
    """
    made = []
    with database.writing() as session:
        unit_id = next(iter(roster.units(session)), None)
        for name, display_name, role in ACCOUNTS:
            if role.of_one_unit and unit_id is None:
                continue
            password = actions.generated_password(name)
            account = actions.create_account(
                session,
                ACTOR,
                keys,
                name=name,
                display_name=display_name,
                password=password,
                role=role,
                unit_id=unit_id if role.of_one_unit else None,
            )
            secret = account.totp_secret
            made.append(Login(role.value, name, password, secret, totp.uri(secret, name)))
    return made


def write_logins(file: Path, logins: list[Login]) -> None:
    """Write a line an account, with a header, readable by the owner only."""
    file.unlink(missing_ok=True)
    lines = ["\t".join(row) for row in (COLUMNS, *logins)]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as writing:
        writing.write("\n".join(lines) + "\n")


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def main(arguments: list[str]) -> int:
    """Make, write and print the logins."""
    if len(arguments) != _ARGUMENTS:
        print(__doc__, file=sys.stderr)
        return 2
    file = Path(arguments[2])
    database = Database(f"sqlite:///{Path(arguments[0]).absolute()}")
    try:
        check_version(database)
        logins = make_logins(database, Keys.load(Path(arguments[1])))
    finally:
        database.dispose()
    write_logins(file, logins)
    print(_table([COLUMNS, *logins]))
    print(f"\nThe same in {file}. The six figures of now: .venv/bin/reserve user code --secret SECRET")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
