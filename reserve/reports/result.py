"""The whole outcome of a cycle as plain values: what ``result.json`` holds, and every other report is made from.

The order of rows and keys is fixed by content, so that two runs compare byte for byte.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.cycle.queries import Cycle
from reserve.eligibility import queries as eligibility
from reserve.eligibility.queries import ExceptionPapers, Screened
from reserve.exam import queries as exam
from reserve.exam.queries import Explained, Mark
from reserve.inspection import queries as inspection
from reserve.inspection.model import Outcome
from reserve.listing import queries as listing
from reserve.listing.model import Seat
from reserve.listing.queries import Listed
from reserve.nominee import queries as nominee
from reserve.nominee.queries import Nominee
from reserve.personal import Keys
from reserve.policy.wording import share_word
from reserve.pool.queries import Member
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.recommendation.queries import Votes
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, person_id
from reserve.text import message, word
from reserve.workbook.findings import Finding, ordered

Plain = dict[str, Any]
_SITTING = frozenset({"eligible", "exceptional"})


@dataclass(frozen=True, slots=True)
class _Campaign:
    """Everything that was read of a cycle, by id."""

    cycle: Cycle
    names: Mapping[int, str]
    units: Mapping[int, str]
    nominees: Sequence[Nominee]
    screened: Mapping[int, Screened]
    votes: Mapping[tuple[int, PlaceClass], Votes]
    inspected: Mapping[int, Outcome]
    marks: Mapping[int, Mark]
    composed: Mapping[int, Explained]
    listed: Mapping[int, Listed]
    papers: Mapping[int, ExceptionPapers]
    lang: str

    def screened_out(self, person: int) -> bool:
        """Tell whether somebody sits no exam: what stands of it is ignored (rule 12)."""
        mine = [one for one in self.nominees if one.person == person]
        return all(self.screened[one.id].standing not in _SITTING for one in mine)


def result(session: Session, cycle_id: int, keys: Keys, findings: Iterable[Finding], lang: str) -> Plain:
    """Return the outcome of a cycle that was screened and drawn up; sentences are worded in ``lang``.

    Shares are integers in hundredths of a percent, marks text with two decimals, dates ISO. A fixed number of
    queries. Raises ``NotFound`` for the cycle.
    """
    campaign = _read(session, cycle_id, lang)
    seats = Counter(
        (one.unit_id, one.place_class, campaign.listed[one.id].seat)
        for one in campaign.nominees
        if one.id in campaign.listed
    )
    policy = campaign.cycle.policy
    return {
        "policy": {"id": policy.id, "digest": policy.digest},
        "as_of": campaign.cycle.as_of.isoformat(),
        "units": _units(session, cycle_id, campaign, seats),
        "nominees": [_nominee(campaign, one) for one in campaign.nominees],
        "members": _members(session, cycle_id, campaign, keys),
        "exceptions": [
            _exception(campaign, one)
            for one in campaign.nominees
            if campaign.screened[one.id].standing == "exceptional"
        ],
        "findings": worded(findings, lang),
    }


def refused(policy: Mapping[str, str], as_of: str | None, findings: Iterable[Finding], lang: str) -> Plain:
    """Return a result without people: the files hold errors, so nothing of them was taken in (rule 14)."""
    lists: Plain = {name: [] for name in ("units", "nominees", "members", "exceptions")}
    return {"policy": dict(policy), "as_of": as_of, **lists, "findings": worded(findings, lang)}


def as_text(outcome: Plain) -> str:
    """Return what stands in result.json."""
    return json.dumps(outcome, ensure_ascii=False, indent=1) + "\n"


def worded(findings: Iterable[Finding], lang: str) -> list[Plain]:
    """Return findings as plain values, errors first, in the order of their content."""
    return [
        {
            "level": found.level.value,
            "file": found.file,
            "sheet": found.sheet,
            "cell": found.cell,
            "person_id": None if found.person is None else person_id(found.person),
            "value": found.value,
            "message": word(found.message, lang),
        }
        for found in ordered(findings)
    ]


def _read(session: Session, cycle_id: int, lang: str) -> _Campaign:
    campaign = cycle.cycle(session, cycle_id)
    units = {unit.id: unit.name for unit in roster.units(session).values()}
    nominees = nominee.nominees(session, cycle_id).values()
    screened = eligibility.screenings(session, cycle_id)
    sitting = {one.person for one in nominees if screened[one.id].standing in _SITTING}
    return _Campaign(
        cycle=campaign,
        names=roster.names(session),
        units=units,
        nominees=sorted(nominees, key=lambda one: (units[one.unit_id], one.place_class, one.person)),
        screened=screened,
        votes=recommendation.votes(session, cycle_id, campaign.policy.recommendation),
        inspected=inspection.outcomes(session, cycle_id),
        # A mark from the time before a screening changed somebody's outcome stays on record and is ignored (rule 12).
        marks={person: mark for person, mark in exam.marks(session, cycle_id).items() if person in sitting},
        composed=exam.explained(session, cycle_id, campaign.policy.exam) if campaign.policy.exam.composed else {},
        listed=listing.listed(session, cycle_id),
        papers=eligibility.papers(session, cycle_id),
        lang=lang,
    )


def _units(
    session: Session, cycle_id: int, campaign: _Campaign, seats: Mapping[tuple[int, PlaceClass, Seat | None], int]
) -> list[Plain]:
    cards = quota.cards(session, cycle_id)

    def stand(unit_id: int, place_class: PlaceClass) -> Plain:
        card = cards[unit_id, place_class]
        return {
            "posts": card.figures.posts,
            "adjustment": card.figures.adjustment,
            "places": None if card.figures.posts is None else card.figures.places,
            "kept": card.kept,
            "deferred": card.deferred,
            "undecided": card.undecided,
            "open": len(card.open_places),
            "listed": seats.get((unit_id, place_class, Seat.LISTED), 0),
            "reserved": seats.get((unit_id, place_class, Seat.RESERVED), 0),
        }

    return [
        {"unit": name, **{place_class.value: stand(unit_id, place_class) for place_class in PlaceClass}}
        for unit_id, name in sorted(campaign.units.items(), key=lambda item: item[1])
        if (unit_id, PlaceClass.CHIEF) in cards
    ]


def _nominee(campaign: _Campaign, one: Nominee) -> Plain:
    screened = campaign.screened[one.id]
    listed = campaign.listed.get(one.id)
    outcome = campaign.inspected.get(one.person)
    return {
        "person_id": person_id(one.person),
        "name": campaign.names[one.person],
        "unit": campaign.units[one.unit_id],
        "class": one.place_class.value,
        "outcome": screened.standing.value,
        "boundary": screened.boundary,
        "verdicts": [_verdict(verdict, "criterion", "clause") for verdict in screened.verdicts],
        "exception": _exception_shown(screened),
        "votes": _votes(campaign, one, screened),
        "inspection": None if outcome is None else {"outcome": outcome.value},
        "exam": _exam(campaign.marks.get(one.person)),
        **_composed(campaign, one.person),
        "listed": listed is not None and listed.seat is Seat.LISTED,
        "reserved": listed is not None and listed.seat is Seat.RESERVED,
        "why": "" if listed is None else word(listed.why, campaign.lang),
        "remark": _remark(campaign, one),
    }


def _remark(campaign: _Campaign, one: Nominee) -> str | None:
    """Say that the share of votes is low, where the plan wants it said; compared as integers, it decides nothing."""
    below = campaign.cycle.policy.recommendation.remark_below
    votes = campaign.votes[one.person, one.place_class]
    if below is None or votes.rank is None or not votes.base:
        return None
    if votes.votes * below.denominator >= below.numerator * votes.base:
        return None
    return word(message("Share of votes below {share}.", share=share_word(below)), campaign.lang)


def _verdict(stored: Mapping[str, Any], *names: str) -> Plain:
    return {name: stored[name] for name in (*names, "outcome", "value", "required", "needs")}


def _exception_shown(screened: Screened) -> Plain | None:
    if screened.exception is None:
        return None
    conditions = [
        {name: condition[name] for name in ("id", "outcome", "value", "required")}
        for condition in screened.exception["conditions"]
    ]
    return {"id": screened.exception["id"], "conditions": conditions, "waived": screened.exception["waived"]}


def _votes(campaign: _Campaign, one: Nominee, screened: Screened) -> Plain:
    votes = campaign.votes[one.person, one.place_class]
    return {
        "votes": votes.votes,
        "valid": votes.valid,
        "returned": votes.returned,
        "present": votes.present,
        "due": votes.due,
        "share": votes.share,
        "rank": votes.rank,
        "many": _many(screened, campaign.cycle.policy.recommendation.many),
    }


def _many(screened: Screened, condition_id: str) -> bool | None:
    """Whether the votes are "many", as the exception's condition of that name came out."""
    conditions = screened.exception["conditions"] if screened.exception else []
    outcomes = {condition["id"]: condition["outcome"] for condition in conditions}
    return {"meets": True, "fails": False}.get(outcomes.get(condition_id, ""))


def _exam(mark: Mark | None) -> Plain | None:
    if mark is None:
        return None
    return {"score": _score(mark.hundredths), "status": mark.status.value, "passed": mark.passed}


def _composed(campaign: _Campaign, person: int) -> Plain:
    """Say how a mark of several parts came about; nothing is added for a plan of one paper."""
    rules = campaign.cycle.policy.exam
    if not rules.composed:
        return {}
    found = campaign.composed.get(person)
    if found is None or campaign.screened_out(person):
        return {"exam_parts": None}
    made = found.composite
    return {
        "exam_parts": {
            "parts": [
                {
                    "part": line.part.id,
                    "name": line.part.name,
                    "of": line.part.of or None,
                    "full": _score(line.part.full),
                    "weight": None if line.part.weight is None else share_word(line.part.weight),
                    "minimum": _score(line.part.minimum),
                    "status": None if line.status is None else line.status.value,
                    "score": _score(line.hundredths),
                    "below_minimum": line.short,
                }
                for line in made.lines
            ],
            "without_bonus": _score(made.plain),
            "bonus": _score(made.bonus),
            "bonuses": list(made.granted),
            "bonuses_unknown": list(made.waiting),
            "bonus_cap": _score(rules.bonus_cap),
            "total": _score(made.total),
            "rounding": {"places": rules.rounding.places, "mode": rules.rounding.mode.value},
        }
    }


def _score(hundredths: int | None) -> str | None:
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def _members(session: Session, cycle_id: int, campaign: _Campaign, keys: Keys) -> list[Plain]:
    flags = eligibility.member_flags(session, cycle_id, keys)
    reviewed = sorted(
        retention.reviewed(session, cycle_id).values(),
        key=lambda review: (campaign.units[review.member.unit_id], review.member.place_class, review.member.person),
    )
    return [
        {
            "person_id": person_id(review.member.person),
            "name": campaign.names[review.member.person],
            "unit": campaign.units[review.member.unit_id],
            "class": review.member.place_class.value,
            "decision": review.decision.value,
            "grounds": list(review.grounds),
            "flags": sorted(flags.get(review.member.id, ())),
            "votes": _member_votes(campaign, review.member),
        }
        for review in reviewed
    ]


def _member_votes(campaign: _Campaign, member: Member) -> Plain | None:
    votes = campaign.votes.get((member.person, member.place_class))
    return None if votes is None else {"votes": votes.votes, "share": votes.share, "rank": votes.rank}


def _exception(campaign: _Campaign, one: Nominee) -> Plain:
    """One line of the ledger: what was waived, on what conditions, who proposed and who approved."""
    shown = _exception_shown(campaign.screened[one.id])
    papers = campaign.papers.get(one.id)
    listed = campaign.listed.get(one.id)
    return {
        "person_id": person_id(one.person),
        "name": campaign.names[one.person],
        "unit": campaign.units[one.unit_id],
        "class": one.place_class.value,
        "waived": shown["waived"] if shown else [],
        "conditions": shown["conditions"] if shown else [],
        "votes": campaign.votes[one.person, one.place_class].votes,
        "reason": papers.reason if papers else None,
        "evidence": papers.evidence if papers else None,
        "proposed_by": papers.proposed_by or None if papers else None,
        "approved_by": [name for name, day in papers.approvals if day is not None] if papers else [],
        "listed": listed is not None and listed.seat is Seat.LISTED,
    }
