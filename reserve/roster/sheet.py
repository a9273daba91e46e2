"""``units.xlsx`` and ``roster.xlsx`` → units and persons, with what is wrong in either file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

import msgspec.structs
from msgspec import UNSET, UnsetType

from reserve.dates import PartialDate
from reserve.policy.vocabulary import CATEGORY
from reserve.roster import columns as at
from reserve.roster.identity import Check, identity
from reserve.roster.model import (
    NOTHING_FURTHER,
    Discipline,
    Education,
    EducationLevel,
    Further,
    Person,
    Politics,
    Probation,
    Rank,
    Unit,
)
from reserve.roster.own import OwnColumns
from reserve.roster.words import Sanction, Schooling
from reserve.text import message
from reserve.workbook.cells import squeeze
from reserve.workbook.findings import Level
from reserve.workbook.headers import Column
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT
from reserve.workbook.rows import Rows

BLANK_MEANS_NONE: Final = frozenset({"discipline", "probation", "in_service_education"})
NO_COLUMNS: Final[OwnColumns] = {}
_UNKNOWN: Final = Discipline()
_NONE: Final = Discipline(state="none")
_NO_SANCTION: Final = Sanction("")
_NO_SCHOOLING: Final = Schooling(EducationLevel.NONE)
_NO_PROBATION: Final = Probation(known=True, in_probation=False)
_NOT_TOLD: Final = Education()
_PROBATION_NOT_TOLD: Final = Probation()


def read_units(rows: Rows) -> list[Unit]:
    """Return the units of ``units.xlsx`` sorted by name; a unit listed twice is noted at every row."""
    names = rows.text(at.UNIT_NAME)
    times: dict[str, int] = defaultdict(int)
    for row in rows.whole():
        times[squeeze(names[row])] += 1
    units = {}
    for row in rows.whole():
        unit = _unit(rows, row)
        if times[squeeze(unit.name)] > 1:
            rows.note(row, at.UNIT_NAME, message("this unit is listed more than once"))
        units[squeeze(unit.name)] = unit
    return sorted(units.values(), key=lambda unit: unit.name)


def _unit(rows: Rows, row: int) -> Unit:
    reason = rows.written(row, at.ADJUSTMENT_REASON)
    adjustments = {}
    for column in (at.CHIEF_ADJUSTMENT, at.DEPUTY_ADJUSTMENT):
        adjustments[column.key] = rows.of(column)[row] or 0
        if adjustments[column.key] and not reason:
            rows.note(row, column, message("an adjustment needs its reason"))
    return Unit(
        origin=rows.origins[row],
        name=rows.written(row, at.UNIT_NAME),
        kind=rows.of(at.KIND)[row],
        chief_posts=rows.of(at.CHIEF_POSTS)[row],
        deputy_posts=rows.of(at.DEPUTY_POSTS)[row],
        chief_adjustment=adjustments[at.CHIEF_ADJUSTMENT.key],
        deputy_adjustment=adjustments[at.DEPUTY_ADJUSTMENT.key],
        adjustment_reason=reason,
    )


def unit_names(units: Sequence[Unit]) -> dict[str, str]:
    """Return folded name → name, by which other workbooks may spell a unit."""
    return {squeeze(unit.name): unit.name for unit in units}


def read_people(
    rows: Rows,
    known_units: Mapping[str, str],
    blank_means_none: frozenset[str] = frozenset(),
    own: OwnColumns = NO_COLUMNS,
) -> tuple[list[Person], list[int | None]]:
    """Return the persons in the order of their numbers, and each row's person number.

    ``known_units`` maps folded unit names to names; when it is empty (no readable ``units.xlsx``) units are not
    compared. ``blank_means_none`` ⊂ ``BLANK_MEANS_NONE``: columns in which a blank cell says 无; a column that is
    not there says nothing. ``own``: the columns of ``rows`` that only the plan asks for.
    """
    units = _units(rows, known_units)
    keys = _content(rows, units)
    order = sorted(rows.whole(), key=keys.__getitem__)
    numbers: list[int | None] = [None] * len(rows)
    for number, row in enumerate(order, start=1):
        numbers[row] = number
    _check_identity(rows)
    _check_namesakes(rows, units)
    people = _people(rows, order, numbers, units, blank_means_none)
    return _with_own(people, rows, order, own), numbers


def _units(rows: Rows, known: Mapping[str, str]) -> list[str]:
    folded = cache(squeeze)
    units = rows.text(UNIT)
    if not known:
        return list(units)
    for row, name in enumerate(units):
        if name and folded(name) not in known:
            rows.note(row, UNIT, message("this unit is not in {file}", file=at.UNITS.file))
    return [known.get(folded(name), name) for name in units]


def _content(rows: Rows, units: Sequence[str]) -> list[str]:
    """Return for each row the five texts by which persons are ordered, as one that sorts like them."""
    iso = cache(lambda birth: "" if birth is None else birth.iso())
    births = [iso(birth) for birth in rows.of(at.BIRTH)]
    columns = (units, rows.text(NAME), rows.text(ID_NUMBER), births, rows.text(at.POST))
    # No cell can hold the separator, and it sorts before everything: a shorter text before its continuation.
    return list(map("\0".join, zip(*columns, strict=True)))


def _check_identity(rows: Rows) -> None:
    numbers = rows.of(ID_NUMBER)
    given = [row for row, number in enumerate(numbers) if number is not None]
    births, sexes = rows.of(at.BIRTH), rows.of(at.SEX)
    check = Check([str(numbers[row]) for row in given], [births[row] for row in given], [sexes[row] for row in given])
    found = (
        (check.malformed, message("not a well-formed ID number: 18 characters with a birth date inside are expected")),
        (check.checksum, message("the last character of the ID number does not fit the others")),
        (check.birth, message("the ID number tells another birth date than the file; the file counts")),
        (check.sex, message("the ID number tells the other sex than the file; the file counts")),
    )
    for flags, text in found:
        for position in flags.nonzero()[0].tolist():
            rows.note(given[position], ID_NUMBER, text, Level.WARNING)
    held = Counter(identity(str(numbers[row])) for row in given)
    if len(held) == len(given):
        return
    for row in given:
        if held[identity(str(numbers[row]))] > 1:
            rows.note(row, ID_NUMBER, message("this ID number is given to several persons"))


def _check_namesakes(rows: Rows, units: Sequence[str]) -> None:
    names, numbers = rows.text(NAME), rows.of(ID_NUMBER)
    borne = Counter(zip(names, units, strict=True))
    if len(borne) == len(rows):
        return
    without_number = {(names[row], units[row]) for row in rows.whole() if numbers[row] is None}
    text = message("several persons of this name in the unit: give each the ID number")
    for row in rows.whole():
        bearer = (names[row], units[row])
        if borne[bearer] > 1 and bearer in without_number:
            rows.note(row, NAME, text)


def _people(
    rows: Rows, order: Sequence[int], numbers: Sequence[int | None], units: Sequence[str], none: frozenset[str]
) -> list[Person]:
    full_time = _education(rows, at.FULL_TIME_EDUCATION, at.FULL_TIME_DEGREE, at.FULL_TIME_SCHOOL, at.FULL_TIME_DATE)
    in_service = _education(
        rows, at.IN_SERVICE_EDUCATION, at.IN_SERVICE_DEGREE, at.IN_SERVICE_SCHOOL, at.IN_SERVICE_DATE, none
    )
    # In the order of Person's fields, and of the rows: sorted only when each person is one object.
    facts = zip(
        rows.origins,
        numbers,
        rows.text(NAME),
        rows.of(ID_NUMBER),
        rows.of(at.SEX),
        rows.of(at.BIRTH),
        units,
        rows.text(at.POST),
        rows.of(at.STATUS),
        full_time,
        in_service,
        _education(rows, at.EDUCATION, at.DEGREE, None, at.EDUCATION_DATE),
        rows.of(at.RANK),
        _rank_since(rows),
        [ranks or () for ranks in rows.of(at.EARLIER_RANKS)],
        rows.of(at.WORK_SINCE),
        rows.of(at.PARTY),
        _probations(rows, none),
        _disciplines(rows, none),
        _further(rows),
        strict=True,
    )
    people = [Person(*row) for row in facts]
    return [people[row] for row in order]


def _with_own(people: list[Person], rows: Rows, order: Sequence[int], own: OwnColumns) -> list[Person]:
    """Add what only the plan asks for."""
    columns = {fact: rows.of(column) for fact, column in own.items() if rows.has(column)}
    if not columns:
        return people
    category, facts = columns.pop(CATEGORY, None), sorted(columns.items())
    found = []
    for person, row in zip(people, order, strict=True):
        told = tuple((fact, value) for fact, values in facts if (value := values[row]) is not None)
        chosen = (category[row] if category else None) or ""
        if told or chosen:
            further = msgspec.structs.replace(person.more, category=chosen, own=told)
            found.append(replace(person, further=further))
        else:
            found.append(person)
    return found


def _further(rows: Rows) -> list[Further | UnsetType]:
    if not any(rows.has(column) for column in at.FURTHER):
        return [UNSET] * len(rows)
    _check_party(rows)
    told = zip(
        rows.text(at.ETHNICITY),
        rows.of(at.HEALTH_STATE),
        rows.of(at.PARTY_SINCE),
        rows.of(at.GRASSROOTS),
        rows.of(at.APPRAISALS),
        rows.of(at.TIER),
        strict=True,
    )
    return [UNSET if one == NOTHING_FURTHER else one for one in (Further(*cells) for cells in told)]


def _check_party(rows: Rows) -> None:
    members = {None, Politics.MEMBER, Politics.PROBATIONARY}
    for row, (since, politics) in enumerate(zip(rows.of(at.PARTY_SINCE), rows.of(at.PARTY), strict=True)):
        if since is not None and politics not in members:
            text = message("a day of joining the Party is given for somebody who is no member; it is not used")
            rows.note(row, at.PARTY_SINCE, text, Level.WARNING)


def _education(
    rows: Rows,
    level: Column[Schooling],
    degree: Column[str],
    school: Column[str] | None,
    date: Column[PartialDate],
    none: frozenset[str] = frozenset(),
) -> list[Education]:
    blank = _NO_SCHOOLING if level.key in none and rows.has(level) else None
    schools: Sequence[str | None] = [None] * len(rows) if school is None else rows.of(school)
    known: dict[tuple[int, str | None, str | None, int], Education] = {}
    educations = []
    for row in zip(rows.of(level), rows.of(degree), schools, rows.of(date), strict=True):
        # Equal cells were parsed to one object, so its identity stands for its value and is quicker to compare.
        key = (id(row[0]), row[1], row[2], id(row[3]))
        education = known.get(key)
        if education is None:
            education = known[key] = _one_education(row[0] or blank, *row[1:])
        educations.append(education)
    return educations


def _one_education(
    schooling: Schooling | None, degree: str | None, school: str | None, date: PartialDate | None
) -> Education:
    if schooling is None and degree is None and school is None and date is None:
        return _NOT_TOLD
    told = Education(None, degree=degree or "", school=school or "", held_from=date)
    if schooling is None:
        return told
    told = replace(told, level=schooling.level, party_school=schooling.party_school)
    return told if schooling.studying is None else replace(told, studying=schooling.studying)


def _rank_since(rows: Rows) -> Sequence[PartialDate | None]:
    since = rows.of(at.RANK_SINCE)
    if rows.has(at.RANK_SINCE):
        text = message("{column} is missing", column=at.RANK_SINCE.title)
        ranks = rows.of(at.RANK)
        for row in (row for row, date in enumerate(since) if date is None):
            if ranks[row] not in {None, Rank.NONE} and rows.blank(row, at.RANK_SINCE):
                rows.note(row, at.RANK_SINCE, text, Level.WARNING)
    return since


def _probations(rows: Rows, none: frozenset[str]) -> list[Probation]:
    blank = _NO_PROBATION if at.PROBATION.key in none and rows.has(at.PROBATION) else _PROBATION_NOT_TOLD
    return [probation or blank for probation in rows.of(at.PROBATION)]


def _disciplines(rows: Rows, none: frozenset[str]) -> list[Discipline]:
    blank = _NO_SANCTION if at.DISCIPLINE.key in none and rows.has(at.DISCIPLINE) else None
    columns = (rows.of(at.DISCIPLINE), rows.of(at.DISCIPLINE_FROM), rows.of(at.DISCIPLINE_TO))
    return [_discipline(rows, row, blank, *cells) for row, cells in enumerate(zip(*columns, strict=True))]


def _discipline(
    rows: Rows,
    row: int,
    blank: Sanction | None,
    sanction: Sanction | None,
    begins: PartialDate | None,
    ends: PartialDate | None,
) -> Discipline:
    if begins is None and ends is None:
        told = sanction or blank
        if told is None:
            return _UNKNOWN
        return Discipline("sanction", told.kind) if told.kind else _NONE
    if sanction is not None and not sanction.kind:
        text = message("the period of a sanction is given, but no sanction")
        rows.note(row, at.DISCIPLINE, text)
    if begins is not None and ends is not None and ends.last < begins.first:
        rows.note(row, at.DISCIPLINE_TO, message("the period ends before it begins"))
    return Discipline("sanction", "" if sanction is None else sanction.kind, begins, ends)
