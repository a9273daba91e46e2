"""The columns of ``units.xlsx`` and ``roster.xlsx``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from reserve.dates import PartialDate
from reserve.roster.further import (
    APPRAISALS_EXAMPLE,
    HEALTH,
    PERIODS_EXAMPLE,
    TIERS,
    Appraisals,
    appraisals,
    ethnicity,
    party_since,
    periods,
)
from reserve.roster.model import Health, Period, Politics, Probation, Rank, Sex, Status, Tier, UnitKind
from reserve.roster.words import (
    FULL_TIME,
    IN_SERVICE,
    POLITICS,
    SEXES,
    UNIT_KINDS,
    EarlierRanks,
    Sanction,
    Schooling,
    degree,
    discipline,
    earlier_ranks,
    education,
    probation,
    rank,
    status,
)
from reserve.text import message
from reserve.workbook.cells import text, unit_name
from reserve.workbook.dates import partial_date
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.numbers import signed, whole
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT
from reserve.workbook.words import words

REQUIRED: Final = Presence.REQUIRED
EXPECTED: Final = Presence.EXPECTED
MOST_POSTS: Final = 99
_DATE: Final = message("1980.11 or 1980.11.03")
_DEGREE: Final = message("学士, 硕士 or 博士, with or without its field; 无")

UNIT_NAME: Final[Column[str]] = Column("unit", ("单位名称", "单位", "名称"), unit_name, header=REQUIRED, cell=REQUIRED)
KIND: Final[Column[UnitKind]] = Column(
    "kind",
    ("单位类别", "类别", "单位性质", "单位类型"),
    words(UNIT_KINDS),
    header=REQUIRED,
    cell=EXPECTED,
    choices=("县直", "乡镇"),
)
CHIEF_POSTS: Final[Column[int]] = Column(
    "chief_posts",
    ("正职职数", "正职", "正职领导职数", "核定正职"),
    whole(MOST_POSTS),
    header=REQUIRED,
    cell=EXPECTED,
    hint=message("approved posts, vacant or not"),
)
DEPUTY_POSTS: Final[Column[int]] = Column(
    "deputy_posts",
    ("副职职数", "副职", "副职领导职数", "核定副职"),
    whole(MOST_POSTS),
    header=REQUIRED,
    cell=EXPECTED,
    hint=message("approved posts, vacant or not"),
)
_ADJUSTMENT: Final = message("places more or fewer: +1, -1; blank is 0")
CHIEF_ADJUSTMENT: Final[Column[int]] = Column(
    "chief_adjustment", ("正职名额调整", "正职调整"), signed, hint=_ADJUSTMENT
)
DEPUTY_ADJUSTMENT: Final[Column[int]] = Column(
    "deputy_adjustment", ("副职名额调整", "副职调整"), signed, hint=_ADJUSTMENT
)
ADJUSTMENT_REASON: Final[Column[str]] = Column(
    "adjustment_reason",
    ("调整理由", "调整原因", "调整说明"),
    text,
    hint=message("needed with every adjustment"),
)
UNITS: Final = Table(
    "units.xlsx",
    "单位",
    (UNIT_NAME, KIND, CHIEF_POSTS, DEPUTY_POSTS, CHIEF_ADJUSTMENT, DEPUTY_ADJUSTMENT, ADJUSTMENT_REASON),
    keys=("unit",),
)

SEX: Final[Column[Sex]] = Column("sex", ("性别",), words(SEXES), header=EXPECTED, choices=("男", "女"))
BIRTH: Final[Column[PartialDate]] = Column(
    "birth",
    ("出生年月", "出生日期", "出生时间", "出生"),
    partial_date,
    header=EXPECTED,
    cell=EXPECTED,
    hint=_DATE,
    as_text=True,
)
POST: Final[Column[str]] = Column("post", ("职务", "现任职务", "职务名称"), text, header=EXPECTED)
STATUS: Final[Column[Status]] = Column(
    "status",
    ("身份", "干部身份", "人员身份", "编制性质"),
    status,
    header=EXPECTED,
    cell=EXPECTED,
    choices=("公务员", "参公", "事业管理人员", "专业技术人员", "工勤人员", "聘用人员", "企业人员"),
)
_LEVELS: Final = ("研究生", "大学", "大专", "中专", "高中", "初中", "无")
FULL_TIME_EDUCATION: Final[Column[Schooling]] = Column(
    "full_time_education",
    ("全日制学历", "全日制教育", "全日制教育学历"),
    education(FULL_TIME),
    header=EXPECTED,
    cell=EXPECTED,
    choices=_LEVELS,
)
FULL_TIME_DEGREE: Final[Column[str]] = Column(
    "full_time_degree", ("全日制学位", "全日制教育学位"), degree, header=EXPECTED, hint=_DEGREE
)
FULL_TIME_SCHOOL: Final[Column[str]] = Column(
    "full_time_school",
    ("全日制毕业院校", "全日制毕业院校及专业", "全日制毕业院校系及专业", "全日制院校"),
    text,
    header=EXPECTED,
)
FULL_TIME_DATE: Final[Column[PartialDate]] = Column(
    "full_time_date", ("全日制毕业时间",), partial_date, hint=_DATE, as_text=True
)
IN_SERVICE_EDUCATION: Final[Column[Schooling]] = Column(
    "in_service_education",
    ("在职学历", "在职教育", "在职教育学历"),
    education(IN_SERVICE),
    header=EXPECTED,
    choices=("研究生", "大学", "大专", "中央党校研究生", "省委党校研究生", "中央党校大学", "省委党校大学", "无"),
)
IN_SERVICE_DEGREE: Final[Column[str]] = Column(
    "in_service_degree", ("在职学位", "在职教育学位"), degree, header=EXPECTED, hint=_DEGREE
)
IN_SERVICE_SCHOOL: Final[Column[str]] = Column(
    "in_service_school",
    ("在职毕业院校", "在职毕业院校及专业", "在职毕业院校系及专业", "在职院校"),
    text,
    header=EXPECTED,
)
IN_SERVICE_DATE: Final[Column[PartialDate]] = Column(
    "in_service_date", ("在职毕业时间",), partial_date, hint=_DATE, as_text=True
)
EDUCATION: Final[Column[Schooling]] = Column(
    "education",
    ("学历", "最高学历", "文化程度"),
    education(""),
    hint=message("only where the form is not known; may stay empty"),
)
DEGREE: Final[Column[str]] = Column("degree", ("学位", "最高学位"), degree, hint=_DEGREE)
EDUCATION_DATE: Final[Column[PartialDate]] = Column(
    "education_date", ("毕业时间",), partial_date, hint=_DATE, as_text=True
)
RANK: Final[Column[Rank]] = Column(
    "rank",
    ("职级", "职务职级", "现任职级", "级别", "职务层次"),
    rank,
    header=EXPECTED,
    cell=EXPECTED,
    hint=message("such as 正科级, 四级主任科员, 一级科员, 管理九级; 无 during probation"),
)
RANK_SINCE: Final[Column[PartialDate]] = Column(
    "rank_since",
    ("任职级时间", "任现职级时间", "任该级时间", "现职级时间"),
    partial_date,
    header=EXPECTED,
    hint=_DATE,
    as_text=True,
)
EARLIER_RANKS: Final[Column[EarlierRanks]] = Column(
    "earlier_ranks",
    ("曾任职级", "曾任职级及时间"),
    earlier_ranks,
    hint=message("such as 一级科员 2012.07；四级主任科员 2016.03"),
    as_text=True,
)
WORK_SINCE: Final[Column[PartialDate]] = Column(
    "work_since", ("参加工作时间", "工作时间"), partial_date, header=EXPECTED, hint=_DATE, as_text=True
)
PARTY: Final[Column[Politics]] = Column(
    "party", ("政治面貌", "党派"), words(POLITICS), header=EXPECTED, choices=tuple(POLITICS)
)
PROBATION: Final[Column[Probation]] = Column(
    "probation",
    ("试用期", "试用期满时间", "转正时间", "是否试用期"),
    probation,
    header=EXPECTED,
    cell=EXPECTED,
    hint=message("无, 试用期内, or the day on which it is over"),
    as_text=True,
)
DISCIPLINE: Final[Column[Sanction]] = Column(
    "discipline",
    ("处分", "受处分情况", "党纪政务处分"),
    discipline,
    header=EXPECTED,
    cell=EXPECTED,
    hint=message("无, or the name of the sanction"),
)
DISCIPLINE_FROM: Final[Column[PartialDate]] = Column(
    "discipline_from",
    ("处分起", "处分时间", "影响期起"),
    partial_date,
    header=EXPECTED,
    hint=_DATE,
    as_text=True,
)
DISCIPLINE_TO: Final[Column[PartialDate]] = Column(
    "discipline_to",
    ("处分止", "影响期止", "影响期满时间"),
    partial_date,
    header=EXPECTED,
    hint=_DATE,
    as_text=True,
)
ETHNICITY: Final[Column[str]] = Column("ethnicity", ("民族",), ethnicity)
HEALTH_STATE: Final[Column[Health]] = Column(
    "health", ("健康状况", "身体状况", "健康情况"), words(HEALTH), choices=("健康", "一般", "较差")
)
PARTY_SINCE: Final[Column[PartialDate | None]] = Column(
    "party_since", ("入党时间", "入党年月", "入党日期"), party_since, hint=_DATE, as_text=True
)
GRASSROOTS: Final[Column[tuple[Period, ...]]] = Column(
    "grassroots",
    ("基层工作经历", "基层经历", "基层工作时间"),
    periods,
    hint=message("periods, as {example}; 无", example=PERIODS_EXAMPLE),
    as_text=True,
)
APPRAISALS: Final[Column[Appraisals]] = Column(
    "appraisals",
    ("年度考核", "年度考核结果", "近年年度考核", "年度考核情况", "近三年年度考核结果"),
    appraisals,
    hint=message("such as {example}; 无", example=APPRAISALS_EXAMPLE),
    as_text=True,
)
TIER: Final[Column[Tier]] = Column(
    "tier", ("备用层次", "培养层次", "后备层次", "备用期限"), words(TIERS), choices=("近期", "中期", "远期")
)
FURTHER: Final = (ETHNICITY, HEALTH_STATE, PARTY_SINCE, GRASSROOTS, APPRAISALS, TIER)
"""The columns that only some plans ask for."""
ROSTER: Final = Table(
    "roster.xlsx",
    "干部名册",
    (
        NAME,
        replace(ID_NUMBER, header=EXPECTED),
        SEX,
        BIRTH,
        UNIT,
        POST,
        STATUS,
        FULL_TIME_EDUCATION,
        FULL_TIME_DEGREE,
        FULL_TIME_SCHOOL,
        FULL_TIME_DATE,
        IN_SERVICE_EDUCATION,
        IN_SERVICE_DEGREE,
        IN_SERVICE_SCHOOL,
        IN_SERVICE_DATE,
        EDUCATION,
        DEGREE,
        EDUCATION_DATE,
        RANK,
        RANK_SINCE,
        EARLIER_RANKS,
        WORK_SINCE,
        PARTY,
        PROBATION,
        DISCIPLINE,
        DISCIPLINE_FROM,
        DISCIPLINE_TO,
        *FURTHER,
    ),
    keys=("name", "unit"),
)


def roster_table(blank_means_none: frozenset[str], own: Iterable[Column[str]] = ()) -> Table:
    """Return the roster's table; a blank is no missing fact in the columns named by ``blank_means_none``.

    ``own``: further columns that a plan asks for; none of them takes a header away from the others.
    """
    columns = tuple(
        replace(column, cell=Presence.OPTIONAL) if column.key in blank_means_none else column
        for column in ROSTER.columns
    )
    return replace(ROSTER, columns=(*own, *columns))
