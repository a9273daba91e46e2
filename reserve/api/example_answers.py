"""Examples of the sheets and lists of a campaign, of the imports and of the accounts."""

from __future__ import annotations

from typing import Final

from reserve.api import answers, answers_of_office, answers_of_screening
from reserve.api.example_parts import DAY, DIGEST, MEMBER, MOMENT, NOMINEE, PLACES, REMOVAL, SHEET

_PERSON: Final = answers.Person(
    number=17,
    person_id="P00017",
    name="柳勇德",
    unit="东湾乡",
    post="党政办主任",
    birth="1996-07",
    status="civil_servant",
    education="postgraduate",
    rank="deputy_section",
    rank_since="2023-08",
    missing=("work_since",),
)
_FACT: Final = answers.Fact(key="birth", word="出生年月", said=("1996-07",), cell="E41", missing=False, masked=False)
_EARLIER: Final = answers.EarlierScreening(cycle_id=1, place_class="deputy", outcome="undecided", superseded_at=MOMENT)
_DECIDED: Final = answers.Decided(id=5, decision="keep", grounds=("年度测评优秀",), decided_by="周敏", decided_on=DAY)
_OFFERED: Final = answers.OfferedGround(flag="incompetent_votes", ground="不称职票超过三分之一的（二.3）")
_NOMINATION: Final = answers.Nomination(id=17, place_class="deputy", outcome="exceptional")
_APPRAISAL: Final = answers.Appraisal(excellent=5200, competent=3300, basic=300, incompetent=1200)
_UNIT_MEMBER: Final = answers.UnitMember(member=MEMBER, place=1)
_ADJUSTMENT: Final = answers.PlacesAdjustment(
    place_class="deputy", adjustment=1, reason="班子年龄偏大，增加一名。", decided_by="周敏", decided_at=MOMENT
)
_MEETING: Final = answers_of_screening.Meeting(
    unit_id=3,
    unit="东湾乡",
    kind="township",
    place_class="deputy",
    held=True,
    due=60,
    present=54,
    returned=53,
    valid=52,
    void=False,
    names=9,
    why=None,
)
_NAMED: Final = answers_of_screening.Named(
    number=17,
    person_id="P00017",
    name="柳勇德",
    votes=38,
    rank=2,
    share=7307,
    many=True,
    nominee_id=17,
    outcome="exceptional",
    member_id=None,
    member_of=None,
)
_QUESTION: Final = answers_of_screening.Question(
    column="work_since",
    word="参加工作时间",
    criteria=("工作年限",),
    said=(),
    file="roster.xlsx",
    cell="干部名册!P41",
)
_UNDECIDED: Final = answers_of_screening.UndecidedNominee(
    nominee_id=42,
    number=51,
    person_id="P00051",
    name="陈志远",
    unit_id=3,
    unit="东湾乡",
    place_class="deputy",
    questions=(_QUESTION,),
)
_UNDECIDED_UNIT: Final = answers_of_screening.UndecidedUnit(unit_id=3, unit="东湾乡", cases=1)
_SIGNATURE: Final = answers_of_screening.Signature(name="周敏", on=DAY, at=MOMENT, entry=812)
_CLOSED: Final = answers_of_screening.ClosedProposal(
    closing="sent_back",
    closed_by="赵国强",
    closed_at=MOMENT,
    reason="请补充表彰文件。",
    proposed_by="周敏",
    proposed_on="2026-06-20",
    grounds="全日制研究生。",
    evidence="学历认证报告",
)
_INSPECTED: Final = answers_of_screening.Inspected(
    number=17,
    person_id="P00017",
    name="柳勇德",
    unit_id=3,
    unit="东湾乡",
    state="positive",
    veto=False,
    inspectors=("王建国", "李秀兰"),
    inspected_on="2026-06-12",
    marked=True,
)
_INSPECTION: Final = answers_of_screening.InspectionEntry(
    id=31,
    outcome="positive",
    conclusion="positive",
    veto=False,
    inspectors=("王建国", "李秀兰"),
    integrity="未发现廉洁问题。",
    inspected_on="2026-06-12",
    reason="",
    recorded_by="周敏",
    recorded_at=MOMENT,
    withdrawn=False,
)
_EXAMINED: Final = answers_of_screening.Examined(
    number=17,
    person_id="P00017",
    name="柳勇德",
    unit_id=3,
    unit="东湾乡",
    state="passed",
    keyed=2,
    mark=NOMINEE.exam,
    inspection="positive",
    block=None,
    correction=False,
)
_CLERK: Final = answers_of_screening.Clerk(account="deng.jie", at=MOMENT)
_PAPER: Final = answers_of_screening.Paper(status="taken", score="78.50")
_CORRECTION: Final = answers_of_screening.MarkCorrection(
    id=3,
    old=_PAPER,
    new=answers_of_screening.Paper(status="taken", score="79.00"),
    reason="登分时看错，已核对试卷。",
    proposed_by="周敏",
    proposed_at=MOMENT,
    outcome=None,
    decided_by=None,
    decided_at=None,
    remark="",
)
_KEYED: Final = answers_of_screening.KeyedPaper(
    number=17, name="柳勇德", unit="东湾乡", status="taken", score="78.50", state="saved", block=None
)
_ROW: Final = answers_of_office.SlateRow(order=1, nominee=NOMINEE)
_SLATE: Final = answers_of_office.Slate(
    unit_id=3, unit="东湾乡", place_class="deputy", open=8, listed=7, reserved=0, left=1, rows=(_ROW,)
)
_LODGED: Final = answers_of_office.Lodged(
    digest=DIGEST,
    submitted_by="周敏",
    submitted_at=MOMENT,
    decision_number="县委〔2026〕12号",
    meeting="县委常委会第8次会议",
    decided_on=DAY,
    approved_by="赵国强",
    approved_at=MOMENT,
)
_TIE_DECIDED: Final = answers_of_office.TieDecided(
    person_id="P00017",
    place_class="deputy",
    decision="list",
    reason="群众基础更好，乡镇党委建议。",
    decided_by="周敏",
    decided_on=DAY,
)
_TIED: Final = answers_of_office.TiedLevel(
    unit_id=3,
    unit="东湾乡",
    place_class="deputy",
    places=1,
    open=False,
    chosen=(17,),
    nominees=(NOMINEE,),
    decisions=(_TIE_DECIDED,),
)
_IMPORT: Final = answers_of_office.ImportSummary(
    id=4,
    state="saved",
    files=("marks.xlsx",),
    sent_by="zhou.min",
    sent_at=MOMENT,
    errors=0,
    warnings=1,
    changes=33,
    settled_by="zhou.min",
    settled_at=MOMENT,
    reason="",
)
_WORKBOOK: Final = answers_of_office.CurrentWorkbook(
    file="marks.xlsx",
    import_id=4,
    given_name="成绩.xlsx",
    saved_by="zhou.min",
    saved_at=MOMENT,
    rows=31,
    warnings=1,
    waits=False,
)
_HELD: Final = answers_of_office.HeldRole(role="officer", unit_id=None)
_ACCOUNT: Final = answers_of_office.Account(
    id=2,
    name="zhou.min",
    display_name="周敏",
    family="business",
    roles=(_HELD,),
    disabled=False,
    temporary=False,
    created_at=MOMENT,
)
_GRANTED: Final = answers_of_office.GrantedRole(
    id=2, role="officer", unit_id=None, granted_by="an.quan", granted_at=MOMENT
)
_REQUEST: Final = answers_of_office.RoleRequest(
    id=7,
    account_id=2,
    name="zhou.min",
    role="section_head",
    unit_id=None,
    requested_by="xi.tong",
    requested_at=MOMENT,
    granted=None,
    decided_by=None,
    decided_at=None,
)
_RELATION: Final = answers_of_office.DeclaredRelation(
    id=1, person_id="P00120", relation="relative", declared_by="an.quan", declared_at=MOMENT
)

EXAMPLES_OF_ANSWERS: Final = (
    _PERSON,
    answers.PersonPage(total=1, offset=0, limit=50, persons=(_PERSON,)),
    _FACT,
    _EARLIER,
    answers.PersonSheet(
        number=17,
        person_id="P00017",
        name="柳勇德",
        unit_id=3,
        unit="东湾乡",
        post="党政办主任",
        present=True,
        source="roster.xlsx 干部名册!41",
        facts=(_FACT,),
        missing=("work_since",),
        nominations=(NOMINEE,),
        membership=None,
        earlier=(_EARLIER,),
    ),
    answers.MemberPage(total=1, offset=0, limit=50, counts={"keep": 1, "none": 0}, members=(MEMBER,)),
    _DECIDED,
    _OFFERED,
    _NOMINATION,
    _APPRAISAL,
    answers.MemberSheet(
        member=MEMBER,
        offered=(_OFFERED,),
        decisions=(_DECIDED,),
        removals=(REMOVAL,),
        appraisal=_APPRAISAL,
        place=1,
        nominations=(_NOMINATION,),
    ),
    _UNIT_MEMBER,
    _ADJUSTMENT,
    answers.UnitCard(
        id=3,
        name="东湾乡",
        kind="township",
        present=True,
        places=(PLACES,),
        members=(_UNIT_MEMBER,),
        adjustments=(_ADJUSTMENT,),
    ),
    _MEETING,
    _NAMED,
    answers_of_screening.Ranking(meeting=_MEETING, names=(_NAMED,)),
    _QUESTION,
    _UNDECIDED,
    _UNDECIDED_UNIT,
    answers_of_screening.UndecidedPage(
        total=1, offset=0, limit=50, screened=True, units=(_UNDECIDED_UNIT,), nominees=(_UNDECIDED,)
    ),
    _SIGNATURE,
    _CLOSED,
    answers_of_screening.ExceptionCase(
        sheet=SHEET,
        state="approved",
        stands=True,
        listed=True,
        proposed=_SIGNATURE,
        approvals=(_SIGNATURE,),
        lacks=(),
        closed=(_CLOSED,),
    ),
    _INSPECTED,
    answers_of_screening.InspectionPage(total=1, offset=0, limit=50, states={"positive": 1}, persons=(_INSPECTED,)),
    _INSPECTION,
    answers_of_screening.InspectionSheet(person=_INSPECTED, history=(_INSPECTION,)),
    _EXAMINED,
    answers_of_screening.ExamPage(
        total=1,
        offset=0,
        limit=50,
        full="100.00",
        pass_line="60.00",  # noqa: S106 - of the exam
        sitting=1,
        unused=0,
        states={"passed": 1},
        persons=(_EXAMINED,),
    ),
    _CLERK,
    _PAPER,
    _CORRECTION,
    answers_of_screening.MarkSheet(person=_EXAMINED, clerks=(_CLERK,), corrections=(_CORRECTION,)),
    _KEYED,
    answers_of_screening.KeyingGrid(due=31, keyed=1, agreed=0, differing=0, papers=(_KEYED,)),
    _ROW,
    _SLATE,
    answers_of_office.SlatePage(total=1, offset=0, limit=50, slates=(_SLATE,)),
    _LODGED,
    answers_of_office.ListStanding(
        drawn=478, listed=173, reserved=2, tied=0, left=11, digest=DIGEST, outdated=(), submission=_LODGED
    ),
    _TIE_DECIDED,
    _TIED,
    answers_of_office.Ties(ties=(_TIED,), others=()),
    _IMPORT,
    _WORKBOOK,
    answers_of_office.ImportPage(total=1, offset=0, limit=50, current=(_WORKBOOK,), imports=(_IMPORT,)),
    answers_of_office.Task(
        waiting=2,
        task="exceptions waiting for signatures",
        advice="Whoever neither proposed nor signed them reads reason and evidence, then approves or sends back.",
        page="exceptions?show=waiting",
        own=True,
    ),
    answers_of_office.StepTaken(
        step="screening", sequence=790, at=MOMENT, actor="zhou.min", outdated_by=("retention",)
    ),
    _HELD,
    _ACCOUNT,
    _GRANTED,
    _REQUEST,
    _RELATION,
    answers_of_office.AccountSheet(account=_ACCOUNT, grants=(_GRANTED,), requests=(_REQUEST,), relations=(_RELATION,)),
    answers_of_office.Right(
        permission="view_places", roles={"officer": "everywhere", "unit_liaison": "own_unit"}, scope=True
    ),
)
