"""What votes, screening, inspections and exam answer with. Codes are those of ``result.json``; marks as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from reserve.api.schemas import Mark, VerdictSheet
from reserve.api.shared import Answer, Page


class Meeting(Answer, frozen=True, kw_only=True):
    """The vote of one unit for one class; ``why`` it gives no result, null when it does."""

    unit_id: int
    unit: str
    kind: str | None
    place_class: str = msgspec.field(name="class")
    held: bool
    due: int | None
    present: int | None
    returned: int | None
    valid: int | None
    void: bool
    names: int
    why: str | None


class Named(Answer, frozen=True, kw_only=True):
    """One name of a ranking; without a number: somebody from outside the unit, who still takes a rank."""

    number: int | None
    person_id: str
    name: str
    votes: int
    rank: int | None
    share: int | None
    many: bool | None
    nominee_id: int | None
    outcome: str | None
    member_id: int | None
    member_of: str | None


class Ranking(Answer, frozen=True, kw_only=True):
    """The figures of a meeting with all its names, most votes first."""

    meeting: Meeting
    names: tuple[Named, ...]


class Question(Answer, frozen=True, kw_only=True):
    """One column to be filled in: for which criteria, what it says now, and where it stands."""

    column: str
    word: str
    criteria: tuple[str, ...]
    said: tuple[str, ...]
    file: str
    cell: str


class UndecidedNominee(Answer, frozen=True, kw_only=True):
    """Somebody undecided, with everything that is missing."""

    nominee_id: int
    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: str = msgspec.field(name="class")
    questions: tuple[Question, ...]


class UndecidedUnit(Answer, frozen=True, kw_only=True):
    """How many of a unit are undecided."""

    unit_id: int
    unit: str
    cases: int


class UndecidedPage(Page, frozen=True, kw_only=True):
    """Some of the undecided, and all units that have any; ``screened``: whether anybody was."""

    screened: bool
    units: tuple[UndecidedUnit, ...]
    nominees: tuple[UndecidedNominee, ...]


class Signature(Answer, frozen=True, kw_only=True):
    """A name under the papers, and the entry of the journal that tells of it."""

    name: str
    on: dt.date | None
    at: dt.datetime | None
    entry: int | None


class ClosedProposal(Answer, frozen=True, kw_only=True):
    """A proposal that is over: how, by whom and why, and the papers as they were."""

    closing: str
    closed_by: str
    closed_at: dt.datetime
    reason: str
    proposed_by: str
    proposed_on: str
    grounds: str
    evidence: str


class ExceptionCase(Answer, frozen=True, kw_only=True):
    """One exception; ``lacks``: what its papers still want."""

    sheet: VerdictSheet
    state: str
    stands: bool
    listed: bool
    proposed: Signature | None
    approvals: tuple[Signature, ...]
    lacks: tuple[str, ...]
    closed: tuple[ClosedProposal, ...]


class Inspected(Answer, frozen=True, kw_only=True):
    """One person with the inspection that counts."""

    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    state: str
    veto: bool
    inspectors: tuple[str, ...]
    inspected_on: str | None
    marked: bool


class InspectionPage(Page, frozen=True, kw_only=True):
    """Some of those who may come on the list; ``states`` counts all of them."""

    states: Mapping[str, int]
    persons: tuple[Inspected, ...]


class InspectionEntry(Answer, frozen=True, kw_only=True):
    """One record of an inspection; ``withdrawn``: from this record on there is none."""

    id: int
    outcome: str
    conclusion: str | None
    veto: bool
    inspectors: tuple[str, ...]
    integrity: str
    inspected_on: str | None
    reason: str
    recorded_by: str
    recorded_at: dt.datetime
    withdrawn: bool


class InspectionSheet(Answer, frozen=True, kw_only=True):
    """Everything about the inspection of one person, the latest record first."""

    person: Inspected
    history: tuple[InspectionEntry, ...]


class Examined(Answer, frozen=True, kw_only=True):
    """One person who may sit the exam. ``keyed``: how many clerks have keyed the paper, never what."""

    number: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    state: str
    keyed: int
    mark: Mark | None
    inspection: str | None
    block: str | None
    correction: bool


class ExamPage(Page, frozen=True, kw_only=True):
    """Some of those who may sit the exam; ``unused``: marks of people who do not, which count for nothing."""

    full: str
    pass_line: str
    sitting: int
    unused: int
    states: Mapping[str, int]
    persons: tuple[Examined, ...]


class Clerk(Answer, frozen=True, kw_only=True):
    """Who keyed a paper, and when."""

    account: str
    at: dt.datetime


class Paper(Answer, frozen=True, kw_only=True):
    """A mark as text with two decimals, or the word that stands in its place."""

    status: str
    score: str | None


class MarkCorrection(Answer, frozen=True, kw_only=True):
    """A proposed change of a mark; without an outcome it waits for a second person."""

    id: int
    old: Paper
    new: Paper
    reason: str
    proposed_by: str
    proposed_at: dt.datetime
    outcome: str | None
    decided_by: str | None
    decided_at: dt.datetime | None
    remark: str


class MarkSheet(Answer, frozen=True, kw_only=True):
    """Everything about the mark of one person."""

    person: Examined
    clerks: tuple[Clerk, ...]
    corrections: tuple[MarkCorrection, ...]


class KeyedPaper(Answer, frozen=True, kw_only=True):
    """One paper as one clerk sees it: the own entry, never the other's."""

    number: int
    name: str
    unit: str
    status: str | None
    score: str | None
    state: str
    block: str | None


class KeyingGrid(Answer, frozen=True, kw_only=True):
    """Everything that one clerk keys, and how far the clerk has come, in papers."""

    due: int
    keyed: int
    agreed: int
    differing: int
    papers: tuple[KeyedPaper, ...]
