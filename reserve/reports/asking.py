"""The workbook that a unit is sent: who is undecided, and which facts it is asked to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from reserve.cycle.queries import Cycle
from reserve.reports.cells import BLUE, Cell, Coded, Column, Row, Sheet, Style, centred, text
from reserve.reports.undecided import Case, Question
from reserve.reports.wording import CLASSES, office_day
from reserve.text import message

_NAMED: Final = 3
_BLANK: Final = Style(fill=BLUE)


def workbook(cycle: Cycle, cases: Sequence[Case], lang: str) -> bytes:
    """Return a workbook with one row for each column that somebody undecided lacks; text stays text."""
    # Here and not above: it takes time to import, and few pages hand out files.
    from xlsxwriter import Workbook  # noqa: PLC0415

    from reserve.reports.page import Paper, options  # noqa: PLC0415

    head = message("Facts to be filled in for the review of reserve cadres")
    date = message("As of {day}", day=office_day(cycle.as_of.isoformat()))
    file = BytesIO()
    with Workbook(file, options(lang)) as book:
        Paper(book, lang, head, date).put(_sheet(cases))
    return file.getvalue()


def _sheet(cases: Sequence[Case]) -> Sheet:
    return Sheet(
        name=message("to be filled in"),
        title=message("Facts to be filled in"),
        summary=message(
            "{people} people. Fill in the last column from the file and send this back: the office corrects the roster "
            "and imports it again.",
            people=len({case.number for case in cases}),
        ),
        columns=(
            Column(message("Unit"), text("unit"), 20),
            Column(message("Number"), centred("person_id"), 9),
            Column(message("Name"), text("name"), 12),
            Column(message("Class"), Coded("class", CLASSES), 8),
            Column(message("Column"), text("column"), 16),
            Column(message("What it says"), lambda row: Cell(row["said"]), 18),
            Column(message("Needed for"), lambda row: Cell(row["criteria"]), 22),
            Column(message("Workbook and cell"), text("where"), 26),
            Column(message("Please fill in"), lambda _: Cell("", _BLANK), 24),
        ),
        rows=[_row(case, question) for case in cases for question in case.questions],
        nothing=message("Nobody is undecided."),
        group="unit",
        frozen=_NAMED,
    )


def _row(case: Case, question: Question) -> Row:
    return {
        "unit": case.unit,
        "person_id": case.person_id,
        "name": case.name,
        "class": case.place_class.value,
        "column": question.word,
        "said": [list(question.said) or message("blank")],
        "criteria": [list(question.criteria)],
        "where": " ".join(filter(None, (question.file, question.cell))),
    }
