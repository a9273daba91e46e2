"""The workbooks of a county, file by file, beside what is stored: what taking them in would change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reserve.campaign import showing
from reserve.campaign.difference import Cells, Kind
from reserve.campaign.looking import Found, Look
from reserve.cycle import queries as cycle
from reserve.dates import PartialDate
from reserve.eligibility import papers as eligibility
from reserve.exam import actions as exam
from reserve.exam.model import MarkRow
from reserve.inspection import queries as inspection
from reserve.listing import queries as listing
from reserve.quota import queries as quota
from reserve.recommendation import actions as recommendation
from reserve.recommendation import queries as votes
from reserve.retention import queries as retention
from reserve.retention.model import Decision, DecisionRow
from reserve.retention.queries import Reviewed
from reserve.roster import actions as roster_actions
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import message

_STAYS: Final = message("Stays a member")
_DECIDED: Final = message("something was decided or proposed about this member")


def compare(look: Look, files: Collection[str]) -> list[Found]:
    """Return what each of the files would change, in the order of the campaign."""
    return [find(look) for file, find in FILES.items() if file in files]


def _units(look: Look) -> Found:
    found = Found(look, "units.xlsx")
    before = {unit.name: unit for unit in roster.units(look.session).values() if unit.present}
    for unit in look.county.units:
        old = before.pop(unit.name, None)
        if old is None:
            found.unit("new", unit.name)
        elif cells := showing.changes(old, unit, showing.UNIT_FIELDS):
            found.unit("changed", unit.name, cells)
        else:
            found.same += 1
    for name in before:
        found.unit("gone", name)
    return found


def _people(look: Look) -> Found:
    found = Found(look, "roster.xlsx")
    before = roster.stored(look.session, look.keys)
    for person in look.county.people:
        old = before.get(person.number)
        if old is None or not old.present:
            found.person("new", person.number)
        elif roster_actions.same(old, person):
            found.same += 1
        else:
            cells = showing.changes(old.person, person, showing.PERSON_FIELDS)
            found.person("changed", person.number, cells + showing.sealed(old.person, person))
    here = {person.number for person in look.county.people}
    for number, old in before.items():
        if old.present and number not in here:
            found.person("gone", number)
    return found


@dataclass(frozen=True, slots=True)
class _Member:
    """A stored member as its workbook names it."""

    unit: str
    place_class: PlaceClass
    since: PartialDate | None


def _members(look: Look) -> Found:
    found = Found(look, "members.xlsx")
    before = dict(look.reviewed)
    appraised = retention.appraisals(look.session, look.cycle_id)
    decisions = _decisions_of(look, found.file)
    for row in look.county.members:
        review, decided = before.pop(row.person, None), decisions.get(row.person)
        if review is None:
            cells = showing.changes(None, row, showing.MEMBER_FIELDS) + showing.shares(None, row.shares)
            found.person("new", row.person, cells + _decided(None, decided))
            continue
        member = _Member(look.units[review.member.unit_id], review.member.place_class, review.member.since)
        cells = showing.changes(member, row, showing.MEMBER_FIELDS)
        cells += showing.shares(appraised.get(review.member.id), row.shares)
        other = _decided(review, decided)
        if not cells and not other:
            found.same += 1
            continue
        superseded = bool(other) and review.decision is not Decision.NONE
        found.person("conflict" if superseded else "changed", row.person, cells + other)
    bound = retention.bound(look.session, look.cycle_id) | quota.elsewhere(look.session, look.cycle_id)
    for person, review in before.items():
        if review.member.id in bound:
            found.person("conflict", person, ((_STAYS, "", _DECIDED),))
        else:
            found.person("gone", person)
    return found


def _decisions_of(look: Look, file: str) -> Mapping[int, DecisionRow]:
    return {row.person: row for row in look.county.decisions if row.origin.file == file}


def _decided(review: Reviewed | None, row: DecisionRow | None) -> Cells:
    """Return what a decision of a workbook would supersede; nothing when it says what is in effect."""
    if row is None or row.decision is Decision.NONE or (review is not None and review.repeated_by(row)):
        return ()
    known = review if review is not None and review.decision is not Decision.NONE else None
    return showing.changes(known, row, showing.DECISION_FIELDS)


def _votes(look: Look) -> Found:
    found = Found(look, "votes.xlsx")
    before = votes.ballots(look.session, look.cycle_id)
    # A unit that is new to the county has no id yet; any other than those that are there will do.
    ids = {name: number for number, name in look.units.items()}
    new = [unit.name for unit in look.county.units if unit.name not in ids]
    ids |= {name: -number for number, name in enumerate(new, start=1)}
    names = {number: name for name, number in ids.items()}
    now = recommendation.ballots(look.county.meetings, look.county.tallies, ids)
    for place in sorted(before.keys() | now.keys(), key=lambda one: (names[one[0]], one[1])):
        old, one = before.get(place), now.get(place)
        subject = f"{names[place[0]]} {showing.show(place[1])}"
        if old == one:
            found.same += 1
        elif one is None:
            found.unit("gone", subject)
        else:
            found.unit("new" if old is None else "changed", subject, showing.ballot(old, one))
    return found


def _inspections(look: Look) -> Found:
    found = Found(look, "inspections.xlsx")
    before = inspection.latest(look.session, look.cycle_id)
    for row in look.county.inspections or ():
        old = before.get(row.person)
        if old is not None and old.repeated_by(row):
            found.same += 1
            continue
        in_effect = old if old is not None and not old.withdrawn else None
        cells = showing.changes(in_effect, row, showing.INSPECTION_FIELDS)
        found.person("new" if in_effect is None else "conflict", row.person, cells)
    return found


def _exceptions(look: Look) -> Found:
    found = Found(look, "exceptions.xlsx", waits=not look.screened)
    if found.waits:
        for row in look.county.exceptions:
            found.person("new", row.person, ((showing.CLASS, "", showing.show(row.place_class)),))
        return found
    compared = eligibility.compare(look.session, look.cycle_id, look.county.exceptions)
    found.same += compared.same
    by_kind: dict[Kind, Sequence[eligibility.Papers]] = {
        "new": compared.fresh,
        "changed": compared.changed,
        "conflict": compared.touched,
    }
    for kind, papers in by_kind.items():
        for one in papers:
            found.person(kind, one.row.person, showing.changes(one.before, one.papers, showing.PAPER_FIELDS))
    for who, _ in compared.gone:
        found.person("gone", who.person, ((showing.CLASS, showing.show(who.place_class), ""),))
    return found


def _marks(look: Look) -> Found:
    found = Found(look, "marks.xlsx", waits=not look.screened)
    plan = cycle.cycle(look.session, look.cycle_id).policy.exam
    if found.waits:
        for row in look.county.marks:
            found.person("new", row.person, ((showing.paper_title(plan, row.part), "", showing.mark(row)),))
        return found
    compared = exam.compare(look.session, look.cycle_id, look.county.marks)
    found.same += compared.same
    before = compared.before
    by_kind: dict[Kind, Sequence[MarkRow]] = {
        "new": compared.fresh,
        "changed": compared.changed,
        "conflict": compared.keyed,
    }
    for kind, rows in by_kind.items():
        for row in rows:
            old = showing.mark(before.get((row.person, row.part)))
            found.person(kind, row.person, ((showing.paper_title(plan, row.part), old, showing.mark(row)),))
    for person, part in sorted(compared.gone):
        old = showing.mark(before[person, part])
        found.person("gone", person, ((showing.paper_title(plan, part), old, ""),))
    return found


def _decisions(look: Look) -> Found:
    found = Found(look, "decisions.xlsx", waits=not look.screened and bool(look.county.ties))
    for person, row in _decisions_of(look, found.file).items():
        review = look.reviewed.get(person)
        if cells := _decided(review, row):
            undecided = review is None or review.decision is Decision.NONE
            found.person("new" if undecided else "conflict", person, cells)
        else:
            found.same += 1
    before = listing.ties_in_effect(look.session, look.cycle_id)
    for tie in look.county.ties:
        classes = PlaceClass if tie.place_class is None else (tie.place_class,)
        old = [before.get((tie.person, one)) for one in classes]
        if all(one is not None and one.told == tie.told for one in old):
            found.same += 1
            continue
        known = next((one for one in old if one is not None), None)
        found.person(
            "new" if known is None else "conflict", tie.person, showing.changes(known, tie, showing.TIE_FIELDS)
        )
    return found


FILES: Final[Mapping[str, Callable[[Look], Found]]] = {
    "units.xlsx": _units,
    "roster.xlsx": _people,
    "members.xlsx": _members,
    "votes.xlsx": _votes,
    "inspections.xlsx": _inspections,
    "exceptions.xlsx": _exceptions,
    "marks.xlsx": _marks,
    "decisions.xlsx": _decisions,
}
"""Every workbook of a county, in the order of the campaign."""
