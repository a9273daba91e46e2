"""Why somebody is or is not on the list, in one sentence; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reserve.exam.model import MarkStatus
from reserve.inspection.model import Outcome
from reserve.listing.model import Standpoint
from reserve.listing.slate import Position
from reserve.text import Message, message


def barred(nominee: Standpoint, pass_line: int) -> Message | None:
    """Return why somebody is no candidate for the list at all, or None for a candidate."""
    return screened_out(nominee) or vetoed(nominee) or failed_exam(nominee, pass_line)


def screened_out(nominee: Standpoint) -> Message | None:
    """Return why the screening keeps somebody from the list (rule 2)."""
    if nominee.standing == "ineligible":
        return message("Not eligible: {criteria}.", criteria=nominee.failed)
    if nominee.standing == "undecided":
        return message("Undecided until it is clarified: {criteria}.", criteria=nominee.unknown)
    if nominee.limit is not None:
        return nominee.limit
    return None


def vetoed(nominee: Standpoint) -> Message | None:
    """Return why the inspection keeps somebody from the list (rule 11)."""
    if nominee.inspection is Outcome.NEGATIVE:
        return message("The inspection came to a negative conclusion.")
    return None


def failed_exam(nominee: Standpoint, pass_line: int) -> Message | None:
    """Return why the exam keeps somebody from the list (rule 12)."""
    if not nominee.passed and nominee.why is not None:
        return nominee.why
    if nominee.status is None:
        return message("No exam mark yet.")
    if nominee.status is MarkStatus.ABSENT:
        return message("Absent from the exam.")
    if nominee.status is MarkStatus.VOID:
        return message("The exam paper was made void.")
    if not nominee.passed:
        return message("Exam mark {mark}, below the pass line {line}.", mark=shown(nominee.mark), line=shown(pass_line))
    return None


def taken(already: bool) -> Message | None:  # noqa: FBT001 - reads as the question it answers
    """Return why somebody who holds a place of the class drawn up before leaves this list."""
    return message("Has a place in the class drawn up first, and leaves this list.") if already else None


@dataclass(frozen=True, slots=True)
class Placing:
    """How a candidate came out in the unit and class: rank among the candidates, and how many places were open."""

    position: Position
    rank: int
    places: int
    refused: bool


def placed(nominee: Standpoint, placing: Placing) -> Message:
    """Return why a candidate has a place, or has none."""
    tied = {"votes": nominee.votes, "mark": shown(nominee.mark)}
    ranked = {**tied, "rank": placing.rank, "places": placing.places}
    match placing.position:
        case Position.SEATED if not nominee.exceptional:
            return message("Listed: {votes} votes, mark {mark}, rank {rank} for {places} open places.", **ranked)
        case Position.SEATED if nominee.approved:
            return message(
                "Listed under the exception: {votes} votes, mark {mark}, rank {rank} for {places} open places.",
                **ranked,
            )
        case Position.SEATED:
            return message(
                "Place reserved until the exception is approved: {votes} votes, mark {mark}, rank {rank} for "
                "{places} open places.",
                **ranked,
            )
        case Position.TIED if placing.refused:
            return message(
                "Tie at the last place ({votes} votes, mark {mark}): more of the tied were decided to be listed than "
                "there are places, so none is.",
                **tied,
            )
        case Position.TIED:
            return message(
                "Tie at the last place ({votes} votes, mark {mark}): it stays open until a human decides.", **tied
            )
        case Position.LEFT_OUT:
            return message("Tie at the last place ({votes} votes, mark {mark}), decided for others.", **tied)
        case Position.BEYOND if placing.places == 0:
            return message("Passed, but no place is open in this unit and class.")
        case Position.BEYOND:
            return message(
                "Passed, but beyond the places: {votes} votes, mark {mark}, rank {rank} for {places} open places.",
                **ranked,
            )


def shown(hundredths: int | None) -> str:
    """Return a mark with its two decimals; a dash for none."""
    return "—" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
