"""The crowd: ordinary people of a county with plausible careers, and the few blanks their files have."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from random import Random
from typing import Final

from reserve.dates import PartialDate
from reserve.sample.model import Cadre, Degree, Level, Rank, Schooling, Status, Unit
from reserve.sample.names import SCHOOLS, SECONDARY_SCHOOLS, IdNumbers, Names, with_check_digit

AS_OF: Final = dt.date(2026, 6, 30)
_NOW: Final = AS_OF.year * 12 + AS_OF.month - 1


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of job in a unit: how many of 50 people have it, and who they are."""

    weight: float
    posts: tuple[str, ...]
    rank: Rank
    ages: tuple[int, int]
    statuses: tuple[Status, ...]


_PUBLIC: Final[tuple[Status, ...]] = ("civil_servant", "civil_servant", "civil_servant", "equivalent")
ROLES: Final = (
    Role(3, ("党组成员", "副局长", "副主任", "纪检监察组组长"), "deputy_section", (32, 55), _PUBLIC),
    Role(3, ("二级主任科员", "一级主任科员"), "chief_section", (42, 58), _PUBLIC),
    Role(8, ("综合股股长", "办公室主任", "四级主任科员"), "deputy_section", (31, 52), _PUBLIC),
    Role(13, ("科员", "一级科员", "干部"), "clerk_1", (26, 45), _PUBLIC),
    Role(2, ("科员", "二级科员"), "clerk_2", (23, 30), _PUBLIC),
    Role(9, ("服务中心干部", "服务站工作人员", "信息中心干部"), "clerk_1", (27, 56), ("institution",)),
    Role(3, ("服务中心主任", "执法队队长"), "deputy_section", (34, 55), ("institution",)),
    Role(4, ("司机", "机关服务人员"), "none", (32, 58), ("worker",)),
    Role(2, ("窗口工作人员", "辅助人员"), "none", (24, 40), ("contract",)),
    Role(0.5, ("借调干部",), "clerk_1", (30, 45), ("enterprise",)),
)
_CHIEF: Final = Role(0, ("局长", "主任", "党组书记"), "chief_section", (38, 57), ("civil_servant",))
_SECRETARY: Final = Role(0, ("党委书记",), "chief_section", (38, 54), ("civil_servant",))
_MAYOR: Final = Role(0, ("党委副书记、镇长", "党委副书记、乡长"), "chief_section", (36, 50), ("civil_servant",))

_FULL_TIME: Final[tuple[tuple[int, dict[Level, int]], ...]] = (
    (1975, {"secondary": 40, "college": 38, "bachelor": 22}),
    (1985, {"secondary": 16, "college": 37, "bachelor": 45, "postgraduate": 2}),
    (1995, {"secondary": 2, "college": 22, "bachelor": 67, "postgraduate": 9}),
    (2100, {"college": 10, "bachelor": 70, "postgraduate": 20}),
)
_LEAVING_AGE: Final[dict[Level, int]] = {"secondary": 19, "college": 21, "bachelor": 22, "postgraduate": 25}
_SANCTIONS: Final = ("党内警告", "党内严重警告", "政务警告", "政务记过", "诫勉（影响期）")
NOTHING: Final = Schooling("none", "none")


class Crowd:
    """Invents ordinary people, one at a time."""

    def __init__(self, rng: Random, names: Names, ids: IdNumbers) -> None:
        """Draw facts from ``rng``, names and ID numbers from their pools."""
        self._rng = rng
        self._names = names
        self._ids = ids

    def fill(self, unit: Unit, size: int, present: set[str]) -> list[Cadre]:
        """Return ``size`` people of ``unit``; no two of them share a name, nor have one in ``present``."""
        roles = [_SECRETARY, _MAYOR] if unit.kind == "township" else [_CHIEF]
        roles += self._rng.choices(ROLES, [role.weight for role in ROLES], k=max(0, size - len(roles) - 2))
        people: list[Cadre] = []
        taken = set(present)
        for number in range(size):
            cadre = self._person(roles[number]) if number < len(roles) else self._promising()
            while cadre.name in taken:
                cadre.name = self._names.invent(cadre.sex)
            taken.add(cadre.name)
            cadre.unit = unit.name
            people.append(cadre)
        return people

    def _person(self, role: Role) -> Cadre:
        born = self._month(_NOW - 12 * self._rng.randint(*role.ages) - self._rng.randrange(12))
        cadre = self._named(born)
        cadre.post = self._rng.choice(role.posts)
        cadre.status = self._rng.choice(role.statuses)
        self._educate(cadre, born.year)
        self._career(cadre, role.rank, born)
        self._party(cadre, leading=role.weight == 0)
        cadre.probation = "none"
        self._discipline(cadre)
        self._blank(cadre)
        self._spoil_id(cadre)
        return cadre

    def _promising(self) -> Cadre:
        """Return a young postgraduate in office for two or three years: whom the exception is made for."""
        born = self._month(self._rng.randint(_NOW - 12 * 30 + 1, _NOW - 12 * 27))
        cadre = self._named(born)
        cadre.post = self._rng.choice(("选调生", "科员", "一级科员"))
        cadre.status = "civil_servant"
        school = self._rng.choice(SCHOOLS)
        cadre.full_time = Schooling("postgraduate", "master", school, PartialDate(2022, 6))
        cadre.in_service = NOTHING
        cadre.work_since = self._month(self._rng.randint(2022 * 12 + 7, 2023 * 12 + 10))
        months = cadre.work_since.year * 12 + cadre.work_since.month - 1
        cadre.probation = self._month(months + 12)
        cadre.rank, cadre.rank_since = "clerk_1", cadre.probation
        self._party(cadre, leading=False)
        cadre.discipline = "无"
        return cadre

    def _named(self, born: PartialDate) -> Cadre:
        sex = "女" if self._rng.random() < 0.36 else "男"
        cadre = Cadre(self._names.invent(sex), "", sex=sex, birth=born)
        day = self._rng.randint(1, monthrange(born.year, born.month)[1])
        if self._rng.random() < 0.97:
            cadre.id_number = self._ids.issue(dt.date(born.year, born.month, day), sex)
        if self._rng.random() < 0.3:
            cadre.birth = PartialDate(born.year, born.month, day)
        return cadre

    def _educate(self, cadre: Cadre, born: int) -> None:
        shares = next(shares for until, shares in _FULL_TIME if born < until)
        level = self._rng.choices(list(shares), list(shares.values()))[0]
        left = PartialDate(born + _LEAVING_AGE[level], 7)
        school = self._rng.choice(SCHOOLS if level != "secondary" else SECONDARY_SCHOOLS)
        cadre.full_time = Schooling(level, self._degree(level), school, left)
        cadre.in_service = self._in_service(level, born)
        if self._rng.random() < 0.1:
            both = (cadre.full_time, cadre.in_service)
            best = max(both, key=lambda schooling: _ORDER.index(schooling.level or "none"))
            cadre.highest = Schooling(best.level, best.degree, "", None, best.party_school)

    def _in_service(self, level: Level, born: int) -> Schooling:
        held = PartialDate(min(born + self._rng.randint(27, 38), 2025), self._rng.choice((1, 6, 7, 12)))
        luck = self._rng.random()
        if level in {"secondary", "college"} and luck < 0.75:
            higher: Level = "college" if level == "secondary" and luck < 0.3 else "bachelor"
            party = self._rng.random() < 0.4
            return Schooling(higher, "none", "省委党校" if party else self._rng.choice(SCHOOLS), held, party)
        if level == "bachelor" and luck < 0.1:
            if luck < 0.06:
                return Schooling("postgraduate", "none", "中央党校", held, party_school=True)
            return Schooling("postgraduate", "master", self._rng.choice(SCHOOLS), held)
        return NOTHING

    def _degree(self, level: Level) -> Degree:
        if level == "postgraduate":
            return "doctor" if self._rng.random() < 0.06 else "master"
        if level == "bachelor":
            return "bachelor" if self._rng.random() < 0.9 else "none"
        return "none"

    def _career(self, cadre: Cadre, rank: Rank, born: PartialDate) -> None:
        left = cadre.full_time.held_from or PartialDate(born.year + 22, 7)
        start = min(left.year * 12 + 6 + self._rng.randrange(18), _NOW - 18)
        cadre.work_since = self._month(start)
        cadre.rank = rank
        if rank == "none":
            return
        path: list[Rank] = ["clerk_2", "clerk_1", "deputy_section", "chief_section"]
        path = path[: path.index(rank) + 1]
        if rank != "clerk_2" and self._rng.random() < 0.7:
            path.remove("clerk_2")
        steps = sorted(self._rng.sample(range(start + 12, _NOW), len(path)))
        steps[0] = min(steps[0], start + self._rng.randint(12, 18))
        history = list(zip(path, map(self._month, steps), strict=True))
        cadre.rank, cadre.rank_since = history[-1]
        # Most files keep the earlier ranks; where they do not, some people stay undecided.
        cadre.earlier = tuple(history[:-1]) if self._rng.random() < 0.93 else ()

    def _party(self, cadre: Cadre, *, leading: bool) -> None:
        kinds = ("member", "probationary", "league", "democratic", "independent", "masses")
        weights = (72, 2, 4, 4, 2, 16)
        cadre.party = "member" if leading else self._rng.choices(kinds, weights)[0]

    def _discipline(self, cadre: Cadre) -> None:
        cadre.discipline = "无"
        if self._rng.random() < 0.015:
            begins = self._rng.randint(_NOW - 60, _NOW - 2)
            cadre.discipline = self._rng.choice(_SANCTIONS)
            cadre.discipline_from = self._month(begins)
            cadre.discipline_to = self._month(begins + self._rng.choice((6, 12, 18)))

    def _blank(self, cadre: Cadre) -> None:
        luck = self._rng.random()
        blanks = (
            (0.004, "birth", None),
            (0.008, "status", None),
            (0.014, "full_time", Schooling()),
            (0.022, "in_service", Schooling()),
            (0.028, "rank", None),
            (0.036, "rank_since", None),
            (0.043, "probation", ""),
            (0.052, "discipline", ""),
            (0.06, "party", ""),
            (0.07, "work_since", None),
        )
        for limit, attribute, blank in blanks:
            if luck < limit and not (attribute == "discipline" and cadre.discipline_from):
                setattr(cadre, attribute, blank)
                return

    def _spoil_id(self, cadre: Cadre) -> None:
        luck = self._rng.random()
        if not cadre.id_number or luck > 0.008:
            return
        if luck < 0.003:
            cadre.sex = "女" if cadre.sex == "男" else "男"
        elif luck < 0.006 and cadre.birth is not None:
            cadre.birth = PartialDate(cadre.birth.year, cadre.birth.month % 12 + 1)
        else:
            cadre.id_number = wrong_check_digit(cadre.id_number)

    @staticmethod
    def _month(months: int) -> PartialDate:
        return PartialDate(months // 12, months % 12 + 1)


_ORDER: Final = ("none", "middle_school", "secondary", "college", "bachelor", "postgraduate")


def wrong_check_digit(number: str) -> str:
    """Return ``number`` with another last digit, so that its check fails."""
    right = with_check_digit(number[:17])[-1]
    return number[:17] + ("0" if right != "0" else "1")
