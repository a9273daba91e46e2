"""Working a cycle out again from its stored facts, and naming whatever is not as it follows from them (rule 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from reserve.audit.queries import entries
from reserve.audit.tags import Tag
from reserve.audit.verify import verify
from reserve.cycle import queries as cycle
from reserve.cycle.queries import Cycle
from reserve.eligibility.replaying import Replayed, rescreened
from reserve.evidence.model import Difference, Part, Replay
from reserve.listing import queries as listing
from reserve.listing.model import Seat
from reserve.nominee import queries as nominee
from reserve.personal import Keys
from reserve.policy.load import text_hash
from reserve.quota import queries as quota
from reserve.quota.rules import occupants
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import person_id
from reserve.text import Message, message, plain

_PINNED: Final = (Tag.CYCLE_OPEN, Tag.CYCLE_ADOPT_POLICY)
_PARTS: Final[Mapping[str, Message]] = {
    "outcome": message("outcome"),
    "value": message("value"),
    "required": message("demand"),
    "clause": message("clause"),
    "needs": message("missing facts"),
    "cells": message("cells"),
    "change": message("what would change it"),
}


def replay(session: Session, keys: Keys, cycle_id: int) -> Replay:
    """Work a cycle out again from what is stored, and return every difference; an untouched cycle has none.

    Compared: the journal with its hashes, the policy's text with the digest it is pinned to, the facts with their seal
    and with the hash in the journal, every verdict with what the policy makes of the facts, the places with their
    sums, the list with what follows from verdicts, marks and decisions, and the submitted list with its digest. Reads
    only. Raises ``NotFound`` for the cycle.
    """
    verdict = verify(session)
    found = [] if verdict.reason is None else [Difference(Part.JOURNAL, "", verdict.reason)]
    row = next((row for row in cycle.cycles(session) if row.id == cycle_id), None)
    try:
        campaign = cycle.cycle(session, cycle_id)
    except RuntimeError:
        reason = message("The stored text of the plan is not the one the cycle is pinned to.")
        policy = "" if row is None else row.policy_digest
        return Replay(
            cycle_id, policy, 0, 0, 0, verdict.entries, (*found, Difference(Part.POLICY, _name(cycle_id), reason))
        )
    found += _text(session, campaign)
    replayed = rescreened(session, campaign, keys)
    for one in replayed:
        found += _screening(one)
    places, wrong = _readable(Part.PLACES, cycle_id, lambda: _places(session, campaign))
    found += wrong
    seats, wrong = _readable(Part.LIST, cycle_id, lambda: _list(session, campaign))
    return Replay(cycle_id, campaign.policy.digest, len(replayed), places, seats, verdict.entries, (*found, *wrong))


def _readable(
    part: Part, cycle_id: int, compare: Callable[[], Iterator[Difference | None]]
) -> tuple[int, list[Difference]]:
    """Return how many were compared, and what differs; a row that cannot even be read is a difference too."""
    try:
        compared = list(compare())
    except (LookupError, TypeError, ValueError):
        return 0, [Difference(part, _name(cycle_id), message("What is stored cannot be read."))]
    return len(compared), [one for one in compared if one is not None]


def _text(session: Session, campaign: Cycle) -> Iterator[Difference]:
    """The digest leaves comments out; the journal knows the text to the byte."""
    known = [
        entry.details["text"]
        for tag in _PINNED
        for entry in entries(session, tag=tag, subject=_name(campaign.id))
        if "text" in entry.details
    ]
    if known and known[-1] != text_hash(campaign.policy.text):
        reason = message("The stored text of the plan is not the one the journal tells of.")
        yield Difference(Part.POLICY, _name(campaign.id), reason)


def _name(cycle_id: int) -> str:
    return f"cycle {cycle_id}"


def _screening(one: Replayed) -> Iterator[Difference]:
    subject = person_id(one.nominee.person)
    if one.again is None:
        yield Difference(Part.FACTS, subject, message("The stored facts were changed: their seal is broken."))
        return
    if one.recorded is not None and one.hashed != one.recorded:
        text = message("The stored facts are not those that the journal tells of.")
        yield Difference(Part.FACTS, subject, text)
    stored, again = one.stored, one.again
    if stored is None:
        yield Difference(Part.VERDICT, subject, message("The stored verdicts cannot be read."))
        return
    if stored["standing"] != again["standing"]:
        told = {"stored": stored["standing"], "again": again["standing"]}
        text = message("The outcome is stored as {stored}, but follows as {again}.", **told)
        yield Difference(Part.VERDICT, subject, text)
    if stored["boundary"] != again["boundary"]:
        marks = {"stored": stored["boundary"], "again": again["boundary"]}
        text = message("The mark of a boundary is stored as {stored}, but follows as {again}.", **marks)
        yield Difference(Part.VERDICT, subject, text)
    yield from _verdicts(subject, "criterion", stored["verdicts"], again["verdicts"])
    before, after = stored["exception"] or {}, again["exception"] or {}
    yield from _verdicts(subject, "id", before.get("conditions", []), after.get("conditions", []))
    if (before.get("id"), before.get("waived")) != (after.get("id"), after.get("waived")):
        yield Difference(Part.VERDICT, subject, message("What is waived is stored otherwise than it follows."))


def _verdicts(
    subject: str, key: str, stored: Sequence[Mapping[str, Any]], again: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    before, after = {one.get(key): one for one in stored}, {one.get(key): one for one in again}
    for name in sorted({*before, *after}, key=str):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            text = message("The verdict on {criterion} is missing, or one too many.", criterion=name)
            yield Difference(Part.VERDICT, subject, text)
            continue
        for part in sorted({*was, *now} - {key}):
            if was.get(part) != now.get(part):
                text = message(
                    "The {part} of {criterion} is stored as {stored}, but follows as {again}.",
                    part=_PARTS.get(part, part),
                    criterion=name,
                    stored=_shown(was.get(part)),
                    again=_shown(now.get(part)),
                )
                yield Difference(Part.VERDICT, subject, text)


def _shown(value: object) -> str:
    return "—" if value is None or value == [] else str(value)


def _places(session: Session, campaign: Cycle) -> Iterator[Difference | None]:
    """Yield one item for each unit and class: what is wrong with its places, or None."""
    units = roster.units(session)
    standing = quota.standing(session, campaign.id)
    staying: dict[tuple[int, object], list[int]] = {}
    for review in retention.reviewed(session, campaign.id).values():
        if review.decision.occupies_place:
            staying.setdefault((review.member.unit_id, review.member.place_class), []).append(review.member.id)
    for key, figures in quota.counted(session, campaign.id).items():
        rows = standing.get(key, [])
        subject = units[key[0]].name
        if len(rows) != figures.places:
            text = message(
                "{rows} places are stored, but the sum gives {places}.", rows=len(rows), places=figures.places
            )
            yield Difference(Part.PLACES, subject, text)
        elif sorted(map(str, rows)) != sorted(map(str, occupants(figures.places, staying.get(key, [])))):
            text = message("The members on the places are not those who stay by decision.")
            yield Difference(Part.PLACES, subject, text)
        else:
            yield None


def _list(session: Session, campaign: Cycle) -> Iterator[Difference | None]:
    """Yield one item for each nominee of a list that was drawn: what is wrong, or None; then for the submitted list."""
    stored = listing.listed(session, campaign.id)
    if not stored:
        return
    here = nominee.nominees(session, campaign.id)
    _, drawn = listing.redrawn(session, campaign.id)
    for number in sorted({*stored, *drawn.reasons}):
        yield _seat(
            person_id(here[number].person), stored.get(number), drawn.seats.get(number), drawn.reasons.get(number)
        )
    submitted = listing.submission(session, campaign.id)
    if submitted is not None and submitted.digest != listing.digest(session, campaign.id):
        text = message("The list is not the one that was submitted for approval.")
        yield Difference(Part.SUBMISSION, _name(campaign.id), text)


def _seat(subject: str, stored: listing.Listed | None, seat: Seat | None, why: Message | None) -> Difference | None:
    kept = None if stored is None else stored.seat
    if kept != seat:
        text = message(
            "The place is stored as {stored}, but follows as {again}.", stored=_shown(kept), again=_shown(seat)
        )
        return Difference(Part.LIST, subject, text)
    if plain(None if stored is None else stored.why) != plain(why):
        return Difference(Part.LIST, subject, message("The reason is stored otherwise than it follows."))
    return None
