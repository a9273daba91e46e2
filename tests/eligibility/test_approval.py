"""When the papers of an exception are complete: three different people, none of them involved (rule 3)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from reserve.eligibility.approval import shortcomings
from reserve.eligibility.model import ExceptionRow
from reserve.roster.model import PlaceClass
from reserve.text import word
from tests.roster.builders import origin

DAY = dt.date(2026, 6, 2)
COMPLETE = ExceptionRow(
    origin=origin(2, "exceptions.xlsx", "破格"),
    person=1,
    place_class=PlaceClass.DEPUTY,
    proposed_by="孙五",
    proposed_on=dt.date(2026, 6, 1),
    reason="实绩突出",
    evidence="考核文件",
    approvals=(("周六", DAY), ("吴七", DAY)),
    relatives=("甲母",),
)


def told(row: ExceptionRow, approvals: int = 2) -> list[str]:
    return [word(reason, "en") for reason in shortcomings(row, "甲", approvals)]


def test_complete_papers_lack_nothing() -> None:
    assert told(COMPLETE) == []
    assert told(replace(COMPLETE, proposed_on=None, relatives=())) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"proposed_by": ""}, ["No proposer"]),
        ({"reason": ""}, ["No reason"]),
        ({"evidence": ""}, ["No evidence"]),
        ({"approvals": ()}, ["0 of 2"]),
        ({"approvals": (("周六", DAY),)}, ["1 of 2"]),
        ({"approvals": (("周六", DAY), ("吴七", None))}, ["1 of 2"]),
        ({"approvals": (("周六", None), ("吴七", None))}, ["0 of 2"]),
        ({"approvals": (("周六", DAY), ("周六", DAY))}, ["周六 appears twice"]),
        ({"approvals": (("孙五", DAY), ("吴七", DAY))}, ["孙五 appears twice"]),
        ({"approvals": (("甲", DAY), ("吴七", DAY))}, ["甲 is the person"]),
        ({"proposed_by": "甲"}, ["甲 is the person"]),
        ({"approvals": (("甲母", DAY), ("吴七", DAY))}, ["甲母 is the person or a relative"]),
        ({"proposed_by": "甲母"}, ["甲母 is the person or a relative"]),
        (
            {"proposed_by": "", "reason": "", "evidence": "", "approvals": ()},
            ["proposer", "reason", "evidence", "0 of"],
        ),
        ({"proposed_by": "甲母", "approvals": (("甲母", DAY),)}, ["1 of 2", "appears twice", "relative"]),
    ],
)
def test_everything_that_is_lacking_is_told_at_once(changes: dict[str, Any], words: list[str]) -> None:
    found = told(replace(COMPLETE, **changes))
    assert len(found) == len(words)
    assert [expected for expected, text in zip(words, found, strict=True) if expected not in text] == []


@pytest.mark.parametrize(("needed", "complete"), [(0, True), (1, True), (2, True), (3, False)])
def test_the_plan_says_how_many_must_approve(needed: int, *, complete: bool) -> None:
    assert (told(COMPLETE, needed) == []) is complete
