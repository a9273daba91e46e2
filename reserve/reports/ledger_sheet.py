"""The exceptions audit as a workbook made for printing: the rows that the page showed, with everything it said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from reserve.cycle.queries import Cycle
from reserve.reports.cells import AMBER, GREEN, Cell, Coded, Column, Line, Row, Sheet, centred, text
from reserve.reports.exceptions import CLOSINGS, STATES, Case, Closed, Signature
from reserve.reports.wording import CLASSES, SEATS, VERDICTS, office_day
from reserve.text import Message, message

OFFICE_TIME: Final = dt.timezone(dt.timedelta(hours=8))
_FILLS: Final = {"approved": GREEN, "proposed": AMBER}
_SEAT_FILLS: Final = {"listed": GREEN, "reserved": AMBER}
_LONGEST_ID: Final = 60
_DIGEST_SHOWN: Final = 12
_NAMED: Final = 2


def workbook(cycle: Cycle, cases: Sequence[Case], lang: str) -> bytes:
    """Return the cases as a workbook, one row each; text stays text. Nothing is left in temporary files."""
    # Here and not above: it takes time to import, and few pages hand out files.
    from xlsxwriter import Workbook  # noqa: PLC0415

    from reserve.reports.page import Paper, options  # noqa: PLC0415

    policy = cycle.policy
    head = message("Plan {policy} ({digest})", policy=policy.id[:_LONGEST_ID], digest=policy.digest[:_DIGEST_SHOWN])
    date = message("As of {day}", day=office_day(cycle.as_of.isoformat()))
    file = BytesIO()
    with Workbook(file, options(lang)) as book:
        Paper(book, lang, head, date).put(_sheet(cases))
    return file.getvalue()


def _sheet(cases: Sequence[Case]) -> Sheet:
    return Sheet(
        name=message("exceptions"),
        title=message("Exceptions audit"),
        summary=message("{total} rows, as the page showed them", total=len(cases)),
        columns=(
            Column(message("Number"), centred("person_id"), 9),
            Column(message("Name"), text("name"), 12),
            Column(message("Unit"), text("unit"), 16),
            Column(message("Class"), Coded("class", CLASSES), 7),
            Column(message("Waived, and by how much"), _lines("waived"), 40),
            Column(message("Conditions of the exception"), _lines("conditions"), 44),
            Column(message("Reason"), text("reason"), 24),
            Column(message("Evidence"), text("evidence"), 24),
            Column(message("Proposed by"), _lines("proposed"), 22),
            Column(message("Approved by"), _lines("approvals"), 22),
            Column(message("Approval"), Coded("state", STATES, _FILLS), 10),
            Column(message("On the list"), Coded("seat", SEATS, _SEAT_FILLS), 9),
            Column(message("Why"), text("why"), 30),
            Column(message("Earlier proposals"), _lines("closed"), 30),
        ),
        rows=[_row(case) for case in cases],
        nothing=message("Nobody matches these filters."),
        group="unit",
        frozen=_NAMED,
    )


def _lines(key: str) -> Any:  # noqa: ANN401 - what a column makes a cell with
    return lambda row: Cell(row[key])


def _row(case: Case) -> Row:
    row, papers = case.sheet.row, case.sheet.papers
    return {
        "person_id": row.person_id,
        "name": row.name,
        "unit": row.unit,
        "class": row.place_class.value,
        "waived": list(_waived(case)),
        "conditions": list(_conditions(case)),
        "reason": None if papers is None else papers.reason,
        "evidence": None if papers is None else papers.evidence,
        "proposed": [] if case.proposed is None else [signature(case.proposed)],
        "approvals": [*map(signature, case.approvals), *case.lacks],
        "state": case.state,
        "seat": None if row.seat is None else row.seat.value,
        "why": row.why,
        "closed": [closed(one) for one in case.closed],
    }


def _waived(case: Case) -> Iterator[Line]:
    for one in case.sheet.waived:
        yield message(
            "{criterion}: required {required}; instead {instead}; there is {value}",
            criterion=one.word,
            required=one.asked,
            instead=one.asked_instead,
            value=one.said,
        )


def _conditions(case: Case) -> Iterator[Line]:
    for one in case.sheet.conditions:
        yield message(
            "{condition}: {outcome}; there is {value} ({cells})",
            condition=one.word,
            outcome=VERDICTS[one.outcome],
            value=one.said,
            cells=list(one.cells) or message("from the votes and the places"),
        )


def signature(one: Signature) -> Message:
    """Return a signature in words: the name and the day on it, and who entered it when, under which number."""
    day = one.on.strftime("%Y.%m.%d") if one.on else message("without a date")
    if one.at is None:
        return message("{name}, {day}", name=one.name or "—", day=day)
    return message(
        "{name}, {day}; account {account}, {moment}, journal {entry}",
        name=one.name or "—",
        day=day,
        account=one.actor,
        moment=one.at.astimezone(OFFICE_TIME).strftime("%Y.%m.%d %H:%M:%S"),
        entry=one.entry,
    )


def closed(one: Closed) -> Message:
    """Return in words what became of an earlier proposal."""
    return message(
        "{closing}: {by}, {moment}; {reason}; proposed by {proposer}: {grounds}",
        closing=CLOSINGS[one.closing.value],
        by=one.closed_by,
        moment=one.closed_at.astimezone(OFFICE_TIME).strftime("%Y.%m.%d %H:%M:%S"),
        reason=one.reason or "—",
        proposer=one.proposed_by or "—",
        grounds=one.grounds or "—",
    )
