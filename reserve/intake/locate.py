"""Which person and which unit of the roster a row of another workbook means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from reserve.roster.matching import Directory, Miss
from reserve.text import Message, message
from reserve.workbook.cells import squeeze
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT
from reserve.workbook.rows import Rows

_WHY: Final[Mapping[Miss, tuple[Column[str], Message]]] = {
    Miss.NUMBER: (ID_NUMBER, message("this ID number is not in the roster")),
    Miss.NAME_DIFFERS: (ID_NUMBER, message("in the roster this ID number belongs to another name")),
    Miss.NOBODY: (NAME, message("nobody of this name is in the roster of the unit")),
    Miss.SEVERAL: (NAME, message("several persons bear this name: give the ID number or the unit")),
}
ERRORS_EVERYWHERE: Final = frozenset({Miss.NAME_DIFFERS, Miss.SEVERAL})


def locate_units(rows: Rows, known: Mapping[str, str], level: Level = Level.ERROR) -> list[str | None]:
    """Return each row's unit as the roster spells it, None when blank or unknown; an unknown one is noted."""
    units: list[str | None] = []
    for row, name in enumerate(rows.of(UNIT)):
        unit = None if name is None else known.get(squeeze(name))
        if name is not None and unit is None and known:
            rows.note(row, UNIT, message("this unit is not in {file}", file="units.xlsx"), level)
        units.append(unit)
    return units


def locate(rows: Rows, directory: Directory, units: Sequence[str | None], errors: frozenset[Miss]) -> list[int | None]:
    """Return the number of the person each row means, None when there is none.

    Misses in ``errors`` are noted as errors, the others as warnings: such rows are not used.
    """
    persons: list[int | None] = []
    for row, name in enumerate(rows.of(NAME)):
        unit_unknown = units[row] is None and rows.of(UNIT)[row] is not None
        number = rows.of(ID_NUMBER)[row]
        found: int | None = None
        if name is not None and not (unit_unknown and number is None):
            person = directory.find(name, units[row], number)
            if isinstance(person, Miss):
                column, text = _WHY[person]
                rows.note(row, column, text, Level.ERROR if person in errors else Level.WARNING)
            else:
                found = person.number
        persons.append(found)
    return persons


def note_twice(rows: Rows, about: Sequence[Hashable | None], text: Message) -> None:
    """Note every row that is about the same as another one; None is about nothing."""
    times = Counter(one for one in about if one is not None)
    for row, one in enumerate(about):
        if one is not None and times[one] > 1:
            rows.note(row, NAME, text)
