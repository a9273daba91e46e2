"""Where hard cases are put together: units with hand-written vote tables, and what must come out of them.

All expectations hold for the plan ``seed-county`` on 30 June 2026.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.model import (
    Cadre,
    Case,
    County,
    Decision,
    Inspection,
    Mark,
    Meeting,
    Member,
    Named,
    PlaceClass,
    Proposal,
    Schooling,
    Tally,
    Unit,
)
from reserve.sample.names import ORGANS, TOWNSHIPS, IdNumbers, Names
from reserve.sample.people import NOTHING

BACHELOR: Final = Schooling("bachelor", "bachelor", "云岭农业大学")
MASTER: Final = Schooling("postgraduate", "master", "东川师范大学")
DEPUTY: Final = Cadre(
    "",
    "",
    birth=PartialDate(1984, 5, 12),
    post="综合股股长",
    status="civil_servant",
    full_time=BACHELOR,
    in_service=NOTHING,
    rank="clerk_1",
    rank_since=PartialDate(2010, 7),
    work_since=PartialDate(2007, 7),
    party="member",
    probation="none",
    discipline="无",
)
"""Meets every criterion for a deputy place."""
CHIEF: Final = replace(
    DEPUTY,
    post="副局长",
    rank="deputy_section",
    rank_since=PartialDate(2018, 3),
    earlier=(("clerk_1", PartialDate(2010, 7)),),
)
"""Meets every criterion for a chief place."""
YOUNG: Final = replace(
    DEPUTY,
    birth=PartialDate(1997, 9, 10),
    post="选调生",
    full_time=MASTER,
    rank_since=PartialDate(2023, 8),
    work_since=PartialDate(2022, 8),
    earlier=(("clerk_2", PartialDate(2022, 8)),),
)
"""Fails months in rank (deputy) or rank (chief), and meets what the exception asks apart from the votes."""
COUNTS: Final = (60, 57, 56, 55)
GOOD_MARK: Final = "78.5"


class Desk:
    """Puts cases into a county; units are handed out once each."""

    def __init__(self, rng: Random, names: Names, ids: IdNumbers) -> None:
        """Draw names and numbers from their pools, and the order of the units from ``rng``."""
        self._rng = rng
        self.county = County()
        self.names = names
        self.ids = ids
        self._free = {
            "county_organ": rng.sample(ORGANS, len(ORGANS)),
            "township": rng.sample(TOWNSHIPS, len(TOWNSHIPS)),
        }

    def organ(self, chief: int | None = 1, deputy: int | None = 4) -> Unit:
        """Return a new county organ with these posts."""
        return self._add(Unit(self._free["county_organ"].pop(), "county_organ", chief, deputy))

    def township(self, chief: int | None = 2, deputy: int | None = 6) -> Unit:
        """Return a new township with these posts."""
        return self._add(Unit(self._free["township"].pop(), "township", chief, deputy))

    def left(self) -> tuple[list[str], list[str]]:
        """Return the names of the county organs and townships that no case needed."""
        return list(self._free["county_organ"]), list(self._free["township"])

    def _add(self, unit: Unit) -> Unit:
        self.county.units.append(unit)
        return unit

    def cadre(self, unit: Unit, like: Cadre, *, with_id: bool = True) -> Cadre:
        """Put somebody with the facts of ``like`` into the roster of ``unit``.

        A blank name or ID number is invented; ``with_id=False`` leaves the number blank.
        """
        if like.id_number:
            # The case is about the number, which was made for these facts.
            sex, birth, number = "男", like.birth, like.id_number
        else:
            sex = self._rng.choice("男男女")
            birth = self._birth(like)
            known = birth or PartialDate(1984, 5, 12)
            number = self.ids.issue(known.last, sex) if with_id else ""
        name = like.name or self.names.unique(sex)
        cadre = replace(like, name=name, unit=unit.name, sex=sex, birth=birth, id_number=number)
        self.county.people.append(cadre)
        return cadre

    def _birth(self, like: Cadre) -> PartialDate | None:
        """Vary a birth date that no case is about by years that change nothing."""
        years = {DEPUTY.birth: (1982, 1986), YOUNG.birth: (1997, 1998)}.get(like.birth)
        if years is None:
            return like.birth
        return PartialDate(self._rng.randint(*years), self._rng.randint(1, 12), self._rng.randint(1, 28))

    def ballot(self, unit: Unit, place_class: PlaceClass, counts: tuple[int, int, int, int] | None = COUNTS) -> Ballot:
        """Hold a meeting (due, present, returned, valid) for one class; ``None`` leaves the meeting out."""
        if counts is not None:
            self.county.meetings.append(Meeting(unit.name, place_class, *counts))
        return Ballot(self, unit, place_class)

    def case(self, slug: str, cadre: Cadre, place_class: PlaceClass, expect: str, **facts: str | bool) -> None:
        """Record a case of one person."""
        self.county.cases.append(Case(slug, cadre.name, cadre.unit, place_class, expect, dict(facts)))

    def unit_case(self, slug: str, unit: Unit, place_class: PlaceClass, expect: str) -> None:
        """Record a case of a whole unit; its name is blank."""
        self.county.cases.append(Case(slug, "", unit.name, place_class, expect))

    def approve(self, cadre: Cadre, place_class: PlaceClass, **changes: object) -> None:
        """Put forward an exception for ``cadre`` with both approvals, save what ``changes`` says."""
        people = [self.names.unique() for _ in range(3)]
        proposal = Proposal(
            who(cadre),
            place_class,
            proposed_by=people[0],
            proposed_on=PartialDate(2026, 5, 18),
            reason="工作实绩突出，急难险重任务中表现优秀",
            evidence="2025年度考核优秀等次文件",
            approvals=((people[1], PartialDate(2026, 6, 2)), (people[2], PartialDate(2026, 6, 5))),
        )
        for key, value in changes.items():
            setattr(proposal, key, value)
        self.county.proposals.append(proposal)

    def member(self, cadre: Cadre, place_class: PlaceClass, decision: str = "保留", **changes: object) -> Member:
        """Put ``cadre`` into the present pool with a complete decision, save what ``changes`` says."""
        row = Member(who(cadre), place_class, PartialDate(2021, 9), (8200, 1500, 300, 0), decision)
        if decision:
            row.decided_by, row.decided_on = self.names.unique(), PartialDate(2026, 6, 12)
            row.grounds = "年度考核称职以上；民主测评较好" if decision == "保留" else "民主测评靠后；不担当不作为"
        for key, value in changes.items():
            setattr(row, key, value)
        self.county.members.append(row)
        return row

    def decide_tie(
        self, cadre: Cadre, place_class: PlaceClass, decision: str, reason: str = "基层工作经历较长"
    ) -> None:
        """Decide about somebody in a tie: ``列入`` or ``不列入``."""
        by = self.names.unique()
        row = Decision(who(cadre), place_class, "并列取舍", decision, reason, by, PartialDate(2026, 6, 25))
        self.county.decisions.append(row)

    def inspect(self, cadre: Cadre, **changes: object) -> None:
        """Record a positive inspection by two people, save what ``changes`` says."""
        pair = (self.names.unique(), self.names.unique())
        row = Inspection(who(cadre), inspectors=pair, inspected_on=PartialDate(2026, 6, 16))
        for key, value in changes.items():
            setattr(row, key, value)
        self.county.inspections.append(row)


class Ballot:
    """The vote table of one unit and class."""

    def __init__(self, desk: Desk, unit: Unit, place_class: PlaceClass) -> None:
        """Write into the county of ``desk``."""
        self.desk = desk
        self.unit = unit
        self.place_class = place_class

    def vote(self, cadre: Cadre, votes: int, mark: str | None = GOOD_MARK) -> Cadre:
        """Give ``cadre`` votes and an exam row; ``mark=None`` writes no exam row."""
        self.desk.county.tallies.append(Tally(who(cadre), self.place_class, votes))
        if mark is not None:
            self.desk.county.marks.append(Mark(who(cadre), mark))
        return cadre

    def case(
        self,
        slug: str,
        expect: str,
        like: Cadre,
        votes: int,
        mark: str | None = GOOD_MARK,
        **facts: str | bool,
    ) -> Cadre:
        """Add a new person of this unit with votes and record the case."""
        cadre = self.vote(self.desk.cadre(self.unit, like), votes, mark)
        self.desk.case(slug, cadre, self.place_class, expect, **facts)
        return cadre

    def beside(self, like: Cadre, votes: int, mark: str | None = GOOD_MARK) -> Cadre:
        """Add somebody whom a case needs beside it."""
        return self.vote(self.desk.cadre(self.unit, like), votes, mark)


def who(cadre: Cadre) -> Named:
    """Name ``cadre`` in another workbook, by name and unit."""
    return Named(cadre.name, cadre.unit)
