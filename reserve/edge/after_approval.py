"""What waits once a list is approved: notices, objections, places to fill, people to admit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reserve.edge.roles import Permission
from reserve.edge.tasks import Task
from reserve.publicity.model import Stage
from reserve.reports.publicity import Whole
from reserve.text import message


def after_approval(whole: Whole, account: str, may: Callable[[Permission], bool]) -> Sequence[Task]:
    """Return what must be done about an approved list; ``account`` is the visitor's name."""
    return [one for one in _all(whole, account, may) if one.waiting]


def _all(whole: Whole, account: str, may: Callable[[Permission], bool]) -> Iterator[Task]:
    here = "publicity"
    still = [one for one in whole.objections if one.open]
    mine = [one for one in still if one.taken_account != account and may(Permission.DECIDE_OBJECTIONS)]
    word = message("objections to be looked into and decided")
    advice = message("The clock of whom they are about stands still; whoever took one in does not decide on it.")
    yield Task(len(mine), word, advice, here, own=True)
    yield Task(len(still) - len(mine), word, advice, here, own=False)
    free = [one for one in whole.vacancies if one.nexts]
    own = [one for one in free if one.withdrawal.withdrawn_account != account and may(Permission.APPROVE_LIST)]
    word = message("places of people withdrawn, with somebody next by rank")
    advice = message("The committee decides anew; somebody else than who withdrew records it.")
    yield Task(len(own), word, advice, here, own=True)
    yield Task(len(free) - len(own), word, advice, here, own=False)
    yield Task(
        len(whole.at(Stage.UNPUBLISHED)),
        message("people on the approved list, on no notice yet"),
        message("Put up the notice; its working days are counted from the first day."),
        here,
        may(Permission.PUBLISH_LIST),
    )
    yield Task(
        len(whole.at(Stage.UNKNOWN)),
        message("people whose notice ends in a year without a calendar"),
        message("Enter the days off and the weekends worked of that year, then confirm it."),
        "/calendar",
        may(Permission.KEEP_CALENDAR),
    )
    yield Task(
        len(whole.at(Stage.OVER)),
        message("people who can be admitted to the pool"),
        message("Nothing is in the way any more: record the decision with its number and day."),
        here,
        may(Permission.ADMIT_MEMBERS),
    )
