"""Taking in a county's workbooks: what it would change, and doing just that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from reserve.audit import queries as journal
from reserve.audit.model import Actor, Head
from reserve.campaign import comparing, findings
from reserve.campaign.difference import Difference
from reserve.campaign.looking import Look
from reserve.campaign.numbering import renumbered
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.eligibility import actions as eligibility
from reserve.eligibility import papers
from reserve.errors import Refused
from reserve.exam import actions as exam
from reserve.inspection import actions as inspection
from reserve.intake import County
from reserve.listing import actions as listing
from reserve.listing import queries as listing_queries
from reserve.personal import Keys
from reserve.pool import actions as pool
from reserve.pool import queries as pool_queries
from reserve.quota import actions as quota
from reserve.quota import queries as quota_queries
from reserve.recommendation import actions as recommendation
from reserve.retention import actions as retention
from reserve.retention import queries as retention_queries
from reserve.roster import actions as roster
from reserve.text import message
from reserve.workbook.findings import Finding, blocking

__all__ = ["FILES", "WAITS", "apply_waiting", "difference", "renumbered", "take"]

FILES: Final = tuple(comparing.FILES)
"""Every workbook of a county, in the order of the campaign."""
WAITS: Final = frozenset({"exceptions.xlsx", "marks.xlsx", "decisions.xlsx"})
"""Files that say something of nominees: they wait for the screening. Decisions on members apply at once."""


def difference(session: Session, keys: Keys, cycle_id: int, county: County, files: Collection[str]) -> Difference:
    """Return what ``take`` would change; ``county`` as ``renumbered`` gave it. A fixed number of queries."""
    look = Look(session, keys, cycle_id, county)
    return Difference(tuple(found.told() for found in comparing.compare(look, files)))


def take(session: Session, actor: Actor, cycle_id: int, county: County, files: Collection[str], keys: Keys) -> None:
    """Take in these workbooks of a county without errors, as ``renumbered`` gave it.

    What stands already is left alone: taking in the same files twice changes nothing. Files of ``WAITS`` are applied
    when the cycle was screened, else they wait for ``apply_waiting``; decisions on members apply at once. Side effects:
    those of the stages' actions; the findings of the files are stored; the steps taken. Raises ``Refused`` once the
    list was submitted, and for files with errors; ``IntegrityError`` and ``KeyError`` as the actions do.
    """
    cycle.refuse_submitted(session, cycle_id)
    said = {file: [found for found in county.findings if found.file == file] for file in FILES if file in files}
    if any(blocking(found) for found in said.values()):
        raise Refused(message("The workbooks hold errors; nothing of them was taken in."))
    _roster(session, actor, cycle_id, county, files, keys)
    county = _without_who_left(session, cycle_id, county)
    if "members.xlsx" in files:
        _members(session, actor, cycle_id, county)
    if decided := [row for row in county.decisions if row.origin.file in files]:
        retention.decide(session, actor, cycle_id, decided)
    if "votes.xlsx" in files:
        recommendation.import_votes(session, actor, cycle_id, county.meetings, county.tallies)
    if "inspections.xlsx" in files:
        inspection.record(session, actor, cycle_id, county.inspections or ())
    for file, found in said.items():
        findings.store(session, keys, cycle_id, file, found)
    if Step.SCREENING in cycle.steps(session, cycle_id):
        if "decisions.xlsx" in files:
            listing.settle_ties(session, actor, cycle_id, county.ties)
        _apply(session, actor, cycle_id, county, files, keys)


def _roster(session: Session, actor: Actor, cycle_id: int, county: County, files: Collection[str], keys: Keys) -> None:
    if "units.xlsx" in files:
        _step(session, actor, cycle_id, Step.ROSTER, roster.import_units(session, actor, county.units))
    if "roster.xlsx" in files:
        _step(session, actor, cycle_id, Step.ROSTER, roster.import_people(session, actor, county.people, keys))


def _members(session: Session, actor: Actor, cycle_id: int, county: County) -> None:
    """Members about whom something was decided stay, whatever the workbook says: they leave by a decision."""
    bound = retention_queries.bound(session, cycle_id) | quota_queries.elsewhere(session, cycle_id)
    listed = {row.person for row in county.members}
    present = pool_queries.present(session).values()
    if gone := {member.id for member in present if member.person not in listed} - bound:
        retention.forget_appraisals(session, cycle_id, gone)
        quota.vacate(session, cycle_id, gone)
    head = pool.import_members(session, actor, county.members, bound)
    appraised = retention.record_appraisals(session, cycle_id, county.members)
    _step(session, actor, cycle_id, Step.MEMBERS, head or (journal.head(session) if appraised else None))


def _without_who_left(session: Session, cycle_id: int, county: County) -> County:
    """Leave out members whose exit was recorded in this campaign: a list made before does not bring them back."""
    opened = next(row.opened_at for row in cycle.cycles(session) if row.id == cycle_id)
    left = pool_queries.left_since(session, opened)
    if not left:
        return county
    members = tuple(row for row in county.members if row.person not in left)
    return replace(county, members=members, decisions=tuple(row for row in county.decisions if row.person not in left))


def _step(session: Session, actor: Actor, cycle_id: int, step: Step, head: Head | None) -> None:
    """Take a step; without a change (no ``head``) only when this cycle has never taken it."""
    if head is not None or step not in cycle.steps(session, cycle_id):
        steps.take(session, actor, cycle_id, step, head or journal.head(session))


def apply_waiting(
    session: Session, actor: Actor, cycle_id: int, county: County, files: Collection[str], keys: Keys
) -> tuple[Finding, ...]:
    """Apply those of ``files`` that say something of nominees, after a screening; return and store what was found.

    What was applied before, or was decided or keyed here since, stays as it is: it may be called after every screening.
    Side effects: those of the stages' actions; the findings are stored. Raises ``Refused`` when the cycle was not
    screened yet, or its list was submitted.
    """
    cycle.refuse_submitted(session, cycle_id)
    if Step.SCREENING not in cycle.steps(session, cycle_id):
        raise Refused(message("This campaign was not screened yet."))
    if "decisions.xlsx" in files:
        on_record = {row.told for row in listing_queries.tie_rows(session, cycle_id)}
        fresh = [row for row in county.ties if row.told not in on_record]
        listing.settle_ties(session, actor, cycle_id, fresh)
    return _apply(session, actor, cycle_id, county, files, keys)


def _apply(
    session: Session, actor: Actor, cycle_id: int, county: County, files: Collection[str], keys: Keys
) -> tuple[Finding, ...]:
    """Apply exceptions and marks, and store what was found of each row."""
    every: list[Finding] = []
    if "exceptions.xlsx" in files:
        compared = papers.compare(session, cycle_id, county.exceptions)
        if compared.changed or compared.gone:
            # Somebody may be listed on the papers as they were.
            listing.clear(session, cycle_id)
            findings.store(session, keys, cycle_id, findings.LIST, ())
        found = eligibility.record_exceptions(session, actor, cycle_id, county.exceptions)
        findings.store(session, keys, cycle_id, findings.EXCEPTIONS, found)
        every += found
    if "marks.xlsx" in files:
        found = exam.record_marks(session, actor, cycle_id, county.marks)
        findings.store(session, keys, cycle_id, findings.MARKS, found)
        every += found
    return tuple(every)
