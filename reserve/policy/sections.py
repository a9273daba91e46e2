"""Reading the sections of a plan about the exam and the list."""

from __future__ import annotations

from typing import Final

from reserve.policy import fields
from reserve.policy.entries import source
from reserve.policy.fields import Table
from reserve.policy.model import Exam, Listing
from reserve.policy.vocabulary import FACTS
from reserve.text import message

CLASSES: Final = FACTS["class"].values
ORDERS: Final = ("votes", "mark")


def exam(table: Table) -> Exam:
    """Read ``[exam]``: marks in the file, hundredths of a mark in the policy."""
    full, pass_line = table.need("full", fields.mark, 0), table.need("pass", fields.mark, 0)
    if "full" in table.values and full < pass_line:
        table.spot.below("pass").wrong(message("the pass line is above the full mark"))
    result = Exam(full, pass_line, source(table))
    table.close()
    return result


def listing(table: Table) -> Listing:
    """Read ``[listing]``: each class once, in the order in which the lists are drawn up."""
    classes = _listed(table, "classes", CLASSES)
    for one in CLASSES:
        if classes and one not in classes:
            table.spot.below("classes").wrong(message("missing: {key}", key=one))
    result = Listing(classes, _listed(table, "order", ORDERS), source(table))
    table.close()
    return result


def _listed(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not table.has(key):
        table.missing(key)
    return table.words(key, known, message("word"))
