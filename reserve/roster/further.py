"""The words of the roster's optional columns: ethnic group, health, periods at the grass roots, yearly appraisals."""

from __future__ import annotations

import re
from typing import Final

from reserve.dates import PartialDate
from reserve.roster.model import Grade, Health, Period, Tier
from reserve.text import message
from reserve.workbook.cells import Problem, Raw, narrow, squeeze, worded
from reserve.workbook.dates import partial_date

# In the order of their codes, GB/T 3304: 01 汉 … 56 基诺.
_GROUPS: Final = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜",
    "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳",
    "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米",
    "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
    "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
_ETHNICITIES: Final = {
    **{f"{code:02d}": f"{group}族" for code, group in enumerate(_GROUPS, start=1)},
    **{group: f"{group}族" for group in _GROUPS},
    "毛难": "毛南族",
    "崩龙": "德昂族",
}

HEALTH: Final = {
    **dict.fromkeys(("健康", "良好", "好", "身体健康", "健康或良好"), Health.GOOD),
    **dict.fromkeys(("一般", "较弱", "一般或较弱"), Health.FAIR),
    **dict.fromkeys(("较差", "差", "有慢性病", "患慢性病"), Health.POOR),
}
TIERS: Final = {
    **dict.fromkeys(("近期", "近期备用", "近期可用", "近期可提拔使用"), Tier.NEAR),
    **dict.fromkeys(("中期", "中期备用", "中期强化", "中期培养"), Tier.MIDDLE),
    **dict.fromkeys(("远期", "远期备用", "远期储备", "长期", "长远", "长远培养"), Tier.FAR),
}
GRADES: Final = {
    "优秀": Grade.EXCELLENT,
    **dict.fromkeys(("称职", "合格"), Grade.COMPETENT),
    **dict.fromkeys(("基本称职", "基本合格"), Grade.BASIC),
    **dict.fromkeys(("不称职", "不合格"), Grade.INCOMPETENT),
    # Without a grade, for whatever reason: what it would have been is not known.
    **dict.fromkeys(("不定等次", "不确定等次", "未定等次", "未参加"), None),
}
_NOTHING: Final = "无"


def ethnicity(raw: Raw) -> str | Problem:
    """Read an ethnic group by its name or code: 汉, 汉族, 01; returns 汉族."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(content)
    word = f"0{word}" if len(word) == 1 and word.isdecimal() else word.removesuffix("族")
    return _ETHNICITIES.get(word) or Problem(message("not one of the 56 ethnic groups, as 汉族 or 土家族"))


def party_since(raw: Raw) -> PartialDate | Problem | None:
    """Read when somebody joined the Party; 无 says as much as a blank, since the affiliation tells who did not."""
    if isinstance(raw, str) and squeeze(raw) == _NOTHING:
        return None
    return partial_date(raw)


PERIODS_EXAMPLE: Final = "2010.07-2012.08 某镇；2015.03-至今 某村"
_DATE: Final = (
    r"[0-9]{4}(?:[./][0-9]{1,2}(?:[./][0-9]{1,2})?|年[0-9]{1,2}月(?:[0-9]{1,2}日)?"
    r"|-[0-9]{1,2}(?:-[0-9]{1,2})?|[0-9]{2}(?:[0-9]{2})?)"
)
_PERIOD: Final = re.compile(
    rf"(?P<begin>{_DATE})(?:[-–—−‐~]+|至|到)(?P<end>{_DATE}|至?今|现在|目前)(?![0-9./])(?:(?!{_DATE}).)*"
)
_STILL: Final = frozenset({"至今", "今", "现在", "目前"})


def periods(raw: Raw) -> tuple[Period, ...] | Problem:
    """Read periods with what was done in each, which is not kept; sorted by their beginning."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    if squeeze(content) == _NOTHING:
        return ()
    found = []
    for part in filter(None, (squeeze(part) for part in re.split(r"[；;\n\r]+", content))):
        period = _period(part)
        if isinstance(period, Problem):
            return period
        found.append(period)
    return tuple(sorted(found, key=lambda one: (one[0].first, one[0].last, one[1] is None, one[1] and one[1].first)))


def _period(part: str) -> Period | Problem:
    written = _PERIOD.fullmatch(part)
    if written is None:
        return Problem(message("not a list of periods, as {example}", example=PERIODS_EXAMPLE))
    begin, end = partial_date(written["begin"]), None
    if written["end"] not in _STILL:
        ended = partial_date(written["end"])
        if isinstance(ended, Problem):
            return ended
        end = ended
    if isinstance(begin, Problem):
        return begin
    if end is not None and end.last < begin.first:
        return Problem(message("the period ends before it begins"))
    return begin, end


APPRAISALS_EXAMPLE: Final = "2023优秀；2024称职"
Appraisals = tuple[tuple[int, Grade | None], ...]
_GRADE: Final = "|".join(sorted(GRADES, key=len, reverse=True))
_APPRAISAL: Final = rf"([12][0-9]{{3}})(?:年度|年)?(?:考核)?[:为-]?({_GRADE})(?:等次)?"
_APPRAISALS: Final = re.compile(rf"(?:{_APPRAISAL}[;,、.]*)+")


def appraisals(raw: Raw) -> Appraisals | Problem:
    """Read the results of yearly appraisals, ``2023优秀；2024称职``; sorted by year."""
    content = worded(raw)
    if isinstance(content, Problem):
        return content
    word = squeeze(narrow(content))
    if word == _NOTHING:
        return ()
    if not _APPRAISALS.fullmatch(word):
        return Problem(message("not a list of years with grades, as {example}", example=APPRAISALS_EXAMPLE))
    found: dict[int, Grade | None] = {}
    for year, grade in re.findall(_APPRAISAL, word):
        if found.setdefault(int(year), GRADES[grade]) is not GRADES[grade]:
            return Problem(message("two different grades for {year}", year=year))
    return tuple(sorted(found.items()))
