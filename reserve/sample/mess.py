"""Spelling: each fact in one of the ways in which offices write it, all of them readable without doubt."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final, TypeAlias

from reserve.dates import PartialDate
from reserve.sample.model import Cadre, Degree, Level, PlaceClass, Probation, Rank, Schooling, Status

Cell: TypeAlias = str | int | float | dt.date | None

_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_AMBIGUOUS_AS_NUMBER: Final = 10
"""1980.10 becomes 1980.1 when Excel takes it for a number."""
_STATUSES: Final[dict[Status, tuple[str, ...]]] = {
    "civil_servant": ("公务员", "公务员", "行政", "行政编制"),
    "equivalent": ("参公", "参照公务员法管理", "参照管理", "参公人员"),
    "institution": (
        "事业干部",
        "事业管理",
        "事业管理人员",
        "事业专技",
        "管理人员",
        "专业技术人员",
        "事业编制干部",
    ),
    "worker": ("工勤", "工人", "工勤人员"),
    "contract": ("聘用", "合同制", "编外", "劳务派遣", "聘用人员"),
    "enterprise": ("企业", "国企", "企业人员"),
}
_LEVELS: Final[dict[Level, tuple[str, ...]]] = {
    "none": ("无",),
    "middle_school": ("初中",),
    "secondary": ("高中", "中专", "技校", "职高", "中技"),
    "college": ("大专", "专科", "大学专科", "大专学历"),
    "bachelor": ("本科", "大学本科", "大学", "本科毕业"),
    "postgraduate": ("研究生", "硕士研究生", "研究生学历"),
}
_PARTY_SCHOOLS: Final[dict[Level, tuple[str, ...]]] = {
    "college": ("党校大专", "省委党校大专"),
    "bachelor": ("省委党校大学", "党校本科", "省党校大学", "中央党校本科"),
    "postgraduate": ("中央党校研究生", "省委党校研究生"),
}
_DEGREES: Final[dict[Degree, tuple[str, ...]]] = {
    "": ("",),
    "none": ("无",),
    "bachelor": ("学士", "学士学位", "农学学士", "管理学学士"),
    "master": ("硕士", "硕士学位", "法学硕士", "工商管理硕士"),
    "doctor": ("博士", "博士学位"),
}
_LADDER: Final[dict[Rank, tuple[str, ...]]] = {
    "none": ("无",),
    "clerk_2": ("办事员", "二级科员"),
    "clerk_1": ("科员", "一级科员", "科员级"),
    "deputy_section": ("副科", "副科级", "乡科级副职", "四级主任科员", "三级主任科员", "副主任科员"),
    "chief_section": ("正科", "正科级", "乡科级正职", "二级主任科员", "一级主任科员", "主任科员"),
    "deputy_division": ("副处级", "四级调研员"),
}
_GRADES: Final[dict[Rank, tuple[str, ...]]] = {
    "none": ("无", "未定级"),
    "clerk_2": ("管理十级", "十级职员"),
    "clerk_1": ("管理九级", "九级职员"),
    "deputy_section": ("管理八级", "八级职员"),
    "chief_section": ("管理七级", "七级职员"),
    "deputy_division": ("副处级",),
}
_PARTIES: Final[dict[str, tuple[str, ...]]] = {
    "": ("",),
    "member": ("中共党员", "党员"),
    "probationary": ("中共预备党员", "预备党员"),
    "league": ("共青团员", "团员"),
    "democratic": ("民革", "民盟", "民建", "民进", "农工党", "九三学社"),
    "independent": ("无党派", "无党派人士"),
    "masses": ("群众",),
}
CLASS_WORDS: Final[dict[PlaceClass, tuple[str, ...]]] = {
    "chief": ("正职", "正职后备"),
    "deputy": ("副职", "副职后备"),
}
KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "county_organ": ("县直", "县直单位", "县直部门", "县直机关"),
    "township": ("乡镇",),
}


class Speller:
    """Words canonical facts; each call may choose another spelling of the same fact."""

    def __init__(self, rng: Random) -> None:
        """Draw spellings from ``rng``."""
        self._rng = rng

    def one_of(self, words: tuple[str, ...]) -> str:
        """Return one of some synonyms, now and then with blanks behind."""
        return self.text(self._rng.choice(words))

    def text(self, words: str) -> str:
        """Return ``words``, now and then with trailing blanks."""
        if words and self._rng.random() < 0.02:
            return words + self._rng.choice((" ", "  ", "\u3000"))
        return words

    def name(self, name: str) -> str:
        """Spell a name: blanks inside two characters, other kinds of dots, blanks behind."""
        if "·" in name:
            return name.replace("·", self._rng.choice("··•・"))
        if len(name) == 2 and self._rng.random() < 0.35:
            return name[0] + self._rng.choice((" ", "  ", "\u3000")) + name[1]
        return self.text(name)

    def digits(self, text: str) -> str:
        """Return ``text``, now and then with full-width digits."""
        return text.translate(_WIDE) if self._rng.random() < 0.02 else text

    def id_number(self, number: str) -> str:
        """Spell an ID number, always as text."""
        if number.endswith("X") and self._rng.random() < 0.2:
            number = number[:-1] + self._rng.choice(("x", "Ｘ"))
        return self.text(self.digits(number))

    def count(self, number: int | None) -> Cell:
        """Spell a whole number, mostly as a number."""
        if number is None:
            return None
        return self.digits(str(number)) if self._rng.random() < 0.03 else number

    def adjustment(self, number: int) -> Cell:
        """Spell a signed number; 0 is mostly blank."""
        if number == 0:
            return self._rng.choice((None, None, None, 0))
        return self._rng.choice((f"{number:+d}", number))

    def date(self, date: PartialDate | None) -> Cell:
        """Spell a date exactly as precise as it is."""
        if date is None:
            return None
        return self._month(date) if date.day is None else self._day(date, date.day)

    def _month(self, date: PartialDate) -> Cell:
        year, month = date.year, date.month
        kind = self._rng.choices(range(7), (60, 14, 8, 4, 4, 6, 4))[0]
        if kind == 5 and month != _AMBIGUOUS_AS_NUMBER:
            return year + month / 100
        spellings = (
            f"{year}.{month:02d}",
            f"{year}年{month}月",
            f"{year}-{month:02d}",
            f"{year}/{month:02d}",
            f"{year}{month:02d}",
            f"{year}.{month:02d}",
            f"{year}年{month:02d}月",
        )
        return self.text(self.digits(spellings[kind]))

    def _day(self, date: PartialDate, day: int) -> Cell:
        year, month = date.year, date.month
        if self._rng.random() < 0.25:
            return dt.date(year, month, day)
        spellings = (
            f"{year}-{month:02d}-{day:02d}",
            f"{year}.{month:02d}.{day:02d}",
            f"{year}年{month}月{day}日",
            f"{year}/{month}/{day}",
            f"{year}{month:02d}{day:02d}",
        )
        return self.text(self.digits(self._rng.choice(spellings)))

    def status(self, status: Status | None) -> str:
        """Spell a cadre status."""
        return "" if status is None else self.one_of(_STATUSES[status])

    def education(self, schooling: Schooling, form: str = "") -> str:
        """Spell an education; ``form`` is the form of study that its column already says."""
        if schooling.level is None:
            return ""
        if schooling.party_school:
            return self.one_of(_PARTY_SCHOOLS[schooling.level])
        word = self._rng.choice(_LEVELS[schooling.level])
        if schooling.suffix:
            word = word.removesuffix("学历").removesuffix("毕业")
            return word + self._rng.choice((schooling.suffix, f"（{schooling.suffix}）"))
        if form and schooling.level != "none" and self._rng.random() < 0.06:
            word = form + word
        return self.text(word)

    def degree(self, degree: Degree) -> str:
        """Spell a degree."""
        return self.one_of(_DEGREES[degree])

    def rank(self, cadre: Cadre) -> str:
        """Spell the present rank in the words of the person's status."""
        if cadre.rank_text or cadre.rank is None:
            return cadre.rank_text
        return self._ladder(cadre.rank, cadre.status)

    def earlier(self, cadre: Cadre) -> str:
        """Spell the ranks held before, with their dates."""
        entries = [f"{self._ladder(rank, cadre.status).strip()} {since}" for rank, since in cadre.earlier]
        return "；".join(entries)

    def _ladder(self, rank: Rank, status: Status | None) -> str:
        words = _GRADES if status == "institution" and self._rng.random() < 0.8 else _LADDER
        return self.one_of(words[rank])

    def party(self, party: str) -> str:
        """Spell party membership."""
        return self.one_of(_PARTIES[party])

    def probation(self, probation: Probation) -> Cell:
        """Spell probation: none, in it, or the day it is over."""
        if isinstance(probation, PartialDate):
            return self.date(probation)
        words = {"": ("",), "none": ("无", "无", "否"), "in": ("是", "试用期内", "试用中", "在试用期")}
        return self.one_of(words[probation])

    def discipline(self, kind: str) -> str:
        """Spell a sanction, or that there is none."""
        return self.one_of(("无", "无", "无", "没有", "未受处分", "否")) if kind == "无" else self.text(kind)

    def shares(self, shares: tuple[int, int, int, int] | None) -> tuple[Cell, Cell, Cell, Cell]:
        """Spell four shares in one of the three ways, the same way for all."""
        if shares is None:
            return None, None, None, None
        kind = self._rng.randrange(3)
        first, second, third, fourth = (_share(share, kind) for share in shares)
        return first, second, third, fourth

    def mark(self, text: str) -> tuple[Cell, Cell]:
        """Return the cells for mark and status; a word may stand in either."""
        if text in {"缺考", "违纪"}:
            word = self._rng.choice(("违纪", "作废", "违纪作废")) if text == "违纪" else text
            return (word, None) if self._rng.random() < 0.4 else (None, word)
        status = "正常" if text and self._rng.random() < 0.1 else None
        if text and self._rng.random() < 0.9:
            return float(text), status
        return self.digits(text) or None, status


def _share(hundredths: int, kind: int) -> Cell:
    if kind == 0:
        return hundredths / 100
    if kind == 1:
        return f"{hundredths // 100}.{hundredths % 100:02d}%"
    return hundredths / 10000
