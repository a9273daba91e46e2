"""The columns of the screening table, on pages and in its workbook: one definition, so that both show the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, Final, NamedTuple

from reserve.cycle.queries import Cycle
from reserve.exam.rules import shown
from reserve.reports.cells import (
    AMBER,
    BLUE,
    GREEN,
    RED,
    Coded,
    Column,
    Sheet,
    centred,
    mark,
    number,
    share,
    text,
)
from reserve.reports.nominees import Row
from reserve.reports.wanted import Sort
from reserve.reports.wording import CLASSES, EXAM, OUTCOMES, SEATS, VERDICTS, criterion_word, office_day
from reserve.text import Message, message

_OUTCOME_FILLS: Final = {"eligible": GREEN, "exceptional": AMBER, "undecided": BLUE, "ineligible": RED}
_SEAT_FILLS: Final = {"listed": GREEN, "reserved": AMBER}
_VERDICT_FILLS: Final = {"waived": AMBER, "unknown": BLUE, "fails": RED}
_BOUNDARY: Final = {True: message("boundary")}
_NAMED: Final = 2  # number and name stay in sight


class TableColumn(NamedTuple):
    """One column: its key in addresses, its header, by what it sorts, and how it looks in a workbook.

    ``figures``: it stands at the right, and is sorted from the largest first. ``usual``: shown until somebody chooses.
    """

    key: str
    word: Message
    sheet: Column | None
    sort: Sort | None = None
    figures: bool = False
    usual: bool = True


COLUMNS: Final[Sequence[TableColumn]] = (
    TableColumn("number", message("Number"), Column(message("Number"), centred("person_id"), 9), Sort.NUMBER),
    TableColumn("name", message("Name"), Column(message("Name"), text("name"), 14), Sort.NAME),
    TableColumn("unit", message("Unit"), Column(message("Unit"), text("unit"), 24), Sort.UNIT),
    TableColumn("post", message("Post"), Column(message("Post"), text("post"), 18), usual=False),
    TableColumn("class", message("Class"), Column(message("Class"), Coded("class", CLASSES), 8), Sort.CLASS),
    TableColumn(
        "outcome", message("Outcome"), Column(message("Outcome"), Coded("outcome", OUTCOMES, _OUTCOME_FILLS), 11),
        Sort.OUTCOME,
    ),
    TableColumn("criteria", message("Criteria"), None),
    TableColumn("votes", message("Votes"), Column(message("Votes"), number("votes"), 7), Sort.VOTES, figures=True),
    TableColumn(
        "valid", message("Valid votes"), Column(message("Valid votes"), number("valid"), 7), figures=True, usual=False
    ),
    TableColumn("share", message("Share"), Column(message("Share"), share("share"), 8), Sort.SHARE, figures=True),
    TableColumn("rank", message("Rank"), Column(message("Rank"), number("rank"), 7), Sort.RANK, figures=True),
    TableColumn(
        "mark", message("Exam mark"), Column(message("Exam mark"), lambda row: mark(row["exam"], EXAM), 9), Sort.MARK,
        figures=True,
    ),
    TableColumn(
        "seat", message("On the list"), Column(message("On the list"), Coded("seat", SEATS, _SEAT_FILLS), 10), Sort.SEAT
    ),
    TableColumn("why", message("Why"), Column(message("Why"), text("why"), 50)),
)  # fmt: skip
ALWAYS: Final = "name"
"""Without a name a row says nothing."""
USUAL: Final = frozenset(column.key for column in COLUMNS if column.usual)


def workbook(cycle: Cycle, rows: Iterable[Row], columns: Collection[str], lang: str) -> bytes:
    """Return the rows as a workbook made for printing, with the columns of these keys; text stays text.

    It is made in memory: nothing about persons is left in temporary files.
    """
    # Here and not above: it takes time to import, and few pages hand out files.
    from xlsxwriter import Workbook  # noqa: PLC0415

    from reserve.reports.page import Paper, options  # noqa: PLC0415

    policy = cycle.policy
    head = message("Plan {policy} ({digest})", policy=policy.id[:60], digest=policy.digest[:12])
    date = message("As of {day}", day=office_day(cycle.as_of.isoformat()))
    file = BytesIO()
    with Workbook(file, options(lang)) as book:
        Paper(book, lang, head, date).put(_sheet(cycle, [_plain(row) for row in rows], columns))
    return file.getvalue()


def _sheet(cycle: Cycle, rows: Sequence[Mapping[str, Any]], keys: Collection[str]) -> Sheet:
    wanted = [column for column in COLUMNS if column.key in keys or column.key == ALWAYS]
    columns: list[Column] = []
    for column in wanted:
        if column.key == "outcome":
            columns += [column.sheet] if column.sheet else []
            columns.append(Column(message("Age reading"), Coded("boundary", _BOUNDARY, {True: BLUE}), 9))
        elif column.sheet is not None:
            columns.append(column.sheet)
        else:
            columns += _criteria(cycle)
    return Sheet(
        name=message("screening"),
        title=message("Screening of the nominees"),
        summary=message("{total} rows, as the page showed them", total=len(rows)),
        columns=columns,
        rows=rows,
        nothing=message("Nobody matches these filters."),
        frozen=_NAMED if "number" in keys else 1,
    )


def _criteria(cycle: Cycle) -> list[Column]:
    return [
        Column(
            criterion_word(criterion.id),
            Coded(f"criterion {criterion.id}", VERDICTS, _VERDICT_FILLS),
            9,
            below=criterion.source.clause,
        )
        for criterion in cycle.policy.criteria
    ]


def _plain(row: Row) -> Mapping[str, Any]:
    votes = row.votes
    exam = None if row.mark_status is None else row.mark_status.value
    return {
        "person_id": row.person_id,
        "name": row.name,
        "unit": row.unit,
        "post": row.post,
        "class": row.place_class.value,
        "outcome": row.outcome.value,
        "boundary": row.boundary,
        "votes": None if votes is None else votes.votes,
        "valid": None if votes is None else votes.valid,
        "share": None if votes is None else votes.share,
        "rank": None if votes is None else votes.rank,
        "exam": exam if row.mark is None else shown(row.mark),
        "seat": None if row.seat is None else row.seat.value,
        "why": row.why or "",
        **{f"criterion {name}": outcome for name, outcome in row.verdicts},
    }
