"""A folder of workbooks as one dictionary of plain facts: who is who is settled here, nothing is judged."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle import headers, words
from tests.oracle.cells import (
    Cell,
    clean_name,
    day_of,
    folded_text,
    id_number_of,
    name_of,
    names_of,
    number_of,
    text_of,
    unreadable,
    whole_of,
    word_of,
)
from tests.oracle.roster import read_roster, read_units, unit_of
from tests.oracle.tables import Row, rows_of

County = dict[str, Any]
Person = dict[str, Any]


def read_county(folder: Path) -> County:
    """Everything the folder says.

    units: name -> posts, adjustment. people: person_id -> facts. members: rows in no particular order.
    meetings: (unit, class) -> counts. tallies: (unit, class) -> [{"person_id" or None, "votes"}].
    marks, inspections: person_id -> row. exceptions: (person_id, class) -> row.
    retention, ties: decisions that count (named, reasoned and dated), person_id -> [row].
    """
    units = read_units(folder / "units.xlsx")
    county: County = {"units": units, "people": {}}
    for person in read_roster(folder / "roster.xlsx", units):
        county["people"][person["person_id"]] = person
    # Two look-ups, so that nobody is searched for among three thousand again and again.
    county["by_number"] = {}
    county["by_name"] = {}
    for person in county["people"].values():
        if person["id_number"] != "":
            county["by_number"][person["id_number"]] = person
        county["by_name"].setdefault(person["name"], []).append(person)

    county["members"] = read_members(folder / "members.xlsx", county)
    county["meetings"] = read_meetings(folder / "votes.xlsx", county)
    county["tallies"] = read_tallies(folder / "votes.xlsx", county)
    county["marks"] = read_marks(folder / "marks.xlsx", county)
    county["inspections"] = read_inspections(folder / "inspections.xlsx", county)
    county["exceptions"] = read_exceptions(folder / "exceptions.xlsx", county)
    county["retention"] = {}
    county["ties"] = {}
    read_decisions(folder / "decisions.xlsx", county)
    return county


def who(row: Row, county: County) -> Person | None:
    """The person a row is about: by ID number, else by name and unit, else by a name that is unique.

    None when the roster has nobody like that.
    """
    name = name_of(row["name"])
    if name == "":
        raise unreadable(row["name"], "a name in every filled line")
    number = id_number_of(row["id_number"])
    if number != "":
        person: Person | None = county["by_number"].get(number)
        if person is not None and person["name"] != name:
            raise unreadable(row["name"], f"the name of the person with this ID number: {person['name']}")
        return person
    unit = unit_of(row["unit"], county["units"])
    namesakes = [person for person in county["by_name"].get(name, []) if unit in ("", person["unit"])]
    if len(namesakes) > 1:
        raise unreadable(row["name"], "an ID number or a unit that says which of several people is meant")
    return namesakes[0] if namesakes else None


def place_class_of(row: Row) -> str:
    """The class the row is about, "chief" or "deputy"."""
    place_class = word_of(row["place_class"], words.PLACE_CLASSES)
    if place_class is None:
        raise unreadable(row["place_class"], "正职 or 副职")
    return place_class


def read_members(path: Path, county: County) -> list[dict[str, Any]]:
    """The present pool. A decision without decider or date, a removal without grounds: none (rule 16)."""
    members = []
    seen = set()
    for row in rows_of(path, headers.MEMBERS, must=["name", "place_class"], keys=["name", "unit"]):
        person = who(row, county)
        if person is None:
            raise unreadable(row["name"], "a person of the roster")
        if unit_of(row["unit"], county["units"]) not in ("", person["unit"]):
            raise unreadable(row["unit"], f"the person's unit in the roster: {person['unit']}")
        if person["person_id"] in seen:
            raise unreadable(row["name"], "each person once")
        seen.add(person["person_id"])
        decision = word_of(row["decision"], words.MEMBER_DECISIONS)
        grounds = grounds_of(row["grounds"])
        named = text_of(row["decided_by"]) != "" and day_of(row["decided_on"]) is not None
        if not named or (decision == "remove" and not grounds):
            decision = None
        members.append(
            {
                "person_id": person["person_id"],
                "unit": person["unit"],
                "class": place_class_of(row),
                "decision": decision or "none",
                "grounds": grounds if decision else [],
                "incompetent": incompetent_share(row),
            }
        )
    return members


def grounds_of(cell: Cell) -> list[str]:
    """Grounds written one after another with semicolons between them."""
    return [ground.strip() for ground in re.split("[；;]", text_of(cell)) if ground.strip() != ""]


def incompetent_share(row: Row) -> int | None:
    """The share of 不称职 in hundredths of a percent, None when the appraisal is missing.

    The four shares are percentages or fractions; their total tells which.
    """
    cells = [row["excellent"], row["competent"], row["basic"], row["incompetent"]]
    shares = [number_of(cell) for cell in cells]
    if all(share is None for share in shares):
        return None
    numbers = [share for share in shares if share is not None]
    if len(numbers) < 4:
        raise unreadable(row["excellent"], "all four shares or none")
    total = sum(numbers, start=Decimal(0))
    if abs(total - 100) <= Decimal("0.1"):
        percent = numbers[3]
    elif abs(total - 1) <= Decimal("0.001"):
        percent = numbers[3] * 100
    else:
        raise unreadable(row["excellent"], "four shares that add up to 100 % or to 1")
    return int((percent * 100 + Decimal("0.5")) // 1)


def read_meetings(path: Path, county: County) -> dict[tuple[str, str], dict[str, Any]]:
    """(unit, class) -> due, present, returned, valid (None where blank), void."""
    meetings: dict[tuple[str, str], dict[str, Any]] = {}
    must = ["unit", "place_class", "due", "valid"]
    for row in rows_of(path, headers.MEETINGS, must, keys=["unit", "place_class"]):
        key = (unit_of(row["unit"], county["units"]), place_class_of(row))
        if key in meetings:
            raise unreadable(row["unit"], "each unit and class once")
        meeting: dict[str, Any] = {count: whole_of(row[count]) for count in ["due", "present", "returned", "valid"]}
        meeting["void"] = word_of(row["void"], words.VOID) or False
        known = [meeting[count] for count in ["valid", "returned", "present", "due"] if meeting[count] is not None]
        if known != sorted(known):
            raise unreadable(row["valid"], "valid <= returned <= present <= due")
        meetings[key] = meeting
    return meetings


def read_tallies(path: Path, county: County) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """(unit, class) -> everybody named there with votes.

    person_id is None for a name that the unit's roster does not have.
    """
    tallies: dict[tuple[str, str], list[dict[str, Any]]] = {}
    seen = set()
    must = ["unit", "place_class", "name", "votes"]
    for row in rows_of(path, headers.TALLIES, must, keys=["unit", "name"]):
        unit = unit_of(row["unit"], county["units"])
        place_class = place_class_of(row)
        votes = whole_of(row["votes"])
        if votes is None:
            continue
        person = who(row, county)
        if person is None and folded_text(row["id_number"]) != "":
            raise unreadable(row["id_number"], "an ID number of the roster")
        person_id = None
        if person is not None and person["unit"] == unit:
            person_id = person["person_id"]
            if (person_id, place_class) in seen:
                raise unreadable(row["name"], "each person once in a unit and class")
            seen.add((person_id, place_class))
        tallies.setdefault((unit, place_class), []).append({"person_id": person_id, "votes": votes})
    return tallies


def read_marks(path: Path, county: County) -> dict[str, dict[str, Any]]:
    """person_id -> status and mark in hundredths. A row with neither is left out (rule 12)."""
    marks: dict[str, dict[str, Any]] = {}
    for row in rows_of(path, headers.MARKS, must=["name", "mark"], keys=["name", "unit"]):
        status = word_of(row["status"], words.MARK_STATUS)
        hundredths = None
        if folded_text(row["mark"]) in words.MARK_STATUS:
            status = word_of(row["mark"], words.MARK_STATUS)
        else:
            hundredths = mark_hundredths(row["mark"])
        if hundredths is not None and status in ("absent", "void"):
            raise unreadable(row["mark"], "a mark, or 缺考 or 违纪, not both")
        person = who(row, county)
        if person is None:
            continue
        if person["person_id"] in marks:
            raise unreadable(row["name"], "each person once")
        if hundredths is None and status not in ("absent", "void"):
            continue
        marks[person["person_id"]] = {"status": status or "taken", "hundredths": hundredths}
    return marks


def mark_hundredths(cell: Cell) -> int | None:
    """A mark from 0 to 100 with at most two decimals, in hundredths; None when blank."""
    mark = number_of(cell)
    if mark is None:
        return None
    if not 0 <= mark <= 100 or mark * 100 != int(mark * 100):
        raise unreadable(cell, "0 to 100, at most two decimals")
    return int(mark * 100)


def read_inspections(path: Path, county: County) -> dict[str, dict[str, Any]]:
    """person_id -> the dossier's conclusion. No file: nobody has a row."""
    inspections: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return inspections
    for row in rows_of(path, headers.INSPECTIONS, must=["name", "conclusion"], keys=["name", "unit"]):
        person = who(row, county)
        if person is None:
            continue
        if person["person_id"] in inspections:
            raise unreadable(row["name"], "each person once")
        inspections[person["person_id"]] = {
            "conclusion": word_of(row["conclusion"], words.CONCLUSIONS),
            "veto": word_of(row["veto"], words.YES_NO) or False,
            "inspectors": [name for name in names_of(row["inspectors"]) if name != ""],
            "integrity": text_of(row["integrity"]),
        }
    return inspections


def read_exceptions(path: Path, county: County) -> dict[tuple[str, str], dict[str, Any]]:
    """(person_id, class) -> who proposed and approved an exception, and why. No file: no rows."""
    exceptions: dict[tuple[str, str], dict[str, Any]] = {}
    if not path.exists():
        return exceptions
    must = ["name", "place_class", "proposed_by"]
    for row in rows_of(path, headers.EXCEPTIONS, must, keys=["name", "unit"]):
        person = who(row, county)
        if person is None:
            continue
        key = (person["person_id"], place_class_of(row))
        if key in exceptions:
            raise unreadable(row["name"], "each person and class once")
        exceptions[key] = {
            "proposed_by": name_of(row["proposed_by"]),
            "reason": text_of(row["reason"]),
            "evidence": text_of(row["evidence"]),
            "approvals": [
                (name_of(row["approver_1"]), day_of(row["approved_on_1"])),
                (name_of(row["approver_2"]), day_of(row["approved_on_2"])),
            ],
            "relatives": [name for name in names_of(row["relatives"]) if name not in ("", clean_name("无"))],
        }
    return exceptions


def read_decisions(path: Path, county: County) -> None:
    """Fill county["retention"] and county["ties"] with what has reason, decider and date (rule 16)."""
    if not path.exists():
        return
    for row in rows_of(path, headers.DECISIONS, must=["name", "act", "decision"], keys=["name", "unit"]):
        act = word_of(row["act"], words.ACTS)
        if act is None:
            raise unreadable(row["act"], " ".join(words.ACTS))
        decision = word_of(row["decision"], words.TIE_DECISIONS if act == "tie" else words.MEMBER_DECISIONS)
        person = who(row, county)
        decided_on: dt.date | None = day_of(row["decided_on"])
        complete = text_of(row["reason"]) != "" and text_of(row["decided_by"]) != "" and decided_on is not None
        if person is None or decision is None or not complete:
            continue
        kept = county["ties"] if act == "tie" else county["retention"]
        kept.setdefault(person["person_id"], []).append(
            {
                "class": word_of(row["place_class"], words.PLACE_CLASSES),
                "decision": decision,
                "grounds": grounds_of(row["reason"]),
                "decided_on": decided_on,
            }
        )


def decision_for(rows: dict[str, list[dict[str, Any]]], person_id: str, place_class: str) -> dict[str, Any] | None:
    """The latest decision on this person for this class or for no named class, None without one (rule 15)."""
    fitting = [row for row in rows.get(person_id, []) if row["class"] in (None, place_class)]
    if not fitting:
        return None
    last_day = max(row["decided_on"] for row in fitting)
    latest = [row for row in fitting if row["decided_on"] == last_day]
    if len(latest) > 1:
        raise ValueError(f"decisions.xlsx: two decisions of the same day on {person_id}")
    return latest[0]
