"""Who is asking, and what that somebody may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from reserve.accounts.bearer import form_token
from reserve.accounts.model import Grant, Machine, Principal
from reserve.accounts.rules import STEPPED_UP
from reserve.audit.model import Actor
from reserve.edge.roles import RIGHTS, SCOPES, Permission, Units, units_allowed


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a session, another system with a token, or (neither) somebody unknown."""

    person: Principal | None = None
    machine: Machine | None = None
    secret: str = ""
    source: str = ""
    """The machine that asks: failures are counted for it, too."""

    @property
    def known(self) -> bool:
        """Whether it is anybody at all."""
        return self.person is not None or self.machine is not None

    @property
    def actor(self) -> Actor | None:
        """How the journal names the visitor."""
        who = self.person or self.machine
        return None if who is None else who.actor

    @property
    def form_token(self) -> str:
        """What the visitor's forms carry; empty without a session."""
        return form_token(self.secret) if self.secret else ""

    def recently_confirmed(self, now: dt.datetime) -> bool:
        """Tell whether a second factor was given within this session a short while ago."""
        at = None if self.person is None else self.person.stepped_up_at
        return at is not None and now - at < STEPPED_UP

    @property
    def temporary(self) -> bool:
        """Whether the visitor has to choose a password of his or her own before anything else."""
        return self.person is not None and self.person.temporary

    def units(self, permission: Permission) -> Units:
        """Return on which units something is allowed: nowhere is an empty set, everywhere None."""
        if permission is Permission.OPEN:
            return None
        if self.machine is not None:
            # A human decides (rule 16): whatever is stored with a token, it is good for what scopes can name.
            return None if permission in SCOPES and permission.value in self.machine.scopes else frozenset()
        if self.person is None:
            return frozenset()
        return None if permission is Permission.OWN else units_allowed(self.person.grants, permission)

    def may(self, permission: Permission) -> bool:
        """Tell whether something is allowed anywhere; pages leave out what is not."""
        return self.units(permission) != frozenset()

    @property
    def rights(self) -> frozenset[str]:
        """Everything that a person may do anywhere, by the words of the permissions."""
        return frozenset() if self.person is None else _rights(self.person.grants)


@lru_cache(maxsize=256)
def _rights(grants: tuple[Grant, ...]) -> frozenset[str]:
    """Look up once what every page asks; the table never changes while the program runs."""
    always = frozenset({Permission.OPEN.value, Permission.OWN.value})
    return always | {right.value for right in RIGHTS if units_allowed(grants, right) != frozenset()}


NOBODY = Visitor()
