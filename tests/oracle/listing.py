"""The list: rules 3, 11, 12 and 13 of the domain."""

from typing import Any

from tests.oracle.read import County, decision_for

PASS_LINE = 6000


# ---- rule 12 -------------------------------------------------------------------------------------


def exam_of(county: County, person_id: str) -> dict[str, Any] | None:
    """Rule 12: the mark in words a person reads, and whether it passes; None = no mark yet."""
    row = county["marks"].get(person_id)
    if row is None:
        return None
    hundredths = row["hundredths"]
    score = None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
    passed = row["status"] == "taken" and hundredths >= PASS_LINE
    return {"score": score, "status": row["status"], "passed": passed}


# ---- rule 13 -------------------------------------------------------------------------------------


def inspection_of(county: County, person_id: str) -> dict[str, Any] | None:
    """Rule 13: a negative conclusion or a veto is negative; positive needs two inspectors and an integrity
    statement; everything else is incomplete.
    """
    row = county["inspections"].get(person_id)
    if row is None:
        return None
    if row["conclusion"] == "negative" or row["veto"]:
        return {"outcome": "negative"}
    if row["conclusion"] == "positive" and len(set(row["inspectors"])) >= 2 and row["integrity"] != "":
        return {"outcome": "positive"}
    return {"outcome": "incomplete"}


# ---- rule 3 --------------------------------------------------------------------------------------


def named_approvers(row: dict[str, Any]) -> list[str]:
    """The approvers who stand there with a date."""
    return [name for name, approved_on in row["approvals"] if name != "" and approved_on is not None]


def is_approved(county: County, person_id: str, place_class: str) -> bool:
    """Rule 3: reason, evidence, proposer and two approvers: three persons, no relative, not the person."""
    row = county["exceptions"].get((person_id, place_class))
    if row is None:
        return False
    if row["reason"] == "" or row["evidence"] == "" or row["proposed_by"] == "":
        return False
    people = [row["proposed_by"], *named_approvers(row)]
    if len(people) != 3 or len(set(people)) != 3:
        return False
    if county["people"][person_id]["name"] in people:
        return False
    return not any(name in row["relatives"] for name in people)


# ---- rule 11 -------------------------------------------------------------------------------------


def is_candidate(nominee: dict[str, Any]) -> bool:
    """Rule 11: eligible or exceptional, exam passed, inspection not negative."""
    if nominee["outcome"] not in ("eligible", "exceptional"):
        return False
    if nominee["exam"] is None or not nominee["exam"]["passed"]:
        return False
    return nominee["inspection"] is None or nominee["inspection"]["outcome"] != "negative"


def standing(nominee: dict[str, Any]) -> tuple[int, float]:
    """Rule 11: what the order goes by: votes, then the exam mark."""
    return (nominee["votes"]["votes"], float(nominee["exam"]["score"]))


def take(county: County, candidates: list[dict[str, Any]], left: int) -> list[dict[str, Any]]:
    """Rule 11: who gets one of the places left. A tie at the last place waits for a decision (rule 16)."""
    taken: list[dict[str, Any]] = []
    for at in sorted({standing(nominee) for nominee in candidates}, reverse=True):
        equals = [nominee for nominee in candidates if standing(nominee) == at]
        if len(equals) <= left:
            taken += equals
            left -= len(equals)
            continue
        if left == 0:
            break
        # More equals than places: a tie across the last place.
        chosen, refused = settle_tie(county, equals)
        if len(chosen) > left:
            break
        taken += chosen
        left -= len(chosen)
        if len(chosen) + len(refused) < len(equals):
            break
    return taken


def settle_tie(county: County, equals: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rule 16: which of the tied a named decision lists, and which it leaves out."""
    chosen = []
    refused = []
    for nominee in equals:
        decision = decision_for(county["ties"], nominee["person_id"], nominee["class"])
        if decision is not None and decision["decision"] == "list":
            chosen.append(nominee)
        if decision is not None and decision["decision"] == "leave_out":
            refused.append(nominee)
    return chosen, refused


def draw_up_list(county: County, unit: dict[str, Any], place_class: str, nominees: list[dict[str, Any]]) -> None:
    """Rule 11: set listed and reserved of the unit's nominees of the class; all chief lists come before."""
    gone = {n["person_id"] for n in nominees if n["class"] == "chief" and (n["listed"] or n["reserved"])}
    candidates = []
    for nominee in nominees:
        if nominee["unit"] != unit["unit"] or nominee["class"] != place_class or not is_candidate(nominee):
            continue
        if place_class == "deputy" and nominee["person_id"] in gone:
            continue
        candidates.append(nominee)
    for nominee in take(county, candidates, unit[place_class]["open"]):
        if nominee["outcome"] == "exceptional" and not is_approved(county, nominee["person_id"], place_class):
            nominee["reserved"] = True
        else:
            nominee["listed"] = True
