"""An ordinary unit's campaign: present members, two meetings, votes, exam marks, inspections, exceptions."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.model import (
    CLASSES,
    RANKS,
    Cadre,
    County,
    Decision,
    Inspection,
    Mark,
    Meeting,
    Member,
    Named,
    PlaceClass,
    Proposal,
    Tally,
    Unit,
)
from reserve.sample.names import Names

_LATEST_BIRTH_YEAR_OVER: Final = 1980
_MASTERS_SINCE: Final = dt.date(1996, 7, 1)
_RATIOS: Final = {"chief": 2, "deputy": 1}


class Campaign:
    """Runs the ordinary units of a county through the campaign."""

    def __init__(self, rng: Random, county: County, names: Names) -> None:
        """Draw from ``rng`` and write into ``county``; officers get names from ``names``."""
        self._rng = rng
        self._county = county
        self._names = names
        self._officers = [names.unique(rng.choice("男女")) for _ in range(12)]
        self._examined: set[Named] = set()

    def members(self, unit: Unit, people: list[Cadre], number: int) -> None:
        """Put ``number`` of ``people`` into the present pool, most of them with a decision."""
        fit: dict[PlaceClass, list[Cadre]] = {
            "chief": [cadre for cadre in people if cadre.rank in {"deputy_section", "chief_section"}],
            "deputy": [cadre for cadre in people if cadre.rank in {"clerk_1", "deputy_section"}],
        }
        taken: set[str] = set()
        for _ in range(number):
            place_class: PlaceClass = self._rng.choices(CLASSES, [2, 3])[0]
            free = [cadre for cadre in fit[place_class] if cadre.name not in taken and _in_office(cadre)]
            if not free:
                continue
            cadre = self._rng.choices(free, [5 if _young_enough(cadre) else 1 for cadre in free])[0]
            taken.add(cadre.name)
            self._county.members.append(self._member(unit, cadre, place_class))

    def _member(self, unit: Unit, cadre: Cadre, place_class: PlaceClass) -> Member:
        since = PartialDate(self._rng.randint(2019, 2024), self._rng.choice((3, 9, 10)))
        row = Member(Named(cadre.name, unit.name), place_class, since, self._shares())
        row.decision = self._rng.choices(("保留", "调整出", "暂缓", ""), (66, 18, 5, 11))[0]
        if row.decision:
            row.decided_by = self._rng.choice(self._officers)
            row.decided_on = PartialDate(2026, 6, self._rng.randint(8, 24))
            row.grounds = self._rng.choice(_GROUNDS[row.decision])
        return row

    def _shares(self) -> tuple[int, int, int, int] | None:
        if self._rng.random() < 0.03:
            return None
        weak = self._rng.random() < 0.04
        excellent = self._rng.randint(1500, 4000) if weak else self._rng.randint(5500, 9300)
        incompetent = self._rng.randint(3000, 4000) if weak else self._rng.randint(0, 150)
        basic = self._rng.randint(0, min(600, 10000 - excellent - incompetent))
        return excellent, 10000 - excellent - incompetent - basic, basic, incompetent

    def meetings(self, unit: Unit, people: list[Cadre]) -> None:
        """Let the unit vote in both classes, then examine most of those who can stand."""
        for place_class in CLASSES:
            if self._rng.random() < 0.02:
                continue
            meeting = self._meeting(unit, place_class, len(people))
            self._county.meetings.append(meeting)
            self._vote(unit, meeting, people)

    def _meeting(self, unit: Unit, place_class: PlaceClass, size: int) -> Meeting:
        due = max(24, round(size * self._rng.uniform(0.8, 1.1)))
        present = round(due * self._rng.uniform(0.84, 1))
        returned = present - self._rng.choice((0, 0, 0, 1, 2))
        valid = returned - self._rng.choice((0, 0, 1, 1, 2))
        return Meeting(unit.name, place_class, due, present, returned, valid)

    def _vote(self, unit: Unit, meeting: Meeting, people: list[Cadre]) -> None:
        place_class, valid = meeting.place_class, meeting.valid or 0
        posts = unit.chief_posts if place_class == "chief" else unit.deputy_posts
        number = min(12, max(3, (posts or 0) * _RATIOS[place_class] + self._rng.randint(0, 3)))
        share = self._rng.uniform(0.6, 0.9)
        for cadre in self._named(people, place_class, number):
            votes = max(1, min(valid, round(valid * share)))
            self._county.tallies.append(Tally(Named(cadre.name, unit.name), place_class, votes))
            self._examine(cadre, place_class)
            self._except(cadre, place_class)
            share *= self._rng.choice((0.97, 0.9, 0.85, 0.75, 0.7))

        if self._rng.random() < 0.06:
            # Somebody who moved away or retired: no name of the roster.
            stranger = Named(self._names.unique(), unit.name)
            self._county.tallies.append(Tally(stranger, place_class, self._rng.randint(1, 3)))

    def _named(self, people: list[Cadre], place_class: PlaceClass, number: int) -> list[Cadre]:
        pool, chosen = list(people), []
        for _ in range(min(number, len(pool))):
            cadre = self._rng.choices(pool, [_appeal(cadre, place_class) for cadre in pool])[0]
            pool.remove(cadre)
            chosen.append(cadre)
        return chosen

    def _examine(self, cadre: Cadre, place_class: PlaceClass) -> None:
        who = Named(cadre.name, cadre.unit)
        fit = _stands(cadre, place_class)
        if who in self._examined or self._rng.random() > (0.96 if fit else 0.04):
            return
        self._examined.add(who)
        self._county.marks.append(Mark(who, self._mark()))
        if fit and self._rng.random() < 0.9:
            self._county.inspections.append(self._inspection(who))

    def _mark(self) -> str:
        luck = self._rng.random()
        if luck < 0.02:
            return self._rng.choice(("缺考", "缺考", "违纪", ""))
        return f"{min(97.0, max(31.0, round(self._rng.gauss(74, 9) * 2) / 2)):g}"

    def _inspection(self, who: Named) -> Inspection:
        row = Inspection(who, self._rng.choice(("合格", "通过", "同意", "可以列入")))
        row.inspectors = tuple(self._rng.sample(self._officers, 2))
        row.inspected_on = PartialDate(2026, 6, self._rng.randint(8, 20))
        if self._rng.random() < 0.02:
            row.conclusion = self._rng.choice(("不合格", "不宜列入"))
        return row

    def _except(self, cadre: Cadre, place_class: PlaceClass) -> None:
        if not _promising(cadre) or self._rng.random() > 0.7:
            return
        proposer, first, second = self._rng.sample(self._officers, 3)
        second_day = None if self._rng.random() < 0.15 else PartialDate(2026, 6, self._rng.randint(3, 9))
        row = Proposal(
            Named(cadre.name, cadre.unit),
            place_class,
            proposer,
            proposed_on=PartialDate(2026, 5, self._rng.randint(11, 28)),
            reason=self._rng.choice(_REASONS),
            evidence="年度考核优秀；县委表彰文件",
            approvals=((first, PartialDate(2026, 6, 1)), (second, second_day)),
        )
        self._county.proposals.append(row)

    def late_decisions(self, number: int) -> None:
        """Decide on ``number`` of the members that have no decision yet, in the file of decisions."""
        decided = {row.who for row in self._county.decisions}
        case_names = {case.name for case in self._county.cases}
        open_rows = [row for row in self._county.members if not row.decision and row.who not in decided]
        for member in open_rows:
            if number == 0 or member.who.name in case_names:
                continue
            number -= 1
            self._county.decisions.append(
                Decision(
                    member.who,
                    member.place_class,
                    act="去留",
                    decision="保留",
                    reason="年度考核合格",
                    decided_by=self._officers[0],
                    decided_on=PartialDate(2026, 6, 27),
                )
            )


_REASONS: Final = ("驻村工作成绩突出", "重点项目攻坚表现优秀", "应急处置中发挥骨干作用")
_GROUNDS: Final = {
    "保留": ("年度考核称职以上", "年度考核优秀；民主测评较好"),
    "调整出": ("民主测评靠后", "已转任非领导职务；年龄偏大", "不担当不作为；考核靠后"),
    "暂缓": ("正在核实信访反映",),
}


def _in_office(cadre: Cadre) -> bool:
    return cadre.status in {"civil_servant", "equivalent", "institution"}


def _young_enough(cadre: Cadre) -> bool:
    return cadre.birth is None or cadre.birth.year > _LATEST_BIRTH_YEAR_OVER


def _promising(cadre: Cadre) -> bool:
    young = cadre.birth is not None and cadre.birth.first >= _MASTERS_SINCE
    return young and cadre.full_time.level == "postgraduate"


def _asked(cadre: Cadre, place_class: PlaceClass) -> bool:
    floor = "deputy_section" if place_class == "chief" else "clerk_1"
    return cadre.rank is None or RANKS.index(cadre.rank) >= RANKS.index(floor)


def _stands(cadre: Cadre, place_class: PlaceClass) -> bool:
    """Tell roughly who gets as far as the exam; the screening itself says it exactly."""
    if not (_in_office(cadre) and _young_enough(cadre)):
        return False
    since = cadre.rank_since
    months = 24 if place_class == "chief" else 36
    settled = bool(cadre.earlier) or since is None or (2026 - since.year) * 12 + 6 - since.month >= months
    return _promising(cadre) or (_asked(cadre, place_class) and settled)


def _appeal(cadre: Cadre, place_class: PlaceClass) -> float:
    """Weigh how likely a meeting is to name somebody."""
    weight = 8.0 if _stands(cadre, place_class) else 0.35
    if not _young_enough(cadre):
        weight *= 0.5
    if _promising(cadre):
        return 9.0 if place_class == "deputy" else 1.0
    if cadre.rank == "chief_section":
        weight *= 0.3
    if place_class == "deputy" and cadre.rank == "deputy_section":
        weight *= 0.4
    return weight
