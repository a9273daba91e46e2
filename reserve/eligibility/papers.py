"""The papers of exceptions that a workbook brings, compared with those that are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.eligibility import caps, queries
from reserve.eligibility.approval import shortcomings, told
from reserve.eligibility.model import Closing, ExceptionRow, Proposal
from reserve.eligibility.tables import ClosedExceptionRecord, StandingWord
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.policy.model import Policy
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass
from reserve.text import Message, message
from reserve.workbook.findings import Finding, Level


@dataclass(frozen=True, slots=True)
class Papers:
    """A row of the workbook with the nominee it is about, and what it comes to; ``before`` is what is here."""

    row: ExceptionRow
    nominee: Nominee
    papers: Proposal
    before: Proposal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """How the papers of a workbook stand to those that are here.

    ``touched``: somebody proposed or approved here, so that the workbook's papers are not used. ``gone``: papers of an
    earlier workbook that this one no longer holds. ``findings``: of all rows, in their order.
    """

    fresh: Sequence[Papers]
    changed: Sequence[Papers]
    same: int
    touched: Sequence[Papers]
    gone: Sequence[tuple[Nominee, Proposal]]
    findings: Sequence[Finding]


def compare(session: Session, cycle_id: int, rows: Sequence[ExceptionRow]) -> Compared:
    """Return what ``record_exceptions`` would do. A fixed number of queries."""
    wanted = _exceptional(session, cycle_id)
    here = queries.proposals(session, cycle_id)
    closed = _closed(session, cycle_id)
    names = roster.names(session, {row.person for row in rows}) if rows else {}
    policy = cycle.cycle(session, cycle_id).policy
    needed = policy.approvals_of_exceptions()
    shortages = [shortcomings(row, names[row.person], needed) for row in rows]
    whole = [row for row, missing in zip(rows, shortages, strict=True) if not missing]
    too_many = _too_many(session, cycle_id, policy, whole, wanted) if caps.limited(policy) else {}
    fresh: list[Papers] = []
    changed: list[Papers] = []
    touched, findings, same = [], [], 0
    for row, lacking in zip(rows, shortages, strict=True):
        who = wanted.get((row.person, row.place_class))
        if who is None:
            findings.append(
                _warning(row, message("Not an exceptional nominee in this class; the proposal is not used."))
            )
            continue
        missing = lacking + too_many.get(who.id, [])
        before = here.get(who.id)
        one = Papers(row, who, _papers(row, complete=not missing), before)
        if before is not None and _touched(before):
            if not _continued(one.papers, before):
                touched.append(one)
                findings.append(
                    _warning(row, message("Proposed or approved here otherwise; the workbook is not used."))
                )
            continue
        if before is None and _content(told(one.papers)) in closed.get((row.person, row.place_class), ()):
            findings.append(_warning(row, message("Withdrawn or sent back here; the proposal is not taken up again.")))
            continue
        findings += [_warning(row, reason) for reason in missing]
        if before == one.papers:
            same += 1
        else:
            (fresh if before is None else changed).append(one)
    about = {(row.person, row.place_class) for row in rows}
    gone = [
        (who, here[who.id])
        for key, who in wanted.items()
        if who.id in here and not _touched(here[who.id]) and key not in about
    ]
    return Compared(fresh, changed, same, touched, gone, findings)


def _too_many(
    session: Session,
    cycle_id: int,
    policy: Policy,
    rows: Sequence[ExceptionRow],
    wanted: Mapping[tuple[int, PlaceClass], Nominee],
) -> Mapping[int, list[Message]]:
    """Return for whom a workbook asks more than the limits allow: then for none of them, whoever stands first in it."""
    known = caps.uses(session, cycle_id)
    here = {who.id for row in rows if (who := wanted.get((row.person, row.place_class))) is not None}
    together = replace(known, approved={*known.approved, *here})
    return {number: together.full_for(policy, number) for number in here - set(known.approved)}


def _exceptional(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], Nominee]:
    screened = queries.screenings(session, cycle_id)
    return {
        (one.person, one.place_class): one
        for one in nominee.nominees(session, cycle_id).values()
        if one.id in screened and screened[one.id].standing is StandingWord.EXCEPTIONAL
    }


def _papers(row: ExceptionRow, *, complete: bool) -> Proposal:
    return Proposal(
        row.proposed_by,
        "",
        row.proposed_on,
        row.reason,
        row.evidence,
        row.relatives,
        complete,
        tuple((approver, "", day) for approver, day in row.approvals),
    )


def _touched(papers: Proposal) -> bool:
    """Tell whether somebody proposed or approved here, with an account."""
    return bool(papers.proposed_account) or any(account for _, account, _ in papers.approvals)


def _continued(papers: Proposal, here: Proposal) -> bool:
    """Tell whether the papers here are those of the workbook with nothing but approvals added."""
    brought = tuple(one for one in here.approvals if not one[1])
    return replace(here, approvals=brought, complete=papers.complete) == papers


def _closed(session: Session, cycle_id: int) -> Mapping[tuple[int, PlaceClass], list[object]]:
    """Return the papers that somebody closed here, by person and class; those that lapsed may come again."""
    table = ClosedExceptionRecord.__table__
    wanted = sa.select(table.c.person_number, table.c.place_class, table.c.papers).where(
        table.c.cycle_id == cycle_id, table.c.closing != Closing.LAPSED
    )
    found: dict[tuple[int, PlaceClass], list[object]] = {}
    for row in session.execute(wanted):
        found.setdefault((row.person_number, row.place_class), []).append(_content(row.papers))
    return found


def _content(papers: Mapping[str, Any]) -> object:
    """Return what of closed papers a workbook can bring again: without what was signed here."""
    brought = [approval for approval in papers["approvals"] if not approval[2]]
    return {**papers, "approvals": brought, "complete": None}


def _warning(row: ExceptionRow, text: Message) -> Finding:
    origin = row.origin
    return Finding(Level.WARNING, origin.file, origin.sheet, origin.cell("name"), "", text, row.person)
