"""The exception: approvals, what blocks it, what it waives, conditions that fail or stay unknown."""

from __future__ import annotations

from dataclasses import replace

from reserve.dates import PartialDate
from reserve.sample.cases.desk import DEPUTY, GOOD_MARK, YOUNG, Ballot, Desk
from reserve.sample.model import Cadre, Unit


def add(desk: Desk) -> None:
    """Add a township round the approvals and one round the conditions."""
    _approvals(desk)
    unit = desk.township(deputy=8)
    _deputies(desk, unit)
    _chiefs(desk, unit)


def _approvals(desk: Desk) -> None:
    ballot = desk.ballot(desk.township(deputy=8), "deputy")
    done = _exceptional(ballot, "exception-approved", "all approvals there: listed", 50, listed=True)
    desk.approve(done, "deputy")
    _exceptional(ballot, "exception-not-proposed", "no approvals at all: the place is reserved", 48, listed=False)
    same = _exceptional(ballot, "approver-is-proposer", "one approver proposed it: reserved", 46, listed=False)
    _approve_twice(desk, same, proposer_approves=True)
    own = _exceptional(ballot, "approver-is-relative", "one approver is a relative: reserved", 44, listed=False)
    _approve_twice(desk, own, proposer_approves=False)
    undated = _exceptional(ballot, "approval-undated", "the second approval has no date: reserved", 42, listed=False)
    second = (desk.names.unique(), None)
    desk.approve(undated, "deputy", approvals=((desk.names.unique(), PartialDate(2026, 6, 2)), second))
    bare = _exceptional(ballot, "exception-without-evidence", "approved without evidence: reserved", 40, listed=False)
    desk.approve(bare, "deputy", evidence="")
    self_approved = _exceptional(
        ballot, "approver-is-the-person", "approves the own exception: reserved", 38, listed=False
    )
    other = (desk.names.unique(), PartialDate(2026, 6, 4))
    desk.approve(self_approved, "deputy", approvals=((self_approved.name, PartialDate(2026, 6, 3)), other))
    expect = "meets every criterion although young and postgraduate: eligible, nothing waived"
    plain = replace(YOUNG, rank_since=PartialDate(2023, 6))
    ballot.case("nothing-waived", expect, plain, 36, outcome="eligible", listed=True, reserved=False)


def _exceptional(ballot: Ballot, slug: str, expect: str, votes: int, *, listed: bool) -> Cadre:
    return ballot.case(slug, expect, YOUNG, votes, outcome="exceptional", listed=listed, reserved=not listed)


def _approve_twice(desk: Desk, cadre: Cadre, *, proposer_approves: bool) -> None:
    proposer, first, second = (desk.names.unique() for _ in range(3))
    if proposer_approves:
        second = proposer
    approvals = ((first, PartialDate(2026, 6, 2)), (second, PartialDate(2026, 6, 5)))
    relatives = "无" if proposer_approves else f"{desk.names.unique()}、{second}"
    desk.approve(cadre, "deputy", proposed_by=proposer, approvals=approvals, relatives=relatives)


def _deputies(desk: Desk, unit: Unit) -> None:
    ballot = desk.ballot(unit, "deputy")
    rows: tuple[tuple[str, Cadre, str, str], ...] = (
        (
            "exception-worker",
            replace(YOUNG, status="worker", post="驾驶员"),
            "ineligible",
            "never touches cadre status",
        ),
        (
            "exception-disciplined",
            replace(
                YOUNG,
                discipline="政务警告",
                discipline_from=PartialDate(2026, 3, 1),
                discipline_to=PartialDate(2026, 9, 1),
            ),
            "ineligible",
            "never touches discipline",
        ),
        (
            "exception-in-probation",
            replace(YOUNG, probation="in"),
            "ineligible",
            "never for people in probation",
        ),
        (
            "exception-waives-rank",
            replace(YOUNG, rank="clerk_2", rank_since=PartialDate(2024, 7), earlier=()),
            "exceptional",
            "rank lowered by one step, months to one half",
        ),
        (
            "exception-below-half",
            replace(YOUNG, rank_since=PartialDate(2025, 7), earlier=(), work_since=PartialDate(2025, 7)),
            "ineligible",
            "fewer months than even the exception asks",
        ),
        (
            "exception-half-to-the-day",
            replace(YOUNG, rank="clerk_1", rank_since=PartialDate(2024, 12, 30), earlier=()),
            "exceptional",
            "18 months to the day: what the exception asks",
        ),
    )
    for place, (slug, like, outcome, expect) in enumerate(rows):
        cadre = ballot.case(slug, expect, like, 50 - 2 * place, outcome=outcome)
        if outcome == "exceptional":
            desk.approve(cadre, "deputy")


def _chiefs(desk: Desk, unit: Unit) -> None:
    ballot = desk.ballot(unit, "chief")
    expect = "approved and listed as chief: the name leaves the deputy list of the same unit"
    both = ballot.case("exception-chief-and-deputy", expect, YOUNG, 50, outcome="exceptional", listed=True)
    desk.approve(both, "chief")
    Ballot(desk, unit, "deputy").vote(both, 38, mark=None)
    over = replace(YOUNG, probation=PartialDate(2026, 6, 30))
    expect = "probation over on the as-of date: not in probation any more"
    ballot.case("exception-probation-over-today", expect, over, 45, outcome="exceptional", reserved=True)
    late = replace(YOUNG, probation=PartialDate(2026, 7, 1))
    expect = "probation over on the day after the as-of date"
    ballot.case("exception-probation-over-tomorrow", expect, late, 40, outcome="ineligible")
    expect = "probation unknown: a condition of the exception is unknown"
    ballot.case("exception-condition-unknown", expect, replace(YOUNG, probation=""), 35, outcome="undecided")
    expect = "an ordinary candidate in a unit full of exceptions"
    Ballot(desk, unit, "deputy").case("ordinary-beside-exceptions", expect, DEPUTY, 20, GOOD_MARK, outcome="eligible")
