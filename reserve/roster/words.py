"""The words of the roster's closed vocabularies: education, rank, probation, discipline and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from reserve.dates import PartialDate
from reserve.roster.model import EducationLevel, Politics, Probation, Rank, Sex, Status, UnitKind
from reserve.text import message
from reserve.workbook.cells import Problem, Raw, has_cjk, squeeze, text, worded
from reserve.workbook.dates import partial_date
from reserve.workbook.findings import Level
from reserve.workbook.words import unknown_word

UNIT_KINDS: Final[Mapping[str, UnitKind]] = {
    **dict.fromkeys(("县直", "县直单位", "县直部门", "县直机关", "机关"), UnitKind.COUNTY_ORGAN),
    **dict.fromkeys(("乡镇", "乡", "镇", "街道"), UnitKind.TOWNSHIP),
}
SEXES: Final[Mapping[str, Sex]] = {"男": Sex.MALE, "女": Sex.FEMALE}
POLITICS: Final[Mapping[str, Politics]] = {
    **dict.fromkeys(("中共党员", "党员"), Politics.MEMBER),
    **dict.fromkeys(("中共预备党员", "预备党员"), Politics.PROBATIONARY),
    **dict.fromkeys(("共青团员", "团员"), Politics.LEAGUE),
    **dict.fromkeys(("民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟"), Politics.DEMOCRATIC),
    **dict.fromkeys(("无党派", "无党派人士"), Politics.INDEPENDENT),
    "群众": Politics.MASSES,
}
STATUSES: Final[Mapping[str, Status]] = {
    **dict.fromkeys(("公务员", "行政", "行政编制"), Status.CIVIL_SERVANT),
    **dict.fromkeys(("参公", "参照公务员法管理", "参照管理", "参公人员"), Status.EQUIVALENT),
    **dict.fromkeys(
        ("事业干部", "事业管理", "事业管理人员", "事业专技", "管理人员", "专业技术人员", "事业编制干部"),
        Status.INSTITUTION,
    ),
    **dict.fromkeys(("工勤", "工人", "工勤人员"), Status.WORKER),
    **dict.fromkeys(("聘用", "合同制", "编外", "劳务派遣", "聘用人员"), Status.CONTRACT),
    **dict.fromkeys(("企业", "国企", "企业人员"), Status.ENTERPRISE),
}
RANKS: Final[Mapping[str, Rank]] = {
    **dict.fromkeys(("无", "未定级", "试用期", "见习"), Rank.NONE),
    **dict.fromkeys(("办事员", "二级科员", "管理十级", "十级职员"), Rank.CLERK_2),
    **dict.fromkeys(("科员", "一级科员", "科员级", "管理九级", "九级职员"), Rank.CLERK_1),
    **dict.fromkeys(
        ("副科", "副科级", "乡科级副职", "副主任科员", "四级主任科员", "三级主任科员", "管理八级", "八级职员"),
        Rank.DEPUTY_SECTION,
    ),
    **dict.fromkeys(
        ("正科", "正科级", "乡科级正职", "主任科员", "二级主任科员", "一级主任科员", "管理七级", "七级职员"),
        Rank.CHIEF_SECTION,
    ),
    **dict.fromkeys(("副处", "副处级", "副县级", "县处级副职", "四级调研员", "三级调研员"), Rank.DEPUTY_DIVISION),
    **dict.fromkeys(("正处", "正处级", "正县级", "县处级正职", "二级调研员", "一级调研员"), Rank.CHIEF_DIVISION),
}
_AMBIGUOUS_STATUSES: Final = frozenset({"事业", "事业编制", "事业编"})
_TECHNICAL_RANK: Final = re.compile("(?:专技|专业技术).*级")


def status(raw: Raw) -> Status | Problem:
    """Read the cadre status; 事业 alone stands for cadres and workers alike and is refused."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(content)
    if word in _AMBIGUOUS_STATUSES:
        accepted = ("事业管理人员", "专业技术人员", "工勤人员")
        return Problem(message("ambiguous, workers stand under this word too; accepted: {accepted}", accepted=accepted))
    return STATUSES[word] if word in STATUSES else unknown_word(STATUSES)


def rank(raw: Raw) -> Rank | Problem:
    """Read a rank; grades of professional posts have no place on the common ladder and count as missing."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(content)
    if _TECHNICAL_RANK.fullmatch(word):
        text_ = message("a professional grade has no place on the common ladder; taken as missing")
        return Problem(text_, Level.WARNING)
    return RANKS[word] if word in RANKS else unknown_word(RANKS)


_EARLIER_EXAMPLE: Final = "一级科员 2012.07；四级主任科员 2016.03"
EarlierRanks = tuple[tuple[Rank, PartialDate], ...]
_RANK_AND_DATE: Final = re.compile(r"(?P<rank>[^0-9]+?)[(]?(?P<date>[0-9]{4}[0-9./年月日号-]*)[)]?(?:任|起)?")


def earlier_ranks(raw: Raw) -> EarlierRanks | Problem:
    """Read former ranks with the date of each: ``一级科员 2012.07；四级主任科员 2016.03``; sorted by date."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    if squeeze(content) == "无":
        return ()
    known: list[tuple[Rank, PartialDate]] = []
    passed_over: Problem | None = None
    for part in filter(None, map(squeeze, re.split(r"[；;，,、\n\r]+", content))):
        found = _RANK_AND_DATE.fullmatch(part)
        if found is None:
            text_ = message("not a list of ranks with dates, as {example}", example=_EARLIER_EXAMPLE)
            return Problem(text_)
        held, since = rank(found["rank"]), partial_date(found["date"])
        if isinstance(since, Problem):
            return since
        if not isinstance(held, Problem):
            known.append((held, since))
        elif held.level is Level.ERROR:
            return held
        else:
            passed_over = held
    ranks = tuple(sorted(known, key=lambda entry: (entry[1].first, entry[1].last, entry[0].level)))
    if passed_over is not None:
        text_ = message("professional grades have no place on the common ladder and are passed over")
        return Problem(text_, Level.WARNING, instead=ranks)
    return ranks


_IN_PROBATION: Final = frozenset({"是", "试用期内", "试用中", "在试用期"})
_NO_PROBATION: Final = frozenset({"无", "否"})


def probation(raw: Raw) -> Probation | Problem:
    """Read the probation: 无, 是, or the day on which it is over."""
    if isinstance(raw, str):
        word = squeeze(raw)
        if word in _NO_PROBATION:
            return Probation(known=True, in_probation=False)
        if word in _IN_PROBATION:
            return Probation(known=True, in_probation=True)
    over_on = partial_date(raw)
    if isinstance(over_on, Problem):
        accepted = ("无", "试用期内", "2026.06.30")
        return Problem(message("neither a word known here nor a date; accepted: {accepted}", accepted=accepted))
    return Probation(known=True, over_on=over_on)


@dataclass(frozen=True, slots=True)
class Sanction:
    """What stands in the discipline cell: nothing (``kind`` empty), or a sanction's name."""

    kind: str


_NO_SANCTION: Final = frozenset({"无", "否", "没有", "未受处分", "未受过处分"})
_NOT_KNOWN: Final = frozenset({"不详", "待查", "不清楚"})


def discipline(raw: Raw) -> Sanction | Problem:
    """Read the discipline cell: 无, or the name of a sanction."""
    content = text(raw) if isinstance(raw, str) else worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(content)
    if word in _NO_SANCTION:
        return Sanction("")
    if word in _NOT_KNOWN:
        return Problem(message("not known; taken as missing"), Level.WARNING)
    if has_cjk(content) and isinstance(partial_date(raw), Problem):
        return Sanction(content)
    return Problem(message("neither 无 nor the name of a sanction"))


@dataclass(frozen=True, slots=True)
class Schooling:
    """What stands in an education cell: the level, and whether it is of the party school."""

    level: EducationLevel
    party_school: bool = False
    studying: EducationLevel | None = None


LEVELS: Final[Mapping[str, EducationLevel]] = {
    "无": EducationLevel.NONE,
    **dict.fromkeys(("小学", "初中"), EducationLevel.MIDDLE_SCHOOL),
    **dict.fromkeys(("高中", "中专", "技校", "职高", "中技"), EducationLevel.SECONDARY),
    **dict.fromkeys(("大专", "专科", "大学专科"), EducationLevel.COLLEGE),
    **dict.fromkeys(("本科", "大学本科", "大学"), EducationLevel.BACHELOR),
    **dict.fromkeys(("研究生", "硕士研究生", "博士研究生"), EducationLevel.POSTGRADUATE),
}
FULL_TIME: Final = "全日制"
IN_SERVICE: Final = "在职"
_PARTY_SCHOOL: Final = re.compile("(?:中央|省委?|市委)?党校")
_NOT_HELD: Final = re.compile(r"\(?(?P<why>在读|肄业|结业)\)?$")
_DEGREES: Final[Mapping[str, str]] = {"学士": "bachelor", "硕士": "master", "博士": "doctor"}
_NO_DEGREE: Final = "none"


def education(form: str) -> Callable[[Raw], Schooling | Problem]:
    """Return a parser of education cells in a column of ``form``: FULL_TIME, IN_SERVICE, or "" for any."""

    def parse(raw: Raw) -> Schooling | Problem:
        content = worded(raw)
        return content if isinstance(content, Problem) else _education(squeeze(content), form)

    return parse


def _education(word: str, form: str) -> Schooling | Problem:
    for prefix in (FULL_TIME, IN_SERVICE):
        if word.startswith(prefix):
            if form and prefix != form:
                return Problem(message("{prefix} contradicts the column", prefix=prefix))
            word = word.removeprefix(prefix)
    held = _NOT_HELD.sub("", word)
    level = held.removesuffix("毕业").removesuffix("学历")
    school = _PARTY_SCHOOL.match(level)
    level = level[school.end() :] if school else level
    if level in _DEGREES:
        text_ = message("a degree, not an education: write the education here and the degree in its own column")
        return Problem(text_)
    if level not in LEVELS:
        return unknown_word((*LEVELS, "中央党校研究生"))
    if unfinished := _NOT_HELD.search(word):
        studying = LEVELS[level] if unfinished["why"] == "在读" else None
        none = Schooling(EducationLevel.NONE, school is not None and studying is not None, studying)
        return Problem(message("not completed, so it does not count"), Level.WARNING, instead=none)
    return Schooling(LEVELS[level], party_school=school is not None)


def degree(raw: Raw) -> str | Problem:
    """Read a degree, with or without its field: 学士, 法学硕士, 工商管理硕士学位, 无."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(content).removesuffix("学位")
    if word == "无":
        return _NO_DEGREE
    for name, meaning in _DEGREES.items():
        if word.endswith(name):
            return meaning
    return unknown_word((*_DEGREES, "无"))
