"""From the rows that the queries return to what the interface answers with."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from reserve.api import schemas
from reserve.dates import PartialDate
from reserve.exam import queries as exam
from reserve.exam.rules import shown
from reserve.listing.model import Seat
from reserve.recommendation.queries import Votes
from reserve.reports.members import MemberRow
from reserve.reports.nominees import Row
from reserve.reports.places import UnitPlaces
from reserve.reports.verdicts import Sheet, Verdict
from reserve.text import Message, word

Answer = TypeVar("Answer", bound=msgspec.Struct)


def votes(found: Votes | None) -> schemas.Votes | None:
    """Return the votes of somebody who was named."""
    if found is None:
        return None
    return schemas.Votes(votes=found.votes, valid=found.valid, share=found.share, rank=found.rank)


def nominee(row: Row, lang: str) -> schemas.Nominee:
    """Return one nominee."""
    sat = None if row.mark_status is None else exam.Mark(row.mark_status, row.mark, row.passed)
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
        exam=mark(sat),
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
    return shaped(schemas.UnitPlaces, row)


def member(row: MemberRow) -> schemas.Member:
    """Return one present member."""
    removal = None if row.removal is None else shaped(schemas.RemovalProposal, row.removal)
    return shaped(schemas.Member, row, removal=removal, votes=votes(row.votes))


def mark(found: exam.Mark | None) -> schemas.Mark | None:
    """Return the mark that stands."""
    if found is None:
        return None
    return schemas.Mark(score=score(found.hundredths), status=found.status.value, passed=found.passed)


def score(hundredths: int | None) -> str | None:
    """Return a mark as text with two decimals."""
    return None if hundredths is None else shown(hundredths)


def shaped(kind: type[Answer], row: object, lang: str = "", **more: object) -> Answer:
    """Return an answer with the fields of a row that have its names; ``more`` are those that the row has otherwise.

    What is said in words is worded in ``lang``, partial dates become text. Raises ``AttributeError`` for a field that
    neither has.
    """
    found = {name: more[name] if name in more else getattr(row, name) for name in kind.__struct_fields__}
    return kind(**{name: _plain(value, lang) for name, value in found.items()})


def _plain(value: object, lang: str) -> object:
    if isinstance(value, Message):
        return word(value, lang)
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, list | tuple):
        return tuple(_plain(one, lang) for one in value)
    return value
