"""Who is asking, and what that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.accounts.bearer import form_token
from reserve.accounts.model import Machine, Principal
from reserve.audit.model import Actor
from reserve.edge.roles import Permission, Units, units_allowed


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a session, another system with a token, or (neither) somebody unknown."""

    person: Principal | None = None
    machine: Machine | None = None
    secret: str = ""

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

    def units(self, permission: Permission) -> Units:
        """Return on which units something is allowed: nowhere is an empty set, everywhere None."""
        if permission is Permission.OPEN:
            return None
        if self.machine is not None:
            return None if permission.value in self.machine.scopes else frozenset()
        if self.person is None:
            return frozenset()
        return None if permission is Permission.OWN else units_allowed(self.person.grants, permission)

    def may(self, permission: Permission) -> bool:
        """Tell whether something is allowed anywhere; pages leave out what is not."""
        return self.units(permission) != frozenset()


NOBODY = Visitor()
