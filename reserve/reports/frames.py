"""The sheets of the result as data frames: one function a sheet, columns named for programs, values not yet worded.

Every function is pure and takes the whole outcome (``reports.result``). A frame without rows has all its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

import pandas as pd

from reserve.policy.vocabulary import FACTS
from reserve.reports.demands import facts_of

Plain = Mapping[str, Any]
Rows = list[dict[str, Any]]

# What a column of verdicts is named: the prefix and the criterion's id.
CRITERION: Final = "criterion."

_COUNT: Final = "Int64"
_TRUTH: Final = "boolean"
_ANY: Final = "object"
_WHO: Final = {"person_id": _ANY, "name": _ANY, "unit": _ANY, "class": _ANY}
_VOTES: Final = {"votes": _COUNT, "share": _COUNT, "rank": _COUNT}
_FIGURES: Final = (
    "posts",
    "adjustment",
    "places",
    "kept",
    "deferred",
    "undecided",
    "open",
    "listed",
    "reserved",
    "remaining",
)
_CLASSES: Final = ("chief", "deputy")
_STAND_A_CHANCE: Final = frozenset({"eligible", "exceptional"})


def screening(outcome: Plain) -> pd.DataFrame:
    """One row a nominee: outcome, ``criterion.<id>`` for every criterion of the plan, votes, exam, seat, why.

    ``share`` in hundredths of a percent; ``exam`` a mark as text, "absent", "void", "missing" for somebody who is
    expected to have one, or None.
    """
    names = [CRITERION + name for name in criteria(outcome)]
    types = {
        **_WHO,
        "outcome": _ANY,
        "boundary": _TRUTH,
        **dict.fromkeys(names, _ANY),
        **_VOTES,
        "many": _TRUTH,
        "exam": _ANY,
        "seat": _ANY,
        "why": _ANY,
    }
    return _frame(map(_screened, outcome["nominees"]), types)


def criteria(outcome: Plain) -> dict[str, str]:
    """Return the criteria of all nominees with their clauses, in the order in which they first appear."""
    clauses: dict[str, str] = {}
    for nominee in outcome["nominees"]:
        for verdict in nominee["verdicts"]:
            clauses.setdefault(verdict["criterion"], verdict["clause"])
    return clauses


def _screened(nominee: Plain) -> dict[str, Any]:
    verdicts = {CRITERION + verdict["criterion"]: verdict["outcome"] for verdict in nominee["verdicts"]}
    votes = nominee["votes"]
    return {
        **_who(nominee),
        "outcome": nominee["outcome"],
        "boundary": nominee["boundary"],
        **verdicts,
        **{name: votes[name] for name in ("votes", "share", "rank", "many")},
        "exam": _exam(nominee),
        "seat": _seat(nominee),
        "why": "\n".join(filter(None, [nominee["why"], nominee.get("remark")])),
    }


def undecided(outcome: Plain) -> pd.DataFrame:
    """One row for each open question about an undecided nominee, in the order of the plan.

    ``asked_by``: "criterion", "condition" of the exception, or "weaker" when it is only open whether the criterion is
    met as the exception relaxes it. ``needs``: the columns of the office's workbooks that would settle it.
    """
    types = {
        **_WHO,
        "asked_by": _ANY,
        "criterion": _ANY,
        "clause": _ANY,
        "value": _ANY,
        "required": _ANY,
        "needs": _ANY,
    }
    rows = (
        {**_who(nominee), **question}
        for nominee in outcome["nominees"]
        if nominee["outcome"] == "undecided"
        for question in _questions(nominee)
    )
    return _frame(rows, types)


def _questions(nominee: Plain) -> list[dict[str, Any]]:
    verdicts = nominee["verdicts"]
    failed = [verdict for verdict in verdicts if verdict["outcome"] == "fails"]
    # While nothing fails, the exception is not asked for, and what it wants to know need not be found out.
    conditions = nominee["exception"]["conditions"] if failed and nominee["exception"] else []
    questions = [
        *(_question(verdict, "criterion", nominee) for verdict in verdicts if verdict["outcome"] == "unknown"),
        *(_question(condition, "condition", nominee) for condition in conditions if condition["outcome"] == "unknown"),
    ]
    return questions or [_question(verdict, "weaker", nominee) for verdict in failed]


def _question(verdict: Plain, asked_by: str, nominee: Plain) -> dict[str, Any]:
    return {
        "asked_by": asked_by,
        "criterion": verdict.get("criterion") or verdict["id"],
        "clause": verdict.get("clause", ""),
        "value": verdict["value"],
        "required": verdict["required"],
        "needs": tuple(verdict.get("needs") or _needs(verdict, nominee["class"])),
    }


def _needs(verdict: Plain, place_class: str) -> Iterator[str]:
    """Name the columns that the unknown facts of a demand come from; a value names the facts that are known."""
    facts = dict.fromkeys(fact.name for fact in facts_of(verdict["required"]))
    known = {part.partition("=")[0] for part in (verdict["value"] or "").split(", ")}
    wanted = dict.fromkeys(
        column for fact in facts if len(facts) == 1 or fact not in known for column in FACTS[fact].needed_from
    )
    of_others = {f"{other}_posts" for other in _CLASSES if other != place_class}
    yield from (column for column in wanted if column not in of_others)


def exceptions(outcome: Plain) -> pd.DataFrame:
    """One row an exceptional nominee.

    ``waived``: tuples (criterion, required, required instead); ``conditions``: tuples (id, outcome, value, required).
    """
    types = {
        **_WHO,
        "waived": _ANY,
        "conditions": _ANY,
        "votes": _COUNT,
        "reason": _ANY,
        "evidence": _ANY,
        "proposed_by": _ANY,
        "approved_by": _ANY,
        "seat": _ANY,
    }
    nominees = {(nominee["person_id"], nominee["class"]): nominee for nominee in outcome["nominees"]}
    rows = (_excepted(one, nominees[one["person_id"], one["class"]]) for one in outcome["exceptions"])
    return _frame(rows, types)


def _excepted(exception: Plain, nominee: Plain) -> dict[str, Any]:
    required = {verdict["criterion"]: verdict["required"] for verdict in nominee["verdicts"]}
    waived = tuple(
        (waiver["criterion"], required.get(waiver["criterion"], ""), waiver["required_instead"])
        for waiver in exception["waived"]
    )
    conditions = tuple(
        tuple(condition[name] for name in ("id", "outcome", "value", "required"))
        for condition in exception["conditions"]
    )
    papers = {name: exception[name] for name in ("votes", "reason", "evidence", "proposed_by")}
    approved = {"approved_by": tuple(exception["approved_by"]), "seat": _seat(nominee)}
    return {**_who(exception), "waived": waived, "conditions": conditions, **papers, **approved}


def members(outcome: Plain) -> pd.DataFrame:
    """One row a present member: decision, grounds and flags as tuples, votes of the own class."""
    types = {**_WHO, "decision": _ANY, "grounds": _ANY, "flags": _ANY, **_VOTES}
    rows = (
        {
            **_who(member),
            "decision": member["decision"],
            "grounds": tuple(member["grounds"]),
            "flags": tuple(member["flags"]),
            **(member["votes"] or {}),
        }
        for member in outcome["members"]
    )
    return _frame(rows, types)


def places(outcome: Plain) -> pd.DataFrame:
    """One row a unit and class; ``remaining`` are the open places that are neither listed nor reserved."""
    rows = (
        {"unit": unit["unit"], "class": place_class, **stand, "remaining": _remaining(stand)}
        for unit in outcome["units"]
        for place_class in _CLASSES
        for stand in [unit[place_class]]
    )
    return _frame(rows, {"unit": _ANY, "class": _ANY, **dict.fromkeys(_FIGURES, _COUNT)})


def totals(places: pd.DataFrame) -> pd.DataFrame:
    """Add up the places by class and, as class "all", together; posts that are not known count as none."""
    by_class = places.groupby("class", sort=True)[list(_FIGURES)].sum()
    everything = by_class.sum().to_frame("all").T
    return pd.concat([by_class, everything]).astype(_COUNT).rename_axis("class").reset_index()


def exam(outcome: Plain) -> pd.DataFrame:
    """One row a nominee who has a mark or should have one; ``status`` "missing" where there is none yet."""
    types = {
        **_WHO,
        "outcome": _ANY,
        "inspection": _ANY,
        "score": _ANY,
        "status": _ANY,
        "passed": _TRUTH,
    }
    rows = (
        {
            **_who(nominee),
            "outcome": nominee["outcome"],
            "inspection": nominee["inspection"]["outcome"] if nominee["inspection"] else "missing",
            **(nominee["exam"] or {"status": "missing"}),
        }
        for nominee in outcome["nominees"]
        if nominee["exam"] or nominee["outcome"] in _STAND_A_CHANCE
    )
    return _frame(rows, types)


def listing(outcome: Plain) -> pd.DataFrame:
    """One row a person with a place, by unit and class (chief first), then by votes and mark.

    ``remaining``: open places left over, in the first row of each unit and class. One that has open places and nobody
    to fill them has a row without a person.
    """
    types = {
        "unit": _ANY,
        "class": _ANY,
        "order": _COUNT,
        "person_id": _ANY,
        "name": _ANY,
        "votes": _COUNT,
        "share": _COUNT,
        "score": _ANY,
        "exceptional": _TRUTH,
        "seat": _ANY,
        "why": _ANY,
        "remaining": _COUNT,
    }
    seated: dict[tuple[str, str], list[Plain]] = {}
    for nominee in outcome["nominees"]:
        if _seat(nominee):
            seated.setdefault((nominee["unit"], nominee["class"]), []).append(nominee)
    rows: Rows = []
    for unit in outcome["units"]:
        for place_class in _CLASSES:
            people = sorted(seated.get((unit["unit"], place_class), []), key=_standing)
            rows += _group(unit["unit"], place_class, people, _remaining(unit[place_class]))
    return _frame(rows, types)


def _group(unit: str, place_class: str, people: Sequence[Plain], remaining: int) -> Rows:
    group = {"unit": unit, "class": place_class}
    if not people:
        return [{**group, "remaining": remaining}] if remaining else []
    rows: Rows = [
        {
            **group,
            "order": order,
            "person_id": nominee["person_id"],
            "name": nominee["name"],
            "votes": nominee["votes"]["votes"],
            "share": nominee["votes"]["share"],
            "score": nominee["exam"]["score"] if nominee["exam"] else None,
            "exceptional": nominee["outcome"] == "exceptional",
            "seat": _seat(nominee),
            "why": nominee["why"],
        }
        for order, nominee in enumerate(people, start=1)
    ]
    rows[0]["remaining"] = remaining
    return rows


def findings(outcome: Plain) -> pd.DataFrame:
    """One row a finding, errors first."""
    names = ("level", "file", "sheet", "cell", "person_id", "value", "message")
    return _frame(outcome["findings"], dict.fromkeys(names, _ANY))


def _frame(rows: Iterator[dict[str, Any]] | Sequence[Any], types: Mapping[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(types), dtype=object)
    return frame.astype(dict(types))


def _who(one: Plain) -> dict[str, Any]:
    return {name: one[name] for name in _WHO}


def _seat(nominee: Plain) -> Literal["listed", "reserved"] | None:
    if nominee["listed"]:
        return "listed"
    return "reserved" if nominee["reserved"] else None


def _exam(nominee: Plain) -> str | None:
    if nominee["exam"]:
        return str(nominee["exam"]["score"] or nominee["exam"]["status"])
    return "missing" if nominee["outcome"] in _STAND_A_CHANCE else None


def _remaining(stand: Plain) -> int:
    return int(stand["open"]) - int(stand["listed"]) - int(stand["reserved"])


def _standing(nominee: Plain) -> tuple[int, Decimal, str]:
    mark = nominee["exam"]["score"] if nominee["exam"] else None
    return -int(nominee["votes"]["votes"]), -Decimal(mark or 0), nominee["person_id"]
