"""One example of everything that the interface answers or takes: real instances, so that none can be out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from reserve.api import bodies, schemas
from reserve.api.example_answers import EXAMPLES_OF_ANSWERS
from reserve.api.example_parts import (
    DAY,
    DIGEST,
    MEMBER,
    MOMENT,
    NOMINEE,
    PAPERS,
    PLACES,
    REMOVAL,
    SHEET,
    VERDICT,
    VOTES,
    WAIVED,
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
        sent_at=MOMENT,
        settled_by=None,
        findings=(_FINDING,),
        changes=(_CHANGES,),
    ),
    bodies.Tie(tied=[17, 42], listed=[42], reason="群众基础更好，乡镇党委建议。"),
    bodies.Submission(open_meant=True),
    bodies.CommitteeDecision(decision_number="县委〔2026〕12号", meeting="县委常委会第8次会议", decided_on=DAY),
    bodies.SentWorkbook(name="marks.xlsx", content="UEsDBA=="),
    bodies.Sending(files=[bodies.SentWorkbook(name="marks.xlsx", content="UEsDBA==")], blank_means_none=["discipline"]),
    bodies.Saving(reason="补录两人的成绩。"),
    schemas.Health(status="ok", version="0.1.0"),
    schemas.Done(repeated=False),
    bodies.Opening(plan='id = "our-county"\ntitle = "本县方案"\n', as_of=DAY),
    bodies.MemberDecision(decision="keep", grounds=["年度测评优秀"]),
    bodies.Removal(grounds=["不称职票超过三分之一"]),
    bodies.Remark(remark="依据不足，请补充谈话记录。"),
    bodies.Adjustment(place_class="deputy", adjustment=1, reason="班子年龄偏大，增加一名。"),
    bodies.Proposal(reason="全日制研究生，主持的改革项目获市级表彰。", evidence="表彰文件、学历认证报告"),
    bodies.Inspection(
        conclusion="positive", inspectors=["王建国", "李秀兰"], integrity="未发现廉洁问题。", inspected_on=DAY
    ),
    bodies.KeyedMark(mark="78.5"),
    bodies.Correction(mark="79", reason="登分时看错，已核对试卷。"),
    schemas.Cycle(id=1, as_of=DAY, policy="seed-county", policy_digest=DIGEST, opened_at=MOMENT),
    schemas.Progress(cycle=1, counts={"nominees": 478, "undecided": 34, "listed": 173}),
    PLACES,
    VOTES,
    schemas.Mark(score="78.50", status="taken", passed=True),
    NOMINEE,
    schemas.NomineePage(total=1, offset=0, limit=50, outcomes={"exceptional": 1}, nominees=(NOMINEE,)),
    VERDICT,
    WAIVED,
    PAPERS,
    SHEET,
    MEMBER,
    REMOVAL,
    *EXAMPLES_OF_ANSWERS,
    schemas.JournalEntry(
        sequence=812,
        at=MOMENT,
        actor="zhou.min",
        actor_kind="person",
        tag="retention.decide",
        subject="P00101",
        details={"cycle": 1, "decision": "keep"},
        previous=DIGEST,
        hash="03ab" * 16,
    ),
    schemas.JournalHead(sequence=812, hash="03ab" * 16),
    schemas.Plan(id="seed-county", title="县管后备干部调整工作方案", digest=DIGEST, text='id = "seed-county"\n'),
    bodies.PlanText(text='id = "our-county"\ntitle = "本县方案"\n'),
    _PROBLEM,
    schemas.PlanReport(usable=False, problems=(_PROBLEM,)),
)

EXAMPLES: Final[Mapping[str, Any]] = {type(one).__name__: msgspec.to_builtins(one) for one in _EXAMPLES}
"""Schema name → example as JSON has it."""
