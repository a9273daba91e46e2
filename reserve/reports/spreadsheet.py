"""``result.xlsx``: the outcome of a cycle as a workbook that is made for printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from reserve.reports.wording import office_day
from reserve.text import message, word

_DIGEST_SHOWN: Final = 12
_LONGEST_ID: Final = 60


def write_result(outcome: Mapping[str, Any], path: Path, lang: str) -> None:
    """Write the outcome (``reports.result``) to an Excel workbook in ``lang``.

    Sheets: screening, undecided, exceptions, members, places, exam, list, findings. An outcome that was refused, with
    errors and without people, has only the findings. The same outcome gives the same bytes. Raises ``OSError`` when
    the file cannot be written, for instance because it is open in a spreadsheet program.
    """
    path.write_bytes(workbook(outcome, lang))


def workbook(outcome: Mapping[str, Any], lang: str) -> bytes:
    """Return the workbook of an outcome as bytes; see ``write_result``."""
    # Here and not above: pandas takes longer to import than most commands to run.
    from xlsxwriter import Workbook  # noqa: PLC0415

    from reserve.reports import lists, people  # noqa: PLC0415
    from reserve.reports.page import Paper, options  # noqa: PLC0415

    policy = outcome["policy"]
    head = message(
        "Plan {policy} ({digest})", policy=policy["id"][:_LONGEST_ID], digest=policy["digest"][:_DIGEST_SHOWN]
    )
    date = message("As of {day}", day=office_day(outcome["as_of"]))
    file = BytesIO()
    with Workbook(file, options(lang)) as book:
        book.set_properties({"title": word(head, lang), "created": _created(outcome["as_of"])})
        paper = Paper(book, lang, head, date)
        findings = lists.findings(outcome)
        if findings.alarm:
            paper.put(findings)
        else:
            for sheet in (people.screening, people.undecided, people.exceptions, people.members):
                paper.put(sheet(outcome))
            for sheet in (lists.places, people.exam, lists.listing):
                paper.put(sheet(outcome))
            paper.put(findings)
    return file.getvalue()


def _created(as_of: str | None) -> dt.datetime:
    """Return a date for the file's properties that is the same in every run."""
    day = dt.date.fromisoformat(as_of) if as_of else dt.date(2000, 1, 1)
    return dt.datetime.combine(day, dt.time.min, dt.UTC)
