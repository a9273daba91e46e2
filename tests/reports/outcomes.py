"""Made-up outcomes of a cycle, of any size, in the form of ``reports.result``; the same seed gives the same one."""

import random
from typing import Any, Final

Plain = dict[str, Any]

CLASSES: Final = ("chief", "deputy")
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华"
_GIVEN: Final = ("伟", "秀英", "建国", "敏", "静", "晓东", "志强", "丽", "海燕", "文博", "明", "子涵")
_UNITS: Final = ("县委办公室", "县发展和改革局", "县人力资源和社会保障局", "青石镇", "柳河乡", "石门街道办事处")
_REQUIRED: Final = {
    ("cadre_status", "chief"): "status in civil_servant|equivalent|institution",
    ("education", "chief"): "education>=college",
    ("age", "chief"): "birth>=1980-07-01",
    ("discipline", "chief"): "discipline_in_effect in no",
    ("rank", "chief"): "rank>=deputy_section",
    ("rank", "deputy"): "rank>=clerk_1",
    ("rank_months", "chief"): "rank_held(level=deputy_section)<=2024-06-30",
    ("rank_months", "deputy"): "rank_held(level=clerk_1,probation=not_counted)<=2023-06-30",
}
_USUAL: Final = {
    "cadre_status": "civil_servant",
    "education": "bachelor",
    "age": "1984-05",
    "discipline": "no",
    "rank": "deputy_section",
    "rank_months": "2019-03-01",
}
_NEEDS: Final = {
    "cadre_status": ["status"],
    "education": ["in_service_education"],
    "age": ["birth"],
    "discipline": ["discipline"],
    "rank": ["rank"],
    "rank_months": ["rank_since", "earlier_ranks"],
}
_CONDITIONS: Final = (
    ("under_30", "birth>=1996-07-01"),
    ("postgraduate", "education(forms=full_time+in_service)>=postgraduate"),
    ("many_votes", "vote_share>=3/10 and vote_rank<=places"),
    ("not_in_probation", "in_probation in no"),
)
_UNKNOWN_VALUES: Final = {"age": "1980-07", "education": "none..college", "rank_months": "2016-01-01..2024-07-31"}
_WHY: Final = {
    "eligible": "已通过考试，但超出名额：得票21，成绩71.50，第3名，空缺名额2个。",
    "exceptional": "破格人选，名额预留至破格批准：得票33，成绩82.00，第1名，空缺名额2个。",
    "undecided": "待查，须先查清：年龄、任职年限。",
    "ineligible": "不符合条件：学历。",
}


def required(criterion: str, place_class: str) -> str:
    return _REQUIRED.get((criterion, place_class)) or _REQUIRED[criterion, "chief"]


def verdict(criterion: str, place_class: str, outcome: str = "meets") -> Plain:
    unknown = outcome == "unknown"
    return {
        "criterion": criterion,
        "clause": "一般规定" if criterion in {"discipline", "rank", "rank_months"} else "三.3",
        "outcome": outcome,
        "value": _UNKNOWN_VALUES.get(criterion) if unknown else _USUAL[criterion],
        "required": required(criterion, place_class),
        "needs": _NEEDS[criterion] if unknown else [],
    }


def exception(outcomes: dict[str, str] | None = None, waived: list[Plain] | None = None) -> Plain:
    values = {
        "under_30": "1997-03",
        "postgraduate": "postgraduate",
        "many_votes": "vote_share=33/60, vote_rank=1, places=2",
        "not_in_probation": "no",
    }
    states = dict.fromkeys(values, "meets") | (outcomes or {})
    conditions = [
        {
            "id": name,
            "outcome": states[name],
            "value": None if states[name] == "unknown" else values[name],
            "required": asked,
        }
        for name, asked in _CONDITIONS
    ]
    return {"id": "young_postgraduate", "conditions": conditions, "waived": waived or []}


def nominee(number: int = 1, place_class: str = "deputy", outcome: str = "eligible", **changes: object) -> Plain:
    """One nominee as ``result.json`` has it; whatever is given in ``changes`` replaces the usual."""
    special = {
        "undecided": {"age": "unknown", "rank_months": "unknown"},
        "ineligible": {"education": "fails"},
        "exceptional": {"rank_months": "waived"},
    }.get(outcome, {})
    weaker = {"criterion": "rank_months", "required_instead": "rank_held(level=clerk_2)<=2024-12-30"}
    waived = [weaker] if outcome == "exceptional" else []
    usual: Plain = {
        "person_id": f"P{number:05d}",
        "name": "王小明",
        "unit": "县委办公室",
        "class": place_class,
        "outcome": outcome,
        "boundary": False,
        "verdicts": [verdict(name, place_class, special.get(name, "meets")) for name in _USUAL],
        "exception": exception(None if waived else {"under_30": "fails", "postgraduate": "fails"}, waived),
        "votes": votes(33),
        "inspection": None,
        "exam": None,
        "listed": False,
        "reserved": False,
        "why": _WHY[outcome],
    }
    return usual | changes


def votes(count: int, rank: int | None = 1, valid: int = 60) -> Plain:
    return {
        "votes": count,
        "valid": valid,
        "returned": valid + 1,
        "present": valid + 1,
        "due": valid + 5,
        "share": None if rank is None else round(count * 10_000 / valid),
        "rank": rank,
        "many": None if rank is None else count * 10 >= valid * 3,
    }


def taken(score: str) -> Plain:
    return {"score": score, "status": "taken", "passed": float(score) >= 60}


def places(**changes: object) -> Plain:
    names = ("posts", "adjustment", "places", "kept", "deferred", "undecided", "open", "listed", "reserved")
    return dict.fromkeys(names, 0) | changes


def unit(name: str, chief: Plain | None = None, deputy: Plain | None = None) -> Plain:
    return {"unit": name, "chief": chief or places(), "deputy": deputy or places()}


def papers(one: Plain) -> Plain:
    """The line of the ledger of an exceptional nominee, its papers complete when he or she is listed."""
    whole = one["listed"]
    return {
        **{name: one[name] for name in ("person_id", "name", "unit", "class")},
        "waived": one["exception"]["waived"],
        "conditions": one["exception"]["conditions"],
        "votes": one["votes"]["votes"],
        "reason": "在乡村振兴一线工作表现突出，群众公认，急需充实年轻干部" if whole else None,
        "evidence": "考察材料第12号、推荐会议记录" if whole else None,
        "proposed_by": "青石镇党委" if whole else None,
        "approved_by": ["李书记", "赵部长"] if whole else [],
        "listed": one["listed"],
    }


def member(number: int = 1, **changes: object) -> Plain:
    usual: Plain = {
        "person_id": f"P{number:05d}",
        "name": "李秀英",
        "unit": "县委办公室",
        "class": "deputy",
        "decision": "keep",
        "grounds": [],
        "flags": [],
        "votes": None,
    }
    return usual | changes


def finding(level: str = "warning", **changes: object) -> Plain:
    usual: Plain = {
        "level": level,
        "file": "roster.xlsx",
        "sheet": "干部名册",
        "cell": "D17",
        "person_id": "P00017",
        "value": "1980",
        "message": "只有年份：请写成 1980.11 或 1980.11.03",
    }
    return usual | changes


def outcome_of(**parts: object) -> Plain:
    """An outcome with the given lists of ``reports.result``, the others empty."""
    lists: Plain = {name: [] for name in ("units", "nominees", "members", "exceptions", "findings")}
    return {"policy": {"id": "seed-county", "digest": "3f2a" * 16}, "as_of": "2026-06-30", **lists, **parts}


def refused() -> Plain:
    return outcome_of(findings=[finding("error"), finding("error", cell="D18"), finding()])


def county(nominees: int, seed: int = 1) -> Plain:
    """A whole outcome with so many nominees and units, members, findings to match."""
    draw = random.Random(seed)
    names = [f"{_UNITS[at % len(_UNITS)]}{'' if at < len(_UNITS) else at}" for at in range(max(1, nominees // 50) * 2)]
    people = sorted(
        (_drawn(draw, number, names) for number in range(1, nominees + 1)),
        key=lambda one: (one["unit"], one["class"], one["person_id"]),
    )
    units = [
        {"unit": name, **{place_class: _stand(draw, name, place_class, people) for place_class in CLASSES}}
        for name in sorted(names)
    ]
    members = [_member(draw, number, names) for number in range(nominees + 1, nominees + 1 + nominees // 10)]
    return outcome_of(
        units=units,
        nominees=people,
        members=sorted(members, key=lambda one: (one["unit"], one["class"], one["person_id"])),
        exceptions=[papers(one) for one in people if one["outcome"] == "exceptional"],
        findings=[finding(cell=f"D{row}") for row in range(4, 4 + nominees // 8)],
    )


def _name(draw: random.Random) -> str:
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN)


def _drawn(draw: random.Random, number: int, names: list[str]) -> Plain:
    outcome = draw.choices(["eligible", "ineligible", "undecided", "exceptional"], [60, 25, 13, 2])[0]
    candidate = outcome in {"eligible", "exceptional"}
    sat = candidate and draw.random() < 0.9
    score = f"{draw.randint(4500, 9500) / 100:.2f}"
    placed = sat and float(score) >= 60 and draw.random() < 0.3
    approved = outcome != "exceptional" or draw.random() < 0.5
    return nominee(
        number,
        draw.choice(CLASSES),
        outcome,
        name=_name(draw),
        unit=draw.choice(names),
        boundary=draw.random() < 0.02,
        votes=votes(draw.randint(1, 60), draw.choice([1, 2, 3, 4, 5, None])),
        exam=taken(score) if sat else None,
        listed=placed and approved,
        reserved=placed and not approved,
        **({"why": "列入：得票33，成绩82.00，第1名，空缺名额2个。"} if placed else {}),
    )


def _stand(draw: random.Random, name: str, place_class: str, people: list[Plain]) -> Plain:
    seated = [one for one in people if (one["unit"], one["class"]) == (name, place_class)]
    listed, reserved = (sum(one[seat] for one in seated) for seat in ("listed", "reserved"))
    kept, left = draw.randint(0, 3), draw.randint(0, 2)
    opened = listed + reserved + left
    return places(posts=opened + kept, places=opened + kept, kept=kept, open=opened, listed=listed, reserved=reserved)


def _member(draw: random.Random, number: int, names: list[str]) -> Plain:
    decision = draw.choice(["keep", "keep", "remove", "defer", "none"])
    return member(
        number,
        name=_name(draw),
        unit=draw.choice(names),
        decision=decision,
        grounds=["民主测评不称职票超过三分之一", "本人申请"] if decision == "remove" else [],
        flags=draw.choice([[], [], ["over_age"], ["incompetent_over_third", "over_age"]]),
        votes=draw.choice([None, {"votes": 12, "share": 2000, "rank": 4}]),
    )
