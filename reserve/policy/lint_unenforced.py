"""What a plan says and the program only repeats: it is described, but nobody is kept from acting otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reserve.policy.lines import KeyPath
from reserve.policy.lint import Plan
from reserve.policy.structure import Proposal
from reserve.text import Message, message

NOT_ENFORCED: Final = message("it is read and described, not enforced")


def unenforced(plan: Plan) -> None:
    """Say of each figure that has no effect yet that the office has to see to it itself."""
    for path, advice in _unenforced(plan):
        plan.hint(path, NOT_ENFORCED, advice)


def _unenforced(plan: Plan) -> Iterator[tuple[KeyPath, Message]]:
    yield from _of_sections(plan)
    for index, target in enumerate(plan.policy.targets):
        if target.binding:
            yield (
                ("target", index, "binding"),
                message("the page of the targets shows what is short, and the change that would do"),
            )
    for index, flag in enumerate(plan.policy.flags):
        if flag.proposes is Proposal.REMOVE:
            yield ("flag", index, "proposes"), message("the flag is shown; a removal is proposed by a person")
    for index, category in enumerate(plan.policy.categories):
        if category.places is not None:
            yield ("category", index, "places"), message("compare the list with it before submitting")


def _of_sections(plan: Plan) -> Iterator[tuple[KeyPath, Message]]:
    policy = plan.policy
    if policy.quota.totals:
        yield ("quota", "totals"), message("compare the sums of the list with it before submitting")
    if policy.quota.vacancies_only:
        yield ("quota", "vacancies_only"), message("lower the places of units without a vacancy, with a reason")
    if policy.recommendation.talks is not None:
        yield ("recommendation", "talks"), message("talks are kept apart from the votes of the meeting")
    if policy.publicity.after != "approval":
        yield ("publicity", "after"), message("the notice opens after the approval")


LINTS: Final = (unenforced,)
