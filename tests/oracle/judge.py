"""Everything put together: a folder in, what result.json must say out (texts left aside)."""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.oracle import plans
from tests.oracle.listing import draw_up_list, exam_of, inspection_of, named_approvers
from tests.oracle.read import County, read_county
from tests.oracle.screen import screen
from tests.oracle.votes import count_places, is_nominee, judge_members, votes_of

AS_OF = dt.date(2026, 6, 30)


def expect(folder: Path, plan_name: str = "seed-county", as_of: dt.date = AS_OF) -> dict[str, Any]:
    """What must come out of the folder's workbooks under the plan."""
    county = read_county(folder)
    plan = plans.PLANS[plan_name]
    members = judge_members(county, as_of)
    units = judge_units(county, members)
    nominees = judge_nominees(county, members, plan, as_of)
    for place_class in plans.CLASSES:  # the chief lists first, everywhere
        for unit in units:
            draw_up_list(county, unit, place_class, nominees)
    for unit in units:
        for place_class in plans.CLASSES:
            there = [n for n in nominees if n["unit"] == unit["unit"] and n["class"] == place_class]
            unit[place_class]["listed"] = len([n for n in there if n["listed"]])
            unit[place_class]["reserved"] = len([n for n in there if n["reserved"]])
    return {
        "as_of": as_of.isoformat(),
        "units": units,
        "nominees": nominees,
        "members": members,
        "exceptions": ledger(county, nominees),
    }


def judge_units(county: County, members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules 9 and 10: each unit's places, by the unit's name."""
    return [
        {
            "unit": name,
            "chief": count_places(county, name, "chief", members),
            "deputy": count_places(county, name, "deputy", members),
        }
        for name in sorted(county["units"])
    ]


def judge_nominees(
    county: County, members: list[dict[str, Any]], plan: dict[str, Any], as_of: dt.date
) -> list[dict[str, Any]]:
    """Rule 8: one row for each person and class voted for, screened; nobody is listed yet."""
    nominees = []
    for (unit, place_class), tallies in county["tallies"].items():
        for tally in tallies:
            person_id = tally["person_id"]
            if person_id is None or not is_nominee(tally["votes"], person_id, unit, place_class, members):
                continue
            nominees.append(judge_nominee(county, person_id, place_class, tally["votes"], plan=plan, as_of=as_of))
    nominees.sort(key=lambda nominee: (nominee["unit"], nominee["class"], nominee["person_id"]))
    ignore_marks_of_those_who_may_not_sit(nominees)
    return nominees


def judge_nominee(
    county: County, person_id: str, place_class: str, votes: int, *, plan: dict[str, Any], as_of: dt.date
) -> dict[str, Any]:
    """One person in one class: screening, votes, inspection and exam."""
    person = county["people"][person_id]
    known_votes = votes_of(county, person["unit"], place_class, votes)
    screened = screen(person=person, place_class=place_class, votes=known_votes, plan=plan, as_of=as_of)
    return {
        "person_id": person_id,
        "name": person["name"],
        "unit": person["unit"],
        "class": place_class,
        "outcome": screened["outcome"],
        "boundary": screened["boundary"],
        "verdicts": [{"criterion": name, "outcome": screened["verdicts"][name]} for name in plan["criteria"]],
        "exception": {
            "id": plans.EXCEPTION,
            "conditions": [{"id": name, "outcome": screened["conditions"][name]} for name in plan["conditions"]],
            "waived": [{"criterion": name} for name in screened["waived"]],
        },
        "votes": known_votes,
        "inspection": inspection_of(county, person_id),
        "exam": exam_of(county, person_id),
        "listed": False,
        "reserved": False,
    }


def ignore_marks_of_those_who_may_not_sit(nominees: list[dict[str, Any]]) -> None:
    """Rule 12: ignore the mark of somebody who is eligible or exceptional in no class.

    Everybody else's mark stands in all of the person's rows.
    """
    may_sit = {n["person_id"] for n in nominees if n["outcome"] in ("eligible", "exceptional")}
    for nominee in nominees:
        if nominee["person_id"] not in may_sit:
            nominee["exam"] = None


def ledger(county: County, nominees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rule 3: everybody who is exceptional: what was waived, and who proposed and approved it."""
    entries = []
    for nominee in nominees:
        if nominee["outcome"] != "exceptional":
            continue
        row = county["exceptions"].get((nominee["person_id"], nominee["class"]))
        entries.append(
            {
                "person_id": nominee["person_id"],
                "unit": nominee["unit"],
                "class": nominee["class"],
                "waived": [entry["criterion"] for entry in nominee["exception"]["waived"]],
                "votes": nominee["votes"]["votes"],
                "proposed_by": (row["proposed_by"] or None) if row is not None else None,
                "approved_by": named_approvers(row) if row is not None else [],
                "listed": nominee["listed"],
            }
        )
    return entries
