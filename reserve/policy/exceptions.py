"""Reading the exceptions of a plan: their conditions, and what they do to which criterion."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reserve.policy import fields
from reserve.policy.comparisons import MONTHS_AT_MOST
from reserve.policy.conditions import Relaxation
from reserve.policy.entries import criterion, entries, name, source
from reserve.policy.fields import Table, Unfit
from reserve.policy.grammar import Names, demanded
from reserve.policy.model import Caps, ExceptionRule, Waiver
from reserve.policy.places import APPROVERS
from reserve.policy.vocabulary import CATEGORY
from reserve.text import message

APPROVALS_AT_MOST: Final = 9
STEPS_AT_MOST: Final = 20
YEARS_AT_MOST: Final = 50
CAP_AT_MOST: Final = 100_000
_CAPS: Final = ("unit", "county", "category")
_AMOUNTS: Final = ("steps", "months", "less", "years", "share")
_RELAXATIONS: Final = (*_AMOUNTS, "require", "entirely")


def exception(table: Table, names: Names) -> ExceptionRule:
    """Read an ``[[exception]]``."""
    where = source(table)
    never = table.words("never_waives", names.criteria, message("criterion"), least=0)
    rule = ExceptionRule(
        id=name(table),
        source=where,
        conditions=entries(table, "condition", lambda one: criterion(one, names, where.document or "-")),
        waives=entries(table, "waives", lambda one: _waiver(one, names, never), named_by="criterion"),
        never_waives=never,
        approvals=table.need("approvals", fields.whole(0, APPROVALS_AT_MOST), 0),
        caps=_caps(table, names),
        approver=table.may("approver", fields.one_of(APPROVERS, message("body")), ""),
        publicity=table.may("publicity", fields.truth, default=True),
    )
    for key, holds in (("condition", rule.conditions), ("waives", rule.waives)):
        if not holds and key not in table.values:
            table.missing(key)
    return rule


def _caps(table: Table, names: Names) -> Caps:
    """Read how many may be listed under the exception; whatever is not named has no limit."""
    caps = table.table("caps", needed=False)
    if caps.usable and not caps.values:
        caps.spot.wrong(message("the table limits nothing"), message("accepted here: {words}", words=_CAPS))
    read = fields.whole(0, CAP_AT_MOST)
    known = names.own[CATEGORY].values if CATEGORY in names.own else ()
    within = caps.table("category", needed=False)
    result = Caps(
        caps.may("unit", read, None),
        caps.may("county", read, None),
        {one: within.need(one, read, 0) for one in known if one in within.values},
    )
    within.close()
    caps.close()
    return result


def _waiver(table: Table, names: Names, never: tuple[str, ...]) -> Waiver:
    touched = table.need("criterion", fields.one_of(names.criteria, message("criterion")), "")
    if touched in never:
        table.spot.below("criterion").wrong(
            message("{word} stands in never_waives and cannot be waived", word=touched),
            message("take it out of one of the two"),
        )
    given = [key for key in _RELAXATIONS if key in table.values]
    if table.usable and not given:
        table.spot.wrong(
            message("nothing says by how much it is waived"),
            message("accepted here: {words}", words=_RELAXATIONS),
        )
    for whole in ("require", "entirely"):
        if whole in given and len(given) > 1:
            table.spot.below(whole).wrong(message("{key} leaves nothing for {keys} to do", key=whole, keys=[
                key for key in given if key != whole
            ]))  # fmt: skip
    return Waiver(touched, _relaxation(table, names))


def _relaxation(table: Table, names: Names) -> Relaxation:
    return Relaxation(
        steps=table.may("steps", fields.whole(1, STEPS_AT_MOST), 0),
        months=table.may("months", fields.share, Fraction(1)),
        less=table.may("less", fields.whole(1, MONTHS_AT_MOST), 0),
        years=table.may("years", fields.whole(1, YEARS_AT_MOST), 0),
        share=table.may("share", fields.share, None),
        require=demanded(table, "require", names) if table.has("require") else None,
        entirely=table.may("entirely", _true, default=False),
    )


def _true(value: object) -> bool:
    if value is not True:
        raise Unfit(fields.wrong_type(value, message("true")), message("leave it out otherwise"))
    return True
