"""What the interface answers with. Codes are those of ``result.json``; shares in 1/10,000, marks as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The program answers and reads its database."""

    status: str
    version: str


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It was done; ``repeated``: under this key it had been done before, and nothing was done again."""

    repeated: bool


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign, pinned to a plan by its digest."""

    id: int
    as_of: dt.date
    policy: str
    policy_digest: str
    opened_at: dt.datetime


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of a cycle; ``…_open`` wait for somebody."""

    cycle: int
    counts: Mapping[str, int]


class UnitPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one unit in one class; null posts are not known.

    ``counted``: false before the first count, when the figures are what a count would give. ``open_next``: the open
    places that the next count would give, null when it is the same.
    """

    unit_id: int
    unit: str
    kind: str | None
    place_class: str = msgspec.field(name="class")
    posts: int | None
    per_post: int
    adjustment: int
    reason: str
    decided_by: str
    decided_at: dt.datetime | None
    places: int | None
    kept: int
    deferred: int
    undecided: int
    open: int
    listed: int
    reserved: int
    counted: bool
    open_next: int | None


class Votes(msgspec.Struct, frozen=True, kw_only=True):
    """Votes in the person's class; share and rank are null when the meeting gives no result."""

    votes: int
    valid: int | None
    share: int | None
    rank: int | None


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The mark of the exam, as text with two decimals."""

    score: str | None
    status: str
    passed: bool


class Nominee(msgspec.Struct, frozen=True, kw_only=True):
    """One nominee with every criterion's outcome."""

    id: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: str = msgspec.field(name="class")
    outcome: str
    boundary: bool
    verdicts: Mapping[str, str]
    votes: Votes | None
    exam: Mark | None
    listed: bool
    reserved: bool
    why: str


class NomineePage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the nominees; ``outcomes`` counts all that match the other filters."""

    total: int
    offset: int
    limit: int
    outcomes: Mapping[str, int]
    nominees: tuple[Nominee, ...]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion or condition, with its clause, the value that was used and the cells it was read from."""

    id: str
    clause: str
    outcome: str
    value: str | None
    required: str
    needs: tuple[str, ...]
    cells: tuple[str, ...]
    change: str | None


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """What was waived, and by how much."""

    criterion: str
    required: str
    required_instead: str
    value: str | None


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of an exception."""

    proposed_by: str
    proposed_on: dt.date | None
    reason: str
    evidence: str
    approvals: tuple[tuple[str, dt.date | None], ...]
    complete: bool


class VerdictSheet(msgspec.Struct, frozen=True, kw_only=True):
    """Why one nominee stands where he or she stands."""

    nominee: Nominee
    verdicts: tuple[Verdict, ...]
    exception: str | None
    conditions: tuple[Verdict, ...]
    waived: tuple[Waived, ...]
    papers: Papers | None


class RemovalProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed removal; without an outcome it waits for a second person."""

    id: int
    grounds: tuple[str, ...]
    proposed_by: str
    proposed_on: dt.date
    outcome: str | None
    decided_by: str | None
    decided_at: dt.datetime | None
    remark: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A present member of the pool with the decision in effect; ``removal`` waits for a second person."""

    id: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: str = msgspec.field(name="class")
    since: str | None
    decision: str
    grounds: tuple[str, ...]
    decided_by: str
    decided_on: dt.date | None
    removal: RemovalProposal | None
    incompetent: int | None
    flags: tuple[str, ...]
    votes: Votes | None


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the journal, as it is hashed."""

    sequence: int
    at: dt.datetime
    actor: str
    actor_kind: str
    tag: str
    subject: str
    details: Mapping[str, Any]
    previous: str
    hash: str


class JournalHead(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the journal."""

    sequence: int
    hash: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that comes with the program."""

    id: str
    title: str
    digest: str
    text: str


class PlanProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to say about a plan."""

    level: str
    line: int
    key: str
    clause: str
    message: str
    advice: str


class PlanReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to say about a plan; usable unless one of the problems is an error."""

    usable: bool
    problems: tuple[PlanProblem, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to say about a workbook: where, how serious, what, and what to do."""

    level: str
    file: str
    sheet: str
    cell: str
    message: str


class FileChanges(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of one workbook are new, changed, …; ``waits``: taken in after a screening only."""

    file: str
    new: int
    changed: int
    same: int
    gone: int
    conflicts: int
    waits: bool


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One import: read in the background, proposed with its difference, then saved by a person or not."""

    id: int
    state: str
    files: tuple[str, ...]
    sent_by: str
    sent_at: dt.datetime
    settled_by: str | None
    findings: tuple[Finding, ...]
    changes: tuple[FileChanges, ...]
