"""Reading what a plan says of its list."""

from __future__ import annotations

from typing import Final

from reserve.policy.entries import source
from reserve.policy.examining import Exam
from reserve.policy.fields import Table
from reserve.policy.model import UNSAID, Listing
from reserve.policy.vocabulary import FACTS
from reserve.text import message

CLASSES: Final = FACTS["class"].values
ORDERS: Final = ("votes", "mark", "total")
NAMED: Final = ("written", "interview")
"""Parts of the exam that the order of the list names without more, if the plan has them."""


def listing(table: Table, exam: Exam) -> Listing:
    """Read ``[listing]``: each class once, in the order in which the lists are drawn up.

    A plan without one draws up the chiefs first, by votes and then by mark.
    """
    if not table.usable:
        return Listing(CLASSES, orders(exam)[:2], UNSAID)
    classes = _listed(table, "classes", CLASSES)
    for one in CLASSES:
        if classes and one not in classes:
            table.spot.below("classes").wrong(message("missing: {key}", key=one))
    result = Listing(classes, _listed(table, "order", orders(exam)), source(table))
    table.close()
    return result


def orders(exam: Exam) -> tuple[str, ...]:
    """Return what a plan with this exam can order the list by; the total and the mark are the same."""
    parts = [part.id for part in exam.parts]
    named = [one for one in NAMED if one in parts]
    return (*ORDERS, *named, *(f"part:{one}" for one in parts)) if exam.held else ORDERS[:1]


def _listed(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not table.has(key):
        table.missing(key)
    return table.words(key, known, message("word"))
