"""Reading the sections of a plan that it has once: votes, places, exam and list."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reserve.policy import fields
from reserve.policy.entries import source
from reserve.policy.fields import Table
from reserve.policy.grammar import Names
from reserve.policy.model import Exam, Listing, Quota, Recommendation
from reserve.policy.vocabulary import FACTS
from reserve.text import message

CLASSES: Final = FACTS["class"].values
ORDERS: Final = ("votes", "mark")
PER_POST_AT_MOST: Final = 20


def recommendation(table: Table, names: Names) -> Recommendation:
    """Read ``[recommendation]``."""
    result = Recommendation(
        attendance=table.need("attendance", fields.share, Fraction(0)),
        many=table.need("many", fields.one_of(names.definitions, message("definition")), ""),
        minimum_share=table.may("minimum_share", fields.share, None),
        remark_below=table.may("remark_below", fields.share, None),
        source=source(table),
    )
    table.close()
    return result


def quota(table: Table) -> Quota:
    """Read ``[quota]``: places for each post, in every class."""
    posts = table.table("per_post")
    per_post = {one: posts.need(one, fields.whole(0, PER_POST_AT_MOST), 0) for one in CLASSES}
    posts.close()
    result = Quota(per_post, source(table))
    table.close()
    return result


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
