"""One example of everything that the interface answers or takes: real instances, so that none can be out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from reserve.api import bodies, schemas

_DAY: Final = dt.date(2026, 6, 30)
_MOMENT: Final = dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.UTC)
_DIGEST: Final = "9f2c" * 16
_VOTES: Final = schemas.Votes(votes=38, valid=52, share=7307, rank=2)
_NOMINEE: Final = schemas.Nominee(
    id=17,
    person_id="P00017",
    name="柳勇德",
    unit_id=3,
    unit="东湾乡",
    place_class="deputy",
    outcome="exceptional",
    boundary=False,
    verdicts={"age": "meets", "education": "meets", "rank_for_deputy": "waived"},
    votes=_VOTES,
    exam=schemas.Mark(score="78.50", status="taken", passed=True),
    listed=True,
    reserved=False,
    why="Listed under the exception: 38 votes, mark 78.50, rank 2 for 8 open places.",
)
_VERDICT: Final = schemas.Verdict(
    id="age",
    clause="三.3",
    outcome="meets",
    value="1996-07",
    required="<= 45",
    needs=(),
    cells=("roster.xlsx 干部名册!E41",),
    change=None,
)
_WAIVED: Final = schemas.Waived(
    criterion="rank_for_deputy", required="first_class_clerk >= 36", required_instead=">= 18", value="2023-08"
)
_PAPERS: Final = schemas.Papers(
    proposed_by="周敏",
    proposed_on=_DAY,
    reason="全日制研究生，主持的改革项目获市级表彰。",
    evidence="表彰文件、学历认证报告",
    approvals=(("赵国强", _DAY), ("孙丽", _DAY)),
    complete=True,
)
_PROBLEM: Final = schemas.PlanProblem(
    level="error",
    line=12,
    key="exam.pass_line",
    clause="四.2",
    message="The pass line is above the full mark.",
    advice="Give a pass line between 0 and 100.",
)

_FINDING: Final = schemas.Finding(
    level="error",
    file="marks.xlsx",
    sheet="成绩",
    cell="D17",
    message="a mark lies between 0 and 100",
)
_CHANGES: Final = schemas.FileChanges(file="marks.xlsx", new=31, changed=2, same=0, gone=0, conflicts=0, waits=False)

_EXAMPLES: Final = (
    _FINDING,
    _CHANGES,
    schemas.Import(
        id=4,
        state="proposed",
        files=("marks.xlsx",),
        sent_by="zhou.min",
        sent_at=_MOMENT,
        settled_by=None,
        findings=(_FINDING,),
        changes=(_CHANGES,),
    ),
    bodies.Tie(tied=[17, 42], listed=[42], reason="群众基础更好，乡镇党委建议。"),
    bodies.Submission(open_meant=True),
    bodies.CommitteeDecision(decision_number="县委〔2026〕12号", meeting="县委常委会第8次会议", decided_on=_DAY),
    bodies.SentWorkbook(name="marks.xlsx", content="UEsDBA=="),
    bodies.Sending(files=[bodies.SentWorkbook(name="marks.xlsx", content="UEsDBA==")], blank_means_none=["discipline"]),
    bodies.Saving(reason="补录两人的成绩。"),
    schemas.Health(status="ok", version="0.1.0"),
    schemas.Done(repeated=False),
    bodies.Opening(plan='id = "our-county"\ntitle = "本县方案"\n', as_of=_DAY),
    bodies.MemberDecision(decision="keep", grounds=["年度测评优秀"]),
    bodies.Removal(grounds=["不称职票超过三分之一"]),
    bodies.Remark(remark="依据不足，请补充谈话记录。"),
    bodies.Adjustment(place_class="deputy", adjustment=1, reason="班子年龄偏大，增加一名。"),
    bodies.Proposal(reason="全日制研究生，主持的改革项目获市级表彰。", evidence="表彰文件、学历认证报告"),
    bodies.Inspection(
        conclusion="positive", inspectors=["王建国", "李秀兰"], integrity="未发现廉洁问题。", inspected_on=_DAY
    ),
    bodies.KeyedMark(mark="78.5"),
    bodies.Correction(mark="79", reason="登分时看错，已核对试卷。"),
    schemas.Cycle(id=1, as_of=_DAY, policy="seed-county", policy_digest=_DIGEST, opened_at=_MOMENT),
    schemas.Progress(cycle=1, counts={"nominees": 478, "undecided": 34, "listed": 173}),
    schemas.UnitPlaces(
        unit_id=3,
        unit="东湾乡",
        place_class="deputy",
        posts=9,
        adjustment=0,
        places=9,
        kept=1,
        deferred=0,
        undecided=0,
        open=8,
        listed=7,
        reserved=0,
    ),
    _VOTES,
    schemas.Mark(score="78.50", status="taken", passed=True),
    _NOMINEE,
    schemas.NomineePage(total=1, offset=0, limit=50, outcomes={"exceptional": 1}, nominees=(_NOMINEE,)),
    _VERDICT,
    _WAIVED,
    _PAPERS,
    schemas.VerdictSheet(
        nominee=_NOMINEE,
        verdicts=(_VERDICT,),
        exception="young_postgraduates",
        conditions=(_VERDICT,),
        waived=(_WAIVED,),
        papers=_PAPERS,
    ),
    schemas.Member(
        person_id="P00101",
        name="何秀英",
        unit_id=3,
        unit="东湾乡",
        place_class="chief",
        since="2023-05",
        decision="keep",
        grounds=("年度测评优秀",),
        decided_by="周敏",
        decided_on=_DAY,
        flags=(),
        votes=_VOTES,
    ),
    schemas.JournalEntry(
        sequence=812,
        at=_MOMENT,
        actor="zhou.min",
        actor_kind="person",
        tag="retention.decide",
        subject="P00101",
        details={"cycle": 1, "decision": "keep"},
        previous=_DIGEST,
        hash="03ab" * 16,
    ),
    schemas.JournalHead(sequence=812, hash="03ab" * 16),
    schemas.Plan(id="seed-county", title="县管后备干部调整工作方案", digest=_DIGEST, text='id = "seed-county"\n'),
    bodies.PlanText(text='id = "our-county"\ntitle = "本县方案"\n'),
    _PROBLEM,
    schemas.PlanReport(usable=False, problems=(_PROBLEM,)),
)

EXAMPLES: Final[Mapping[str, Any]] = {type(one).__name__: msgspec.to_builtins(one) for one in _EXAMPLES}
"""Schema name → example as JSON has it."""
