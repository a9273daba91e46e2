"""The verdict sheet of one nominee, and the ledger of everybody who stands under the exception."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.model import Proposal
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord, StandingWord
from reserve.errors import NotFound
from reserve.reports import nominees
from reserve.reports.asked import asked
from reserve.reports.nominees import Filters, Row
from reserve.reports.wording import Asked, column_words, criterion_word, required_word, value_used_word
from reserve.text import Message, from_plain, message

Words = Message | str | list[Message]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion or condition: what the plan says, what was used, where it was read, and what would change it.

    ``value`` and ``required`` are neutral of language, ``said`` and ``asked`` the same in words.
    """

    id: str
    word: Message | str
    clause: str
    wording: str
    outcome: str
    value: str | None
    said: Words
    required: str
    asked: Message | str
    cells: tuple[str, ...]
    needs: tuple[Message | str, ...]
    change: Message | None


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """By how much a criterion was waived: what it asks, what was asked instead, and what there was."""

    criterion: str
    word: Message | str
    required: str
    asked: Message | str
    required_instead: str
    asked_instead: Message | str
    value: str | None
    said: Words


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """Who proposed an exception, why and on what evidence, and who approved it when."""

    proposed_by: str
    proposed_on: dt.date | None
    reason: str
    evidence: str
    approvals: tuple[tuple[str, dt.date | None], ...]
    complete: bool
    stored: Proposal
    """The same with accounts."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one nominee's verdicts. ``waived`` is empty unless the exception was used."""

    row: Row
    verdicts: tuple[Verdict, ...]
    exception: str | None
    conditions: tuple[Verdict, ...]
    waived: tuple[Waived, ...]
    papers: Papers | None


def sheet(session: Session, cycle: Cycle, nominee_id: int, units: Collection[int] | None = None) -> Sheet:
    """Return the sheet of one nominee. Two queries. Raises ``NotFound``, also for somebody of another unit."""
    row = nominees.one(session, cycle, nominee_id, units)
    if row is None:
        raise NotFound(message("There is no such nominee in this cycle."))
    return _sheets(session, cycle, [row])[0]


def sheets(session: Session, cycle: Cycle, rows: Sequence[Row]) -> list[Sheet]:
    """Return the sheets of these nominees, in their order. One query for each thousand."""
    found: list[Sheet] = []
    for start in range(0, len(rows), _AT_ONCE):
        found += _sheets(session, cycle, rows[start : start + _AT_ONCE])
    return found


def ledger(session: Session, cycle: Cycle, units: Collection[int] | None = None) -> list[Sheet]:
    """Return the sheets of all who stand under the exception, by unit. Four queries at most, whatever their number."""
    filters = Filters(outcome=StandingWord.EXCEPTIONAL)
    found = nominees.page(session, cycle, filters, units=units, limit=_MORE_THAN_ANY)
    return _sheets(session, cycle, found.rows)


_MORE_THAN_ANY = 100_000
_AT_ONCE = 1_000


def _sheets(session: Session, cycle: Cycle, rows: Collection[Row]) -> list[Sheet]:
    policy = cycle.policy
    known = asked(policy, cycle.as_of)
    stored = _stored(session, {row.id for row in rows})
    wordings = {criterion.id: criterion.source.wording for criterion in policy.criteria} | {
        condition.id: condition.source.wording for rule in policy.exceptions for condition in rule.conditions
    }
    return [_sheet(row, *stored[row.id], wordings, known) for row in rows]


def _sheet(
    row: Row,
    verdicts: Collection[Mapping[str, Any]],
    exception: Mapping[str, Any] | None,
    papers: Papers | None,
    wordings: Mapping[str, str],
    known: Asked,
) -> Sheet:
    by_criterion = {verdict["criterion"]: verdict for verdict in verdicts}
    return Sheet(
        row=row,
        verdicts=tuple(_verdict(verdict, verdict["criterion"], wordings, known) for verdict in verdicts),
        exception=None if exception is None else exception["id"],
        conditions=tuple(
            _verdict(condition, condition["id"], wordings, known)
            for condition in (exception or {}).get("conditions", ())
        ),
        waived=tuple(
            _waived(waiver, by_criterion[waiver["criterion"]], known) for waiver in (exception or {}).get("waived", ())
        ),
        papers=papers,
    )


def _verdict(stored: Mapping[str, Any], name: str, wordings: Mapping[str, str], known: Asked) -> Verdict:
    change = from_plain(stored.get("change"))
    return Verdict(
        id=name,
        word=criterion_word(name),
        clause=stored["clause"],
        wording=wordings.get(name, ""),
        outcome=stored["outcome"],
        value=stored["value"],
        said=value_used_word(stored["value"], stored["required"], known),
        required=stored["required"],
        asked=required_word(stored["required"], known),
        cells=tuple(stored["cells"]),
        needs=tuple(column_words(stored["needs"])),
        change=change if isinstance(change, Message) else None,
    )


def _waived(waiver: Mapping[str, str], verdict: Mapping[str, Any], known: Asked) -> Waived:
    return Waived(
        criterion=waiver["criterion"],
        word=criterion_word(waiver["criterion"]),
        required=verdict["required"],
        asked=required_word(verdict["required"], known),
        required_instead=waiver["required_instead"],
        asked_instead=required_word(waiver["required_instead"], known),
        value=verdict["value"],
        said=value_used_word(verdict["value"], verdict["required"], known),
    )


_Stored: TypeAlias = tuple[Collection[Mapping[str, Any]], Mapping[str, Any] | None, Papers | None]
"""Verdicts, what was stored of the exception, and its papers."""


def _stored(session: Session, wanted: Collection[int]) -> Mapping[int, _Stored]:
    """Return what is stored of these nominees. One query, none for nobody."""
    screening, request, approval = ScreeningRecord.__table__, ExceptionRecord.__table__, ApprovalRecord.__table__
    source = screening.outerjoin(request, request.c.nominee_id == screening.c.nominee_id)
    chosen = (
        sa.select(
            screening.c.nominee_id.label("id"),
            sa.type_coerce(screening.c.verdicts, sa.Text).label("verdicts"),
            sa.type_coerce(screening.c.exception, sa.Text).label("exception"),
            *(column for column in request.c if column.name != "nominee_id"),
            approval.c.approver,
            approval.c.account,
            approval.c.approved_on,
        )
        .select_from(source.outerjoin(approval, approval.c.nominee_id == request.c.nominee_id))
        .where(screening.c.nominee_id.in_(wanted))
        .order_by(screening.c.nominee_id, approval.c.ordinal)
    )
    rows = session.execute(chosen).all() if wanted else []
    return {number: _one(list(group)) for number, group in groupby(rows, attrgetter("id"))}


def _one(rows: Sequence[Any]) -> _Stored:
    """Return what one nominee's rows say: they differ in the approval only."""
    row = rows[0]
    exception = None if row.exception is None else json.loads(row.exception)
    if row.complete is None:
        return json.loads(row.verdicts), exception, None
    proposal = Proposal(
        row.proposed_by,
        row.proposed_account,
        row.proposed_on,
        row.reason,
        row.evidence,
        tuple(row.relatives),
        row.complete,
        tuple((one.approver, one.account, one.approved_on) for one in rows if one.approver is not None),
    )
    return json.loads(row.verdicts), exception, _read(proposal)


def _read(stored: Proposal) -> Papers:
    return Papers(
        proposed_by=stored.proposed_by,
        proposed_on=stored.proposed_on,
        reason=stored.reason,
        evidence=stored.evidence,
        approvals=tuple((name, day) for name, _, day in stored.approvals),
        complete=stored.complete,
        stored=stored,
    )
