"""The register of the pool as a workbook made for printing: the rows that the page showed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from reserve.pool.model import Leaving
from reserve.reports.cells import Cell, Coded, Column, Row, Sheet, centred, text
from reserve.reports.register import Entry
from reserve.reports.wording import CLASSES, office_day
from reserve.roster.model import Sex, Tier
from reserve.text import Message, message

TIERS: Final[Mapping[str, Message]] = {
    Tier.NEAR: message("near term"),
    Tier.MIDDLE: message("middle term"),
    Tier.FAR: message("long term"),
}
LEAVINGS: Final[Mapping[str, Message]] = {
    Leaving.PROMOTED: message("promoted"),
    Leaving.MOVED: message("moved out"),
    Leaving.RETIRED: message("retired"),
    Leaving.DIED: message("died"),
    Leaving.OWN_WISH: message("withdrew at own wish"),
    Leaving.REVIEW: message("removed by review"),
    Leaving.TAKEN_BACK: message("exit taken back: entered by mistake"),
}
SEXES: Final[Mapping[str, Message]] = {Sex.MALE: message("male"), Sex.FEMALE: message("female")}


def workbook(entries: Sequence[Entry], on: dt.date, lang: str) -> bytes:
    """Return the entries as a workbook, one row each; text stays text. Nothing is left in temporary files."""
    # Here and not above: it takes time to import, and few pages hand out files.
    from xlsxwriter import Workbook  # noqa: PLC0415

    from reserve.reports.page import Paper, options  # noqa: PLC0415

    date = message("As of {day}", day=office_day(on.isoformat()))
    file = BytesIO()
    with Workbook(file, options(lang)) as book:
        Paper(book, lang, message("Register of the pool"), date).put(_sheet(entries))
    return file.getvalue()


def _sheet(entries: Sequence[Entry]) -> Sheet:
    return Sheet(
        name=message("register"),
        title=message("Register of the pool"),
        summary=message("{total} rows, as the page showed them", total=len(entries)),
        columns=(
            Column(message("Number"), centred("person_id"), 9),
            Column(message("Name"), text("name"), 12),
            Column(message("Sex"), Coded("sex", SEXES), 6),
            Column(message("Born"), centred("birth"), 10),
            Column(message("Unit"), text("unit"), 20),
            Column(message("Class"), Coded("class", CLASSES), 7),
            Column(message("Tier"), Coded("tier", TIERS), 9),
            Column(message("Member since"), centred("since"), 11),
            Column(message("Ground"), text("ground"), 24),
            Column(message("Term until"), centred("until"), 11),
            Column(message("Left by"), Coded("left", LEAVINGS), 14),
            Column(message("Left on"), centred("left_on"), 11),
            Column(message("Ground of leaving"), text("left_ground"), 28),
            Column(message("Decided by"), lambda row: Cell(row["left_by"]), 12),
        ),
        rows=[_row(one) for one in entries],
        nothing=message("Nobody matches these filters."),
        group="unit",
        frozen=2,
    )


def _row(one: Entry) -> Row:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "sex": one.facts.sex,
        "birth": _day(one.facts.birth),
        "unit": one.unit,
        "class": one.place_class.value,
        "tier": one.tier,
        "since": _day(one.since),
        "ground": one.ground,
        "until": None if one.term_until is None else one.term_until.strftime("%Y.%m.%d"),
        "left": one.left,
        "left_on": None if one.left_on is None else one.left_on.strftime("%Y.%m.%d"),
        "left_ground": one.left_ground,
        "left_by": one.left_by,
    }


def _day(day: object) -> str | None:
    return None if day is None else str(day)
