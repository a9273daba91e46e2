"""Accounts for tests: made through the actions, with a password and codes that are known."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher

from reserve import clock
from reserve.accounts import actions, totp
from reserve.accounts.model import Role
from reserve.audit.model import Actor, ActorKind
from reserve.db import Database
from reserve.personal import Keys

PASSWORD: Final = "Tq8#vLm2!xWz-kaiyang"  # noqa: S105 - of accounts that live as long as a test
ACTOR: Final = Actor("tests", ActorKind.SYSTEM)
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""For tests that are not about hashing."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    secret: str

    def code(self, moment: dt.datetime | None = None, *, steps: int = 0) -> str:
        """The code of now, or of some steps of 30 seconds away."""
        return totp.code_at(self.secret, totp.step_of(moment or clock.now()) + steps)


def add_person(
    database: Database, keys: Keys, name: str, role: Role = Role.OFFICER, unit_id: int | None = None
) -> Person:
    with database.writing() as session:
        added = actions.create_account(
            session, ACTOR, keys, name=name, display_name="", password=PASSWORD, role=role, unit_id=unit_id
        )
    return Person(added.name, added.totp_secret)
