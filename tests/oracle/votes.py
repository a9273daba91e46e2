"""Votes, members and places: rules 8, 9 and 10 of the domain."""

import datetime as dt
from typing import Any

from tests.oracle import plans
from tests.oracle.read import County, decision_for
from tests.oracle.screen import CHOSEN, FAILS, age

# ---- rule 10 -------------------------------------------------------------------------------------


def places(county: County, unit: str, place_class: str) -> int | None:
    """Rule 10: twice the chief posts, once the deputy posts, with the adjustment; None without posts."""
    posts: int | None = county["units"][unit]["posts"][place_class]
    if posts is None:
        return None
    adjustment: int = county["units"][unit]["adjustment"][place_class]
    return max(0, posts * plans.PLACES_PER_POST[place_class] + adjustment)


# ---- rule 8 --------------------------------------------------------------------------------------


def vote_counts(meeting: dict[str, Any] | None) -> bool:
    """Rule 8: held, not void, two thirds of those due were present, and at least one ballot was valid."""
    if meeting is None or meeting["void"]:
        return False
    counts = [meeting["due"], meeting["present"], meeting["returned"], meeting["valid"]]
    if None in counts or meeting["valid"] == 0:
        return False
    return not 3 * meeting["present"] < 2 * meeting["due"]


def vote_rank(votes: int, tallies: list[dict[str, Any]]) -> int:
    """Rule 8: 1, 1, 3 over all names of the unit and class."""
    better = [tally for tally in tallies if tally["votes"] > votes]
    return len(better) + 1


def is_many(votes: int, valid: int, rank: int, places_there: int | None) -> bool | None:
    """Rule 8: 30 % of the valid ballots and a rank within the places; None when only the places miss."""
    enough = 10 * votes >= 3 * valid
    if not enough:
        return False
    if places_there is None:
        return None
    return rank <= places_there


def votes_of(county: County, unit: str, place_class: str, votes: int) -> dict[str, Any]:
    """Rule 8: all that is known of somebody's votes in the unit and class.

    The share is in hundredths of a percent, halves upwards, and only for show.
    """
    meeting = county["meetings"].get((unit, place_class))
    known: dict[str, Any] = {"votes": votes}
    for count in ["valid", "returned", "present", "due"]:
        known[count] = meeting[count] if meeting is not None else None
    known["share"] = None
    known["rank"] = None
    known["many"] = None
    if vote_counts(meeting):
        known["share"] = (2 * votes * 10000 + known["valid"]) // (2 * known["valid"])
        known["rank"] = vote_rank(votes, county["tallies"][(unit, place_class)])
        known["many"] = is_many(votes, known["valid"], known["rank"], places(county, unit, place_class))
    return known


def tally_of(county: County, person_id: str, unit: str, place_class: str) -> int | None:
    """The votes of a person in the own unit and class; None when nobody named him or her there."""
    for tally in county["tallies"].get((unit, place_class), []):
        if tally["person_id"] == person_id:
            votes: int = tally["votes"]
            return votes
    return None


# ---- rule 9 --------------------------------------------------------------------------------------


def judge_members(county: County, as_of: dt.date) -> list[dict[str, Any]]:
    """Rule 9: every present member with the decision that counts, flags, and the votes in the own class."""
    members = []
    for row in county["members"]:
        decision, grounds = row["decision"], row["grounds"]
        later = decision_for(county["retention"], row["person_id"], row["class"])
        if later is not None:
            decision, grounds = later["decision"], later["grounds"]
        members.append(
            {
                "person_id": row["person_id"],
                "unit": row["unit"],
                "class": row["class"],
                "decision": decision,
                "grounds": grounds,
                "flags": flags_of(row, county["people"][row["person_id"]], as_of),
                "votes": member_votes(county, row),
            }
        )
    members.sort(key=lambda member: (member["unit"], member["class"], member["person_id"]))
    return members


def flags_of(row: dict[str, Any], person: dict[str, Any], as_of: dt.date) -> list[str]:
    """Rule 9: over the age limit, or more than a third 不称职. Flagged, never removed."""
    flags = []
    if age(person, as_of, CHOSEN[0]) == FAILS:
        flags.append("over_age")
    if row["incompetent"] is not None and row["incompetent"] * 3 > 10000:
        flags.append("incompetent_over_third")
    return sorted(flags)


def member_votes(county: County, row: dict[str, Any]) -> dict[str, Any] | None:
    """Rule 9: the votes for a member in the own class, None when there are none on the sheet."""
    votes = tally_of(county, row["person_id"], row["unit"], row["class"])
    if votes is None:
        return None
    known = votes_of(county, row["unit"], row["class"], votes)
    return {"votes": known["votes"], "share": known["share"], "rank": known["rank"]}


def is_nominee(votes: int, person_id: str, unit: str, place_class: str, members: list[dict[str, Any]]) -> bool:
    """Rules 8 and 9: named at least once, and no member of the same class (unless removed)."""
    if votes < 1:
        return False
    for member in members:
        same_place = (member["person_id"], member["unit"], member["class"]) == (person_id, unit, place_class)
        if same_place and member["decision"] != "remove":
            return False
    return True


def count_places(county: County, unit: str, place_class: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Rules 9 and 10: places, who occupies them, and what is left open."""
    decisions = [member["decision"] for member in members if (member["unit"], member["class"]) == (unit, place_class)]
    there = places(county, unit, place_class)
    kept = decisions.count("keep")
    deferred = decisions.count("defer")
    undecided = decisions.count("none")
    return {
        "posts": county["units"][unit]["posts"][place_class],
        "adjustment": county["units"][unit]["adjustment"][place_class],
        "places": there,
        "kept": kept,
        "deferred": deferred,
        "undecided": undecided,
        "open": max(0, (there or 0) - (kept + deferred + undecided)),
    }
