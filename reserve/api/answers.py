"""What the roster, the members and the units answer with. Codes are those of ``result.json``; shares in 1/10,000."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from reserve.api.schemas import Member, Nominee, RemovalProposal, UnitPlaces
from reserve.api.shared import Answer, Page


class Person(Answer, frozen=True, kw_only=True):
    """One person of the roster; ``missing`` names the columns that say nothing."""

    number: int
    person_id: str
    name: str
    unit: str
    post: str
    birth: str | None
    status: str | None
    education: str | None
    rank: str | None
    rank_since: str | None
    missing: tuple[str, ...]


class PersonPage(Page, frozen=True, kw_only=True):
    """Some of the roster."""

    persons: tuple[Person, ...]


class Fact(Answer, frozen=True, kw_only=True):
    """One fact of the roster in words, and the cell it was read from; ``masked``: shown on request only, on a page."""

    key: str
    word: str
    said: tuple[str, ...]
    cell: str
    missing: bool
    masked: bool


class EarlierScreening(Answer, frozen=True, kw_only=True):
    """A screening that does not count now: replaced on a day, or of another campaign."""

    cycle_id: int
    place_class: str = msgspec.field(name="class")
    outcome: str
    superseded_at: dt.datetime | None


class PersonSheet(Answer, frozen=True, kw_only=True):
    """One person, masked values masked; the part in the campaign as far as the caller may see it."""

    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    post: str
    present: bool
    source: str
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    nominations: tuple[Nominee, ...]
    membership: Member | None
    earlier: tuple[EarlierScreening, ...]


class MemberPage(Page, frozen=True, kw_only=True):
    """Some of the members; ``counts``: how many each decision shows."""

    counts: Mapping[str, int]
    members: tuple[Member, ...]


class Decided(Answer, frozen=True, kw_only=True):
    """One decision about a member, in effect or superseded."""

    id: int
    decision: str
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date


class OfferedGround(Answer, frozen=True, kw_only=True):
    """A ground that the plan names and the facts bear out, in the plan's words."""

    flag: str
    ground: str


class Nomination(Answer, frozen=True, kw_only=True):
    """A member as a nominee; without an outcome before the screening."""

    id: int
    place_class: str = msgspec.field(name="class")
    outcome: str | None


class Appraisal(Answer, frozen=True, kw_only=True):
    """Shares of each grade."""

    excellent: int
    competent: int
    basic: int
    incompetent: int


class MemberSheet(Answer, frozen=True, kw_only=True):
    """One member with everything that a decision rests on; ``place``: the number of the place that is held."""

    member: Member
    offered: tuple[OfferedGround, ...]
    decisions: tuple[Decided, ...]
    removals: tuple[RemovalProposal, ...]
    appraisal: Appraisal | None
    place: int | None
    nominations: tuple[Nomination, ...]


class UnitMember(Answer, frozen=True, kw_only=True):
    """A member of a unit and the number of the place that is held; null: on none."""

    member: Member
    place: int | None


class PlacesAdjustment(Answer, frozen=True, kw_only=True):
    """A decision of the department about the places of one class; the latest counts."""

    place_class: str = msgspec.field(name="class")
    adjustment: int
    reason: str
    decided_by: str
    decided_at: dt.datetime


class UnitCard(Answer, frozen=True, kw_only=True):
    """One unit: its places by class, its members as far as the caller may see them, and how places were adjusted."""

    id: int
    name: str
    kind: str | None
    present: bool
    places: tuple[UnitPlaces, ...]
    members: tuple[UnitMember, ...]
    adjustments: tuple[PlacesAdjustment, ...]
