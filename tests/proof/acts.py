"""Two campaigns as a browser and a program carry them out, act by act: what is sent, by whom, from which page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.cycle.town import EASTERN, ORDINARY, REMOVED, SECOND, YOUNG

FIRST: Final = ("units.xlsx", "roster.xlsx", "members.xlsx", "votes.xlsx", "marks.xlsx")


@dataclass(frozen=True, kw_only=True)
class Act:
    """One request. ``page``: where its form stands (blank: it goes to the interface for programs, as ``body``).

    ``parts``: how many transactions it takes; between them the campaign stands as one of them left it. ``box``: tick
    the first box whose name begins so. ``confirmed``: with the second factor.
    """

    name: str
    who: str
    to: str
    page: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    files: tuple[str, ...] = ()
    changed: bool = False
    box: str = ""
    confirmed: bool = False
    parts: int = 1


_MARKS: Final = {f"mark-{number}": "80" for number in (ORDINARY, SECOND, YOUNG, EASTERN, REMOVED)}
_HERE: Final = "/cycles/1"
_API: Final = "/api/v1/cycles/1"
INTAKE: Final = (
    Act(
        name="open a campaign",
        who="officer",
        to="/cycles/new",
        page="/cycles/new",
        typed={"plan": "seed-county", "step": "open"},
    ),
    Act(name="send workbooks", who="officer", to=f"{_HERE}/imports", page=f"{_HERE}/imports", files=FIRST, parts=2),
    Act(name="save the import", who="officer", to=f"{_HERE}/imports/1/save", page=f"{_HERE}/imports/1"),
    Act(name="screen, and apply what waited", who="officer", to=f"{_HERE}/screen", page=f"{_HERE}/steps", parts=2),
    Act(
        name="send workbooks by program",
        who="officer",
        to=f"{_API}/imports",
        files=("roster.xlsx",),
        changed=True,
        parts=2,
    ),
    Act(name="save by program", who="officer", to=f"{_API}/imports/2/save", body={"reason": "职务变动"}),
    Act(
        name="undo the import",
        who="officer",
        to=f"{_HERE}/imports/2/undo",
        page=f"{_HERE}/imports/2",
        typed={"reason": "表错"},
    ),
    Act(name="screen by program", who="officer", to=f"{_API}/screening", parts=2),
)
DECIDING: Final = (
    Act(
        name="keep a member",
        who="officer",
        to=f"{_HERE}/members/{{kept}}/decision",
        page=f"{_HERE}/members/{{kept}}",
        typed={"decision": "keep", "grounds": "群众公认"},
    ),
    Act(
        name="propose a removal",
        who="officer",
        to=f"{_HERE}/members/{{removed}}/removal",
        page=f"{_HERE}/members/{{removed}}",
        typed={"grounds": "不称职"},
    ),
    Act(
        name="confirm the removal",
        who="head",
        to=f"{_HERE}/members/{{removed}}/removal/confirm",
        page=f"{_HERE}/members/{{removed}}",
    ),
    Act(
        name="adjust places",
        who="officer",
        to=f"{_API}/units/1/adjustment",
        body={"class": "deputy", "adjustment": 1, "reason": "新设科室"},
    ),
    Act(name="screen again", who="officer", to=f"{_HERE}/screen", page=f"{_HERE}/steps"),
    Act(
        name="propose an exception",
        who="officer",
        to=f"{_HERE}/exceptions/{{young}}/proposal",
        page=f"{_HERE}/exceptions/{{young}}",
        typed={"reason": "实绩突出，主持的改革项目获市级表彰。", "evidence": "考核文件、表彰文件"},
    ),
    Act(
        name="approve the exception",
        who="approver",
        to=f"{_HERE}/exceptions/{{young}}/approval",
        page=f"{_HERE}/exceptions/{{young}}",
        confirmed=True,
        parts=2,
    ),
    Act(
        name="approve it by program",
        who="second approver",
        to=f"{_API}/nominees/{{young}}/exception/approval",
        confirmed=True,
        parts=2,
    ),
    Act(
        name="key marks",
        who="clerk",
        to=f"{_HERE}/exam/keying",
        page=f"{_HERE}/exam/keying?plain=1",
        typed=_MARKS,
    ),
    Act(
        name="key marks as the second clerk",
        who="second clerk",
        to=f"{_HERE}/exam/keying",
        page=f"{_HERE}/exam/keying?plain=1",
        typed=_MARKS,
    ),
    Act(
        name="propose a correction",
        who="officer",
        to=f"{_HERE}/exam/{SECOND}/propose",
        page=f"{_HERE}/exam/{SECOND}",
        typed={"mark": "81", "reason": "漏加一题，已核对试卷"},
    ),
    Act(
        name="confirm the correction",
        who="head",
        to=f"{_HERE}/exam/{SECOND}/confirm",
        page=f"{_HERE}/exam/{SECOND}",
    ),
    Act(
        name="record an inspection",
        who="officer",
        to=f"{_HERE}/inspections/{YOUNG}",
        page=f"{_HERE}/inspections/{YOUNG}",
        typed={
            "conclusion": "positive",
            "inspectors": "赵一 钱二",
            "inspected_on": "2026.6",
            "integrity": "无问题",
        },
    ),
    Act(name="draw up the list", who="officer", to=f"{_HERE}/draw", page=f"{_HERE}/steps"),
    Act(
        name="settle a tie",
        who="officer",
        to=f"{_HERE}/ties",
        page=f"{_HERE}/ties",
        typed={"reason": "基层工作经历更长，群众基础好"},
        box="list-",
    ),
    Act(name="draw up the list by program", who="officer", to=f"{_API}/list"),
    Act(
        name="submit the list",
        who="officer",
        to=f"{_HERE}/list/submission",
        page=f"{_HERE}/list/approval",
        typed={"open_meant": "yes"},
    ),
    Act(
        name="send the list back",
        who="approver",
        to=f"{_HERE}/list/return",
        page=f"{_HERE}/list/approval",
        typed={"return_reason": "再核"},
    ),
    Act(name="submit it by program", who="officer", to=f"{_API}/list/submission", body={"open_meant": True}),
    Act(
        name="approve the list",
        who="approver",
        to=f"{_HERE}/list/approval",
        page=f"{_HERE}/list/approval",
        typed={"decision_number": "县委〔2026〕12号", "meeting": "县委常委会第8次会议", "decided_on": "2026.07.03"},
    ),
)
CHAINS: Final[Mapping[str, tuple[Act, ...]]] = {"intake": INTAKE, "deciding": DECIDING}
