"""Reading a plan as a whole: its head, its entries and its sections."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reserve.policy import fields
from reserve.policy.entries import criterion, definition, entries, flag, reading, refuse_circles
from reserve.policy.exam_section import exam, no_exam, refuse_facts_of_a_class
from reserve.policy.examining import Exam, Stage
from reserve.policy.exceptions import exception
from reserve.policy.fields import Spot, Table, Unfit
from reserve.policy.grammar import Names
from reserve.policy.model import Policy
from reserve.policy.own_facts import category, own_fact, refuse_shared_columns, with_membership
from reserve.policy.places import approval, publicity, quota, recommendation, target, term, with_minimum_share
from reserve.policy.problems import Report
from reserve.policy.sections import listing
from reserve.policy.stages import HELD, agreeing, in_order, stage
from reserve.text import message

FORMAT: Final = 1
LEAP_BIRTHDAYS: Final = {"03-01": (3, 1), "02-28": (2, 28)}


def policy_of(report: Report) -> Policy:
    """Read the whole plan, to be used only when the report stays empty; ``digest`` and ``text`` are blank."""
    root = Table(report.data, Spot(report))
    names = Names.of(report.data)
    root.need("format", _format, FORMAT)
    stages = in_order(root, entries(root, "stage", stage))
    examined = _exam(root, stages, names)
    policy = Policy(
        id=root.need("id", fields.plan_identifier, ""),
        title=root.need("title", fields.text, ""),
        as_of=root.may("as_of", fields.day, None),
        leap_birthday=LEAP_BIRTHDAYS[
            root.may("leap_birthday", fields.one_of(tuple(LEAP_BIRTHDAYS), message("day")), "03-01")
        ],
        readings=entries(root, "reading", reading),
        definitions=entries(root, "definition", lambda one: definition(one, names)),
        criteria=entries(root, "criterion", lambda one: criterion(one, names)),
        exceptions=entries(root, "exception", lambda one: exception(one, names)),
        flags=entries(root, "flag", lambda one: flag(one, names)),
        recommendation=recommendation(root.table("recommendation", needed=False), names),
        quota=quota(root.table("quota", needed=False)),
        exam=examined,
        listing=listing(root.table("listing", needed=False), examined),
        digest="",
        text="",
        targets=entries(root, "target", lambda one: target(one, names)),
        publicity=publicity(root.table("publicity", needed=False)),
        approval=approval(root.table("approval", needed=False)),
        term=term(root.table("term", needed=False)),
        stages=stages,
        facts=entries(root, "fact", lambda one: own_fact(one, names)),
        categories=entries(root, "category", lambda one: category(one, names)),
    )
    refuse_shared_columns(policy.facts, root)
    policy = replace(policy, criteria=with_membership(policy.criteria, policy.categories))
    policy = with_minimum_share(policy)
    refuse_circles(policy.definitions, root)
    refuse_facts_of_a_class(root, examined, policy.named)
    if "criterion" not in report.data:
        root.missing("criterion")
    root.close()
    return policy


def _exam(root: Table, stages: tuple[Stage, ...], names: Names) -> Exam:
    """Read the exam; only a plan whose stages hold none may leave it out."""
    held = not stages or any(one.kind in HELD for one in stages)
    if not held and not root.has("exam"):
        return no_exam()
    result = exam(root.table("exam"), names)
    if not held:
        root.spot.below("exam").wrong(
            message("none of the stages is an exam"),
            message('add a stage of the kind "exam", or take the exam out'),
        )
    agreeing(root, stages, result)
    return result


def _format(value: object) -> int:
    if value != FORMAT or value is True:
        raise Unfit(
            message("the format {found} is not known", found=fields.shown(value)),
            message("this version reads format = {known}", known=FORMAT),
        )
    return FORMAT
