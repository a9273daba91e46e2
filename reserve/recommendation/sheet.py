"""``votes.xlsx`` → the meetings and the votes of each name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from reserve.recommendation.model import Meeting, Tally
from reserve.roster.model import PLACE_CLASS_HEADERS, PLACE_CLASS_WORDS, PlaceClass
from reserve.text import message
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.numbers import whole
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT
from reserve.workbook.rows import Rows
from reserve.workbook.words import words

FILE: Final = "votes.xlsx"
REQUIRED: Final = Presence.REQUIRED
EXPECTED: Final = Presence.EXPECTED
MOST_PEOPLE: Final = 999_999
PLACE_CLASS: Final[Column[PlaceClass]] = Column(
    "place_class",
    PLACE_CLASS_HEADERS,
    words(PLACE_CLASS_WORDS),
    header=REQUIRED,
    cell=REQUIRED,
    choices=("正职", "副职"),
    fills_down=True,
)
COUNTS: Final[tuple[Column[int], ...]] = (
    Column("due", ("应到", "应到人数"), whole(MOST_PEOPLE), header=REQUIRED, cell=EXPECTED),
    Column("present", ("实到", "实到人数"), whole(MOST_PEOPLE), header=REQUIRED, cell=EXPECTED),
    Column("returned", ("收回", "收回票数"), whole(MOST_PEOPLE), header=REQUIRED, cell=EXPECTED),
    Column("valid", ("有效", "有效票", "有效票数"), whole(MOST_PEOPLE), header=REQUIRED, cell=EXPECTED),
)
VOID: Final[Column[bool]] = Column(
    "void",
    ("是否作废", "作废"),
    words({"是": True, "作废": True, "否": False}),
    choices=("是", "否"),
)
VOTES: Final[Column[int]] = Column(
    "votes", ("得票", "得票数", "票数"), whole(MOST_PEOPLE), header=REQUIRED, cell=EXPECTED
)
MEETINGS: Final = Table(
    FILE,
    "会议",
    (UNIT, PLACE_CLASS, *COUNTS, VOID),
    keys=("unit",),
    signs=frozenset({"due", "present", "returned", "valid"}),
)
TALLIES: Final = Table(
    FILE,
    "得票",
    (UNIT, PLACE_CLASS, NAME, ID_NUMBER, VOTES),
    keys=("name", "unit"),
    signs=frozenset({"votes"}),
)
Place = tuple[str, PlaceClass]


def read_meetings(rows: Rows, units: Sequence[str | None]) -> list[Meeting]:
    """Return the meetings sorted by unit and class; ``units`` are the roster's names, None where unknown."""
    meetings = []
    for row in rows.whole():
        unit, place_class = units[row], rows.of(PLACE_CLASS)[row]
        if unit is not None and place_class is not None:
            due, present, returned, valid = counts = [rows.of(column)[row] for column in COUNTS]
            void = bool(rows.of(VOID)[row])
            meetings.append(Meeting(rows.origins[row], unit, place_class, due, present, returned, valid, void))
            _check_counts(rows, row, counts)
    times = Counter((meeting.unit, meeting.place_class) for meeting in meetings)
    for row in rows.whole():
        if times[units[row] or "", rows.of(PLACE_CLASS)[row] or PlaceClass.CHIEF] > 1:
            rows.note(row, UNIT, message("this unit and class are listed more than once"))
    return sorted(meetings, key=lambda meeting: (meeting.unit, meeting.place_class))


def _check_counts(rows: Rows, row: int, counts: Sequence[int | None]) -> None:
    """Valid ≤ returned ≤ present ≤ due must hold among those that are told (domain rule 8)."""
    told = [(column, count) for column, count in zip(COUNTS, counts, strict=True) if count is not None]
    for (larger, most), (column, count) in pairwise(told):
        if count > most:
            text = message("{column} is more than {larger}", column=column.title, larger=larger.title)
            rows.note(row, column, text)


def read_tallies(
    rows: Rows, units: Sequence[str | None], persons: Sequence[int | None], meetings: Sequence[Meeting]
) -> list[Tally]:
    """Return the votes of each name sorted by unit, class and name; rows without a number of votes are left out."""
    tallies, read = [], []
    for row in rows.whole():
        unit, place_class, votes = units[row], rows.of(PLACE_CLASS)[row], rows.of(VOTES)[row]
        if unit is not None and place_class is not None and votes is not None:
            name = rows.written(row, NAME)
            tallies.append(Tally(rows.origins[row], unit, place_class, persons[row], name, votes))
            read.append(row)
    held = {(meeting.unit, meeting.place_class): meeting for meeting in meetings}
    _check_tallies(rows, read, tallies, held)
    return sorted(tallies, key=_content)


def _check_tallies(rows: Rows, read: Sequence[int], tallies: Sequence[Tally], held: Mapping[Place, Meeting]) -> None:
    times = Counter((tally.unit, tally.place_class, tally.person or tally.name) for tally in tallies)
    without_meeting: set[Place] = set()
    # In the order of content: which row carries a finding of the whole unit must not depend on the file's order.
    for row, tally in sorted(zip(read, tallies, strict=True), key=lambda one: _content(one[1])):
        place = (tally.unit, tally.place_class)
        if times[*place, tally.person or tally.name] > 1:
            rows.note(row, NAME, message("this person stands twice in one unit and class"))
        meeting = held.get(place)
        if meeting is None:
            if place not in without_meeting:
                without_meeting.add(place)
                text = message("votes without a meeting: there is no row of counts for this unit and class")
                rows.note(row, UNIT, text, Level.WARNING)
        elif not meeting.void and meeting.valid is not None and tally.votes > meeting.valid:
            rows.note(row, VOTES, message("more votes than valid slips"))


def _content(tally: Tally) -> tuple[str, str, str, int, int]:
    return tally.unit, tally.place_class, tally.name, tally.person or 0, tally.votes
