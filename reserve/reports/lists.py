"""The sheets about places: how many there are, who gets them; and what was found wrong in the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reserve.reports import frames
from reserve.reports.cells import (
    AMBER,
    RED,
    SIGNED,
    Cell,
    Coded,
    Column,
    Row,
    Sheet,
    Style,
    Text,
    centred,
    mark,
    number,
    text,
)
from reserve.reports.people import CLASS, SEAT_FILLS, VOTES
from reserve.reports.rows import counted, rows
from reserve.reports.wording import CLASSES, LEVELS, NOT_KNOWN, SEATS
from reserve.text import message

Plain = Mapping[str, Any]

_LONGEST_VALUE: Final = 200


def places(outcome: Plain) -> Sheet:
    """One row a unit and class: posts, places, who keeps one, what is open, listed, reserved and left over."""
    table = frames.places(outcome)
    totals = [] if table.empty else rows(frames.totals(table))
    return Sheet(
        name=message("places"),
        title=message("Places of the units"),
        summary=message("{units} units", units=len(outcome["units"])),
        columns=(
            Column(message("Unit"), lambda row: Cell(row.get("unit") or message("Total")), 30),
            Column(message("Class"), Coded("class", CLASSES), 10),
            Column(message("Posts"), _posts, 8),
            Column(message("Adjustment"), number("adjustment", SIGNED), 8),
            Column(message("Places"), number("places"), 8),
            Column(message("Kept"), number("kept"), 8),
            Column(message("Deferred"), number("deferred"), 8),
            Column(message("Without decision"), number("undecided"), 8),
            Column(message("Open"), number("open"), 8),
            Column(message("Listed"), number("listed"), 8),
            Column(message("Reserved"), number("reserved"), 8),
            Column(message("Left over"), _bold("remaining"), 8),
        ),
        rows=rows(table),
        totals=totals,
        nothing=message("There are no units."),
        group="unit",
        frozen=2,
        portrait=True,
    )


def _posts(row: Row) -> Cell:
    if row["posts"] is None:
        return Cell(NOT_KNOWN, Style(align="right", fill=AMBER))
    return number("posts")(row)


def listing(outcome: Plain) -> Sheet:
    """The document that is decided on: who is proposed for which place, in order, and what stays open."""
    table = frames.listing(outcome)
    return Sheet(
        name=message("list"),
        title=message("Proposed list"),
        summary=message(
            "{listed} listed, {reserved} places reserved until approval, {remaining} places left open",
            remaining=int(table["remaining"].sum()),
            **counted(table["seat"], SEATS),
        ),
        columns=(
            Column(message("Unit"), text("unit"), 24),
            CLASS,
            Column(message("Order"), number("order"), 6),
            Column(message("Number"), centred("person_id"), 9),
            Column(message("Name"), _name, 14),
            VOTES,
            Column(message("Exam mark"), lambda row: mark(row["score"], {}), 8),
            Column(message("Place"), _seat, 12),
            Column(message("Why"), text("why"), 50),
            Column(message("Left over"), _bold("remaining"), 7),
        ),
        rows=rows(table),
        nothing=message("No place is open, and nobody is listed."),
        group="unit",
        portrait=True,
    )


def _name(row: Row) -> Cell:
    if row["name"] is None:
        return Cell(message("nobody"), Style(faint=True))
    return Cell(row["name"], Style(bold=True))


def _seat(row: Row) -> Cell:
    word: Text | None = SEATS.get(row["seat"])
    if row["seat"] == "listed" and row["exceptional"]:
        word = message("listed under the exception")
    fill = AMBER if row["exceptional"] else SEAT_FILLS.get(row["seat"], "")
    return Cell(word, Style(align="center", fill=fill))


def _bold(key: str) -> Any:  # noqa: ANN401
    style = Style(align="right", number="0", bold=True)
    return lambda row: Cell(row[key], style)


def findings(outcome: Plain) -> Sheet:
    """One row a finding; when the files hold errors, it says first that nothing was taken in."""
    table = frames.findings(outcome)
    levels = counted(table["level"], LEVELS)
    refused = bool(levels["error"]) and not outcome["nominees"]
    if refused:
        summary = message(
            "Nothing was taken in: {errors} errors have to be corrected first. There are also {warnings} warnings.",
            errors=levels["error"],
            warnings=levels["warning"],
        )
    else:
        summary = message("{errors} errors, {warnings} warnings", errors=levels["error"], warnings=levels["warning"])
    return Sheet(
        name=message("findings"),
        title=message("Findings in the files"),
        summary=summary,
        columns=(
            Column(message("Level"), Coded("level", LEVELS, {"error": RED, "warning": AMBER}), 9),
            Column(message("File"), text("file"), 20),
            Column(message("Sheet"), text("sheet"), 14),
            Column(message("Cell"), centred("cell"), 8),
            Column(message("Number"), centred("person_id"), 9),
            Column(message("Value"), _value, 26),
            Column(message("What was found"), text("message"), 60),
        ),
        rows=rows(table),
        nothing=message("Nothing was found wrong."),
        alarm=refused,
    )


def _value(row: Row) -> Cell:
    value = row["value"]
    return Cell(value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…")
