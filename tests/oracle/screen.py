"""One person against the criteria, the exception and the outcome: rules 1 to 7 of the domain."""

import datetime as dt
from typing import Any

from tests.oracle import plans, words
from tests.oracle.cells import Span, last_day_of_month

MEETS = "meets"
FAILS = "fails"
UNKNOWN = "unknown"

EVER = dt.date.min
"""Earlier than any date: what a missing date may be at the least."""
NEVER = dt.date.max
"""Later than any date: what a missing date may be at the most."""

Person = dict[str, Any]


# ---- rule 1 --------------------------------------------------------------------------------------


def three_values(at_both_ends: list[bool]) -> str:
    """Rule 1: a fact that may lie anywhere between two ends meets or fails only when both ends do."""
    if all(at_both_ends):
        return MEETS
    if not any(at_both_ends):
        return FAILS
    return UNKNOWN


# ---- rule 5 --------------------------------------------------------------------------------------

READINGS = [
    ("not_turned_46", "not_turned_30"),
    ("not_turned_46", "until_30th_birthday"),
    ("not_past_45th_birthday", "not_turned_30"),
    ("not_past_45th_birthday", "until_30th_birthday"),
]
"""All four combinations of the two age readings; the first is the chosen one."""
CHOSEN = READINGS[0]


def birthday(birth: dt.date, years: int) -> dt.date:
    """Rule 5: the day somebody turns so many years old; 29 February becomes 1 March in common years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return dt.date(birth.year + years, 3, 1)


def has_not_turned(birth: dt.date, years: int, as_of: dt.date) -> bool:
    """Rule 5: still younger than that on the as-of date."""
    return birthday(birth, years) > as_of


def is_not_past_birthday(birth: dt.date, years: int, as_of: dt.date) -> bool:
    """Rule 5, the other reading: the birthday itself still counts."""
    return as_of <= birthday(birth, years)


def age(person: Person, as_of: dt.date, reading: str) -> str:
    """Rule 5, criterion: 45 or under."""
    if person["birth"] is None:
        return UNKNOWN
    first, last = person["birth"]
    if reading == "not_turned_46":
        return three_values([has_not_turned(first, 46, as_of), has_not_turned(last, 46, as_of)])
    return three_values([is_not_past_birthday(first, 45, as_of), is_not_past_birthday(last, 45, as_of)])


def under_30(person: Person, as_of: dt.date, reading: str) -> str:
    """Rule 5, condition of the exception: under 30."""
    if person["birth"] is None:
        return UNKNOWN
    first, last = person["birth"]
    if reading == "not_turned_30":
        return three_values([has_not_turned(first, 30, as_of), has_not_turned(last, 30, as_of)])
    return three_values([is_not_past_birthday(first, 30, as_of), is_not_past_birthday(last, 30, as_of)])


# ---- the seed plan's 干部身份 ------------------------------------------------------------------------


def cadre_status(person: Person) -> str:
    """Seed plan 干部身份: civil servants, those managed like them, and cadres of institutions."""
    if person["status"] is None:
        return UNKNOWN
    return MEETS if person["status"] in ("civil_servant", "equivalent", "institution") else FAILS


# ---- rule 6 --------------------------------------------------------------------------------------


def education_ends(record: dict[str, Any], as_of: dt.date) -> tuple[int, int]:
    """Rule 6: the lowest and the highest level it may be on the as-of date, counted from 0 = none."""
    top = len(words.EDUCATION_LEVELS) - 1
    if record["level"] is None:
        return 0, top
    level = words.EDUCATION_LEVELS.index(record["level"])
    if record["held_from"] is None:
        return level, level
    first, last = record["held_from"]
    if first > as_of:
        return 0, 0
    if last > as_of:
        return 0, level
    return level, level


def education(person: Person, as_of: dt.date) -> str:
    """Rule 6, criterion: college or above in any form, party school included."""
    college = words.EDUCATION_LEVELS.index("college")
    records = [person["full_time"], person["in_service"]]
    if person["unspecified"]["level"] is not None:
        records.append(person["unspecified"])
    lowest = max(education_ends(record, as_of)[0] for record in records)
    highest = max(education_ends(record, as_of)[1] for record in records)
    return three_values([lowest >= college, highest >= college])


def postgraduate(person: Person, as_of: dt.date) -> str:
    """Rule 6, condition of the exception: full-time or in-service, not of a party school.

    Where the form is not known, a postgraduate education may be either.
    """
    wanted = words.EDUCATION_LEVELS.index("postgraduate")
    lowest = 0
    highest = 0
    for record in [person["full_time"], person["in_service"]]:
        if not record["party_school"]:
            low, high = education_ends(record, as_of)
            lowest = max(lowest, low)
            highest = max(highest, high)
    unspecified = person["unspecified"]
    if unspecified["level"] is not None and not unspecified["party_school"]:
        highest = max(highest, education_ends(unspecified, as_of)[1])
    return three_values([lowest >= wanted, highest >= wanted])


# ---- rule 7 --------------------------------------------------------------------------------------


def discipline(person: Person, as_of: dt.date) -> str:
    """Rule 7: a sanction in effect on the as-of date fails; from and to are both part of it."""
    sanction = person["discipline"]
    if sanction["state"] == "none":
        return MEETS
    if sanction["state"] == "unknown":
        return UNKNOWN
    begins = sanction["begins"]
    ends = sanction["ends"]
    if ends is not None and ends[1] < as_of:
        return MEETS
    if begins is not None and begins[0] > as_of:
        return MEETS
    if begins is not None and ends is not None and begins[1] <= as_of and ends[0] >= as_of:
        return FAILS
    return UNKNOWN


# ---- rule 4 --------------------------------------------------------------------------------------


def step(rank_name: str) -> int:
    """Rule 4: where the rank stands on the ladder, 0 at the bottom."""
    return words.RANK_LEVELS.index(rank_name)


def rank(person: Person, level: str) -> str:
    """Rule 4: the present rank is the given step of the ladder or a higher one."""
    if person["rank"] is None:
        return UNKNOWN
    return MEETS if step(person["rank"]) >= step(level) else FAILS


def held_since(person: Person, level: str) -> Span:
    """Rule 4: the earliest and the latest day on which the person may have reached the given step.

    Somebody who now stands above it, with nothing on record below or at it, reached it at some time between
    joining work and the present rank.
    """
    if person["rank"] is None:
        return (EVER, NEVER)
    joined_work = person["work_since"][0] if person["work_since"] is not None else EVER
    present_since = person["rank_since"] if person["rank_since"] is not None else (joined_work, NEVER)
    entries = [(person["rank"], present_since), *person["earlier_ranks"]]

    at_or_above = [since for rank_then, since in entries if step(rank_then) >= step(level)]
    at_the_step = [since for rank_then, since in entries if step(rank_then) == step(level)]
    earlier_below = [since for rank_then, since in person["earlier_ranks"] if step(rank_then) < step(level)]
    if not at_or_above:
        return (NEVER, NEVER)
    latest = min(last for first, last in at_or_above)
    if at_the_step or earlier_below:
        return (min(first for first, last in at_or_above), latest)
    return (joined_work, latest)


def leave_out_probation(since: Span, person: Person) -> Span:
    """Rule 4: time in probation does not count, so nothing counts before it is over."""
    probation = person["probation"]
    if probation["state"] == "none":
        return since
    if probation["state"] == "missing":
        over = (EVER, NEVER)
    elif probation["state"] == "running":
        over = (NEVER, NEVER)
    else:
        over = probation["over_on"]
    return (max(since[0], over[0]), max(since[1], over[1]))


def months(since: dt.date, as_of: dt.date) -> int:
    """Completed calendar months; on the last day of a month a later day of the month counts as reached."""
    if since > as_of:
        return 0
    count = (as_of.year - since.year) * 12 + as_of.month - since.month
    if as_of.day < since.day and as_of != last_day_of_month(as_of):
        count -= 1
    return count


def rank_months(person: Person, place_class: str, level: str, needed: int, as_of: dt.date) -> str:
    """Rule 4: the step (or a higher one) held for so many months; probation is left out for deputies."""
    since = held_since(person, level)
    if place_class == "deputy":
        since = leave_out_probation(since, person)
    if months(since[1], as_of) >= needed:
        return MEETS
    if months(since[0], as_of) < needed:
        return FAILS
    return UNKNOWN


def not_in_probation(person: Person, as_of: dt.date) -> str:
    """Rule 4, condition of the exception: never for people in probation."""
    probation = person["probation"]
    if probation["state"] == "none":
        return MEETS
    if probation["state"] == "running":
        return FAILS
    if probation["state"] == "missing":
        return UNKNOWN
    first, last = probation["over_on"]
    if last <= as_of:
        return MEETS
    if first > as_of:
        return FAILS
    return UNKNOWN


def many_votes(votes: dict[str, Any]) -> str:
    """Rule 8, condition of the exception: many votes; unknown where no vote counts."""
    if votes["many"] is None:
        return UNKNOWN
    return MEETS if votes["many"] else FAILS


# ---- rules 2 and 3 -------------------------------------------------------------------------------


def criterion(name: str, person: Person, place_class: str, as_of: dt.date, age_reading: str) -> str:
    """One criterion of the plan for one person."""
    if name == "cadre_status":
        return cadre_status(person)
    if name == "education":
        return education(person, as_of)
    if name == "age":
        return age(person, as_of, age_reading)
    if name == "discipline":
        return discipline(person, as_of)
    if name == "rank":
        return rank(person, plans.RANK_LEVEL[place_class])
    if name == "rank_months":
        level, needed = plans.RANK_LEVEL[place_class], plans.RANK_MONTHS[place_class]
        return rank_months(person, place_class, level, needed, as_of)
    raise ValueError(name)


def relaxed_criterion(name: str, person: Person, place_class: str, as_of: dt.date) -> str:
    """Rules 3 and 4: what the exception asks instead: one step lower, half the months."""
    level = plans.RELAXED_RANK_LEVEL[place_class]
    if name == "rank":
        return rank(person, level)
    if name == "rank_months":
        return rank_months(person, place_class, level, plans.RELAXED_RANK_MONTHS[place_class], as_of)
    raise ValueError(name)


def condition(name: str, person: Person, votes: dict[str, Any], as_of: dt.date, age_reading: str) -> str:
    """One condition of the exception for one person."""
    if name == "under_30":
        return under_30(person, as_of, age_reading)
    if name == "postgraduate":
        return postgraduate(person, as_of)
    if name == "many_votes":
        return many_votes(votes)
    if name == "not_in_probation":
        return not_in_probation(person, as_of)
    raise ValueError(name)


def outcome_of(verdicts: dict[str, str], relaxed: dict[str, str], conditions: dict[str, str]) -> str:
    """Rule 2, in its order. relaxed has an entry for each failed criterion that the exception touches."""
    failed = [name for name in verdicts if verdicts[name] == FAILS]
    if any(name not in relaxed or relaxed[name] == FAILS for name in failed):
        return "ineligible"
    if failed and FAILS in conditions.values():
        return "ineligible"
    if UNKNOWN in verdicts.values():
        return "undecided"
    if failed and (UNKNOWN in conditions.values() or UNKNOWN in relaxed.values()):
        return "undecided"
    if failed:
        return "exceptional"
    return "eligible"


def screen_under(
    reading: tuple[str, str],
    *,
    person: Person,
    place_class: str,
    votes: dict[str, Any],
    plan: dict[str, Any],
    as_of: dt.date,
) -> dict[str, Any]:
    """Rules 2 and 3 under one pair of age readings: outcome, verdicts, conditions and what was waived."""
    age_45, age_30 = reading
    verdicts = {name: criterion(name, person, place_class, as_of, age_45) for name in plan["criteria"]}
    conditions = {name: condition(name, person, votes, as_of, age_30) for name in plan["conditions"]}
    relaxed = {}
    for name in plan["waivable"]:
        if verdicts[name] == FAILS:
            relaxed[name] = relaxed_criterion(name, person, place_class, as_of)
    outcome = outcome_of(verdicts, relaxed, conditions)

    waived = []
    if outcome == "exceptional":
        waived = [name for name in plan["criteria"] if verdicts[name] == FAILS]
        for name in waived:
            verdicts[name] = "waived"
    return {"outcome": outcome, "verdicts": verdicts, "conditions": conditions, "waived": waived}


def screen(
    *, person: Person, place_class: str, votes: dict[str, Any], plan: dict[str, Any], as_of: dt.date
) -> dict[str, Any]:
    """Rules 1 to 7 under the chosen readings; boundary: another reading gives another outcome (rule 5)."""
    under = [
        screen_under(reading, person=person, place_class=place_class, votes=votes, plan=plan, as_of=as_of)
        for reading in READINGS
    ]
    chosen = under[0]
    chosen["boundary"] = any(other["outcome"] != chosen["outcome"] for other in under)
    return chosen
