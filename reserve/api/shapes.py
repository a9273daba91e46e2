"""From the rows that the queries return to what the interface answers with."""

from __future__ import annotations

from reserve.api import schemas
from reserve.exam.rules import shown
from reserve.listing.model import Seat
from reserve.recommendation.queries import Votes
from reserve.reports.members import MemberRow
from reserve.reports.nominees import Row
from reserve.reports.places import UnitPlaces
from reserve.reports.verdicts import Sheet, Verdict
from reserve.text import word


def votes(found: Votes | None) -> schemas.Votes | None:
    """Return the votes of somebody who was named."""
    if found is None:
        return None
    return schemas.Votes(votes=found.votes, valid=found.valid, share=found.share, rank=found.rank)


def nominee(row: Row, lang: str) -> schemas.Nominee:
    """Return one nominee."""
    exam = None
    if row.mark_status is not None:
        score = None if row.mark is None else shown(row.mark)
        exam = schemas.Mark(score=score, status=row.mark_status.value, passed=row.passed)
    return schemas.Nominee(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        unit_id=row.unit_id,
        unit=row.unit,
        place_class=row.place_class.value,
        outcome=row.outcome.value,
        boundary=row.boundary,
        verdicts=dict(row.verdicts),
        votes=votes(row.votes),
        exam=exam,
        listed=row.seat is Seat.LISTED,
        reserved=row.seat is Seat.RESERVED,
        why="" if row.why is None else word(row.why, lang),
    )


def verdict(found: Verdict, lang: str) -> schemas.Verdict:
    """Return one criterion or condition."""
    return schemas.Verdict(
        id=found.id,
        clause=found.clause,
        outcome=found.outcome,
        value=found.value,
        required=found.required,
        needs=tuple(word(column, lang) for column in found.needs),
        cells=found.cells,
        change=None if found.change is None else word(found.change, lang),
    )


def sheet(found: Sheet, lang: str) -> schemas.VerdictSheet:
    """Return a whole sheet."""
    papers = found.papers
    return schemas.VerdictSheet(
        nominee=nominee(found.row, lang),
        verdicts=tuple(verdict(one, lang) for one in found.verdicts),
        exception=found.exception,
        conditions=tuple(verdict(one, lang) for one in found.conditions),
        waived=tuple(
            schemas.Waived(
                criterion=one.criterion, required=one.required, required_instead=one.required_instead, value=one.value
            )
            for one in found.waived
        ),
        papers=None
        if papers is None
        else schemas.Papers(
            proposed_by=papers.proposed_by,
            proposed_on=papers.proposed_on,
            reason=papers.reason,
            evidence=papers.evidence,
            approvals=papers.approvals,
            complete=papers.complete,
        ),
    )


def unit_places(row: UnitPlaces) -> schemas.UnitPlaces:
    """Return the places of one unit and class."""
    return schemas.UnitPlaces(
        unit_id=row.unit_id,
        unit=row.unit,
        place_class=row.place_class.value,
        posts=row.posts,
        adjustment=row.adjustment,
        places=row.places,
        kept=row.kept,
        deferred=row.deferred,
        undecided=row.undecided,
        open=row.open,
        listed=row.listed,
        reserved=row.reserved,
    )


def member(row: MemberRow) -> schemas.Member:
    """Return one present member."""
    return schemas.Member(
        person_id=row.person_id,
        name=row.name,
        unit_id=row.unit_id,
        unit=row.unit,
        place_class=row.place_class.value,
        since=None if row.since is None else row.since.iso(),
        decision=row.decision.value,
        grounds=row.grounds,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        flags=row.flags,
        votes=votes(row.votes),
    )
