"""units.xlsx and roster.xlsx: the units, and everybody in them with the facts that the rules ask for.

Sex, degrees, schools and party decide nothing under the seed plans, so they are not read.
"""

import re
from pathlib import Path
from typing import Any

from tests.oracle import headers, words
from tests.oracle.cells import (
    Cell,
    Span,
    fold,
    folded_text,
    id_number_of,
    is_chinese,
    iso,
    name_of,
    span_of,
    text_of,
    unreadable,
    whole_of,
    word_of,
)
from tests.oracle.tables import Row, rows_of


def read_units(path: Path) -> dict[str, dict[str, Any]]:
    """Unit name -> posts and adjustments for each class. Blank posts are None, a blank adjustment is 0."""
    units: dict[str, dict[str, Any]] = {}
    must = ["unit", "chief_posts", "deputy_posts"]
    for row in rows_of(path, headers.UNITS, must, keys=["unit"]):
        name = "".join(text_of(row["unit"]).split())
        if name in units:
            raise unreadable(row["unit"], "each unit once")
        units[name] = {
            "posts": {"chief": whole_of(row["chief_posts"]), "deputy": whole_of(row["deputy_posts"])},
            "adjustment": {
                "chief": whole_of(row["chief_adjustment"]) or 0,
                "deputy": whole_of(row["deputy_adjustment"]) or 0,
            },
        }
    return units


def unit_of(cell: Cell, units: dict[str, dict[str, Any]]) -> str:
    """The unit's name as units.xlsx writes it; "" for a blank cell."""
    written = folded_text(cell)
    if written == "":
        return ""
    for name in units:
        if fold(name) == written:
            return name
    raise unreadable(cell, "a unit of units.xlsx")


def read_roster(path: Path, units: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Everybody of the roster, numbered from 1 by unit, name, ID number, birth and post."""
    people = []
    for row in rows_of(path, headers.ROSTER, must=["name", "unit"], keys=["name", "unit"]):
        person = read_person(row, units)
        people.append(person)
    people.sort(key=sorted_by)
    for number, person in enumerate(people, start=1):
        person["person_id"] = f"P{number:05d}"
    refuse_the_same_person_twice(people)
    return people


def sorted_by(person: dict[str, Any]) -> tuple[str, str, str, str, str]:
    """What the numbers of the persons go by."""
    return (person["unit"], person["name"], person["id_number"], iso(person["birth"]), person["post"])


def read_person(row: Row, units: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One line of the roster. A missing fact is None."""
    name = name_of(row["name"])
    unit = unit_of(row["unit"], units)
    if name == "" or unit == "":
        raise unreadable(row["name"] if name == "" else row["unit"], "a name and a unit in every filled line")
    return {
        "name": name,
        "unit": unit,
        "id_number": id_number_of(row["id_number"]),
        "birth": span_of(row["birth"]),
        "post": text_of(row["post"]),
        "status": word_of(row["status"], words.STATUS),
        "full_time": education_of(row["full_time_education"], row["full_time_date"], other_form="在职"),
        "in_service": education_of(row["in_service_education"], row["in_service_date"], other_form="全日制"),
        "unspecified": education_of(row["education"], row["education_date"], other_form=None),
        "rank": rank_of(row["rank"], folded_text(row["rank"])),
        "rank_since": span_of(row["rank_since"]),
        "earlier_ranks": earlier_ranks_of(row["earlier_ranks"]),
        "work_since": span_of(row["work_since"]),
        "probation": probation_of(row["probation"]),
        "discipline": discipline_of(row["discipline"], row["discipline_from"], row["discipline_to"]),
    }


def education_of(cell: Cell, date: Cell, other_form: str | None) -> dict[str, Any]:
    """Level (None = missing), whether of a party school, and since when it is held.

    other_form: the prefix that would contradict the column the cell stands in.
    """
    record: dict[str, Any] = {"level": None, "party_school": False, "held_from": span_of(date)}
    text = folded_text(cell)
    if text == "":
        return record
    for prefix in ["全日制", "在职"]:
        if text.startswith(prefix):
            if prefix == other_form:
                raise unreadable(cell, "an education of the form the column is for")
            text = text.removeprefix(prefix)
    for school in words.PARTY_SCHOOLS:
        if text.startswith(school):
            record["party_school"] = True
            text = text.removeprefix(school)
    held = True
    for suffix in words.NOT_HELD:
        if text.endswith(suffix):
            held = False
            text = text.removesuffix(suffix)
    text = text.removesuffix("毕业").removesuffix("学历")
    if text not in words.EDUCATION:
        raise unreadable(cell, " ".join(words.EDUCATION))
    record["level"] = words.EDUCATION[text] if held else "none"
    return record


def rank_of(cell: Cell, text: str) -> str | None:
    """The step on the ladder. None when blank, or for a specialist's rank (no common ladder)."""
    if text == "":
        return None
    if text.startswith(("专技", "专业技术")) and text.endswith("级"):
        return None
    if text not in words.RANKS:
        raise unreadable(cell, " ".join(words.RANKS))
    return words.RANKS[text]


def earlier_ranks_of(cell: Cell) -> list[tuple[str, Span]]:
    """Rank and date of each entry of "一级科员 2012.07；四级主任科员 2016.03"; no specialists' ranks."""
    ranks = []
    for piece in folded_text(cell).split(";"):
        if piece in ("", "无"):
            continue
        parts = re.fullmatch(r"(\D+)(\d.*)", piece)
        if parts is None:
            raise unreadable(cell, "一级科员 2012.07；四级主任科员 2016.03")
        rank = rank_of(cell, parts[1])
        since = span_of(Cell(parts[2], cell.where))
        if rank is not None and since is not None:
            ranks.append((rank, since))
    return ranks


def probation_of(cell: Cell) -> dict[str, Any]:
    """state: "none", "running" (its end not known), "dated" (with `over_on`), or "missing"."""
    text = folded_text(cell)
    if text == "":
        return {"state": "missing"}
    if text in words.PROBATION_NONE:
        return {"state": "none"}
    if text in words.PROBATION_RUNNING:
        return {"state": "running"}
    return {"state": "dated", "over_on": span_of(cell)}


def discipline_of(cell: Cell, begins: Cell, ends: Cell) -> dict[str, Any]:
    """state: "none", "unknown" or "sanction"; a sanction with the dates of its effect, None where missing."""
    text = folded_text(cell)
    begins_on = span_of(begins)
    ends_on = span_of(ends)
    dated = begins_on is not None or ends_on is not None
    if text in words.DISCIPLINE_NONE:
        if dated:
            raise unreadable(cell, "no dates where there is no sanction")
        return {"state": "none"}
    if (text == "" or text in words.DISCIPLINE_UNKNOWN) and not dated:
        return {"state": "unknown"}
    if text != "" and not is_chinese(text):
        raise unreadable(cell, "无, 不详, or the name of the sanction")
    return {"state": "sanction", "begins": begins_on, "ends": ends_on}


def refuse_the_same_person_twice(people: list[dict[str, Any]]) -> None:
    """One ID number is one person; one name in one unit is one person unless ID numbers tell two apart."""
    seen_numbers: set[str] = set()
    seen_names: dict[tuple[str, str], str] = {}
    for person in people:
        number = person["id_number"]
        if number != "" and number in seen_numbers:
            raise ValueError(f"roster.xlsx: ID number {number} stands there twice")
        seen_numbers.add(number)
        key = (person["unit"], person["name"])
        if key in seen_names and "" in (number, seen_names[key]):
            raise ValueError(f"roster.xlsx: {key} stands there twice and nothing tells them apart")
        seen_names[key] = number
