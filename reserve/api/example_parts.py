"""What several examples of the interface show: one county, invented."""

from __future__ import annotations

import datetime as dt
from typing import Final

from reserve.api import schemas

DAY: Final = dt.date(2026, 6, 30)
MOMENT: Final = dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.UTC)
DIGEST: Final = "9f2c" * 16
VOTES: Final = schemas.Votes(votes=38, valid=52, share=7307, rank=2)
NOMINEE: Final = schemas.Nominee(
    id=17,
    person_id="P00017",
    name="柳勇德",
    unit_id=3,
    unit="东湾乡",
    place_class="deputy",
    outcome="exceptional",
    boundary=False,
    verdicts={"age": "meets", "education": "meets", "rank_for_deputy": "waived"},
    votes=VOTES,
    exam=schemas.Mark(score="78.50", status="taken", passed=True),
    listed=True,
    reserved=False,
    why="Listed under the exception: 38 votes, mark 78.50, rank 2 for 8 open places.",
)
VERDICT: Final = schemas.Verdict(
    id="age",
    clause="三.3",
    outcome="meets",
    value="1996-07",
    required="<= 45",
    needs=(),
    cells=("roster.xlsx 干部名册!E41",),
    change=None,
)
WAIVED: Final = schemas.Waived(
    criterion="rank_for_deputy", required="first_class_clerk >= 36", required_instead=">= 18", value="2023-08"
)
PAPERS: Final = schemas.Papers(
    proposed_by="周敏",
    proposed_on=DAY,
    reason="全日制研究生，主持的改革项目获市级表彰。",
    evidence="表彰文件、学历认证报告",
    approvals=(("赵国强", DAY), ("孙丽", DAY)),
    complete=True,
)
SHEET: Final = schemas.VerdictSheet(
    nominee=NOMINEE,
    verdicts=(VERDICT,),
    exception="young_postgraduates",
    conditions=(VERDICT,),
    waived=(WAIVED,),
    papers=PAPERS,
)
PLACES: Final = schemas.UnitPlaces(
    unit_id=3,
    unit="东湾乡",
    kind="township",
    place_class="deputy",
    posts=9,
    per_post=1,
    adjustment=0,
    reason="",
    decided_by="",
    decided_at=None,
    places=9,
    kept=1,
    deferred=0,
    undecided=0,
    open=8,
    listed=7,
    reserved=0,
    counted=True,
    open_next=None,
)
REMOVAL: Final = schemas.RemovalProposal(
    id=2,
    grounds=("不称职票超过三分之一",),
    proposed_by="周敏",
    proposed_on=DAY,
    outcome=None,
    decided_by=None,
    decided_at=None,
    remark="",
)
MEMBER: Final = schemas.Member(
    id=8,
    person_id="P00101",
    name="何秀英",
    unit_id=3,
    unit="东湾乡",
    place_class="chief",
    since="2023-05",
    decision="keep",
    grounds=("年度测评优秀",),
    decided_by="周敏",
    decided_on=DAY,
    removal=None,
    incompetent=1200,
    flags=(),
    votes=VOTES,
)
