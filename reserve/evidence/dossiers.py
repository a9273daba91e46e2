"""One nominee's dossier in lines to be read: verdicts, the exception and its papers, exam, place, and who did what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reserve.audit.model import Entry
from reserve.cycle.queries import Cycle
from reserve.db import canonical_json, moment_text
from reserve.policy.wording import mark_word
from reserve.reports.verdicts import Papers, Sheet, Verdict
from reserve.reports.wording import CLASSES, EXAM, NOT_KNOWN, OUTCOMES, SEATS, VERDICTS
from reserve.text import Message, message

Line = Message | str


def lines(sheet: Sheet, campaign: Cycle, told: Sequence[Entry]) -> Iterator[Line]:
    """Yield the lines of one dossier; ``told``: the journal's entries about the person, oldest first."""
    row = sheet.row
    yield message(
        "{name} ({person}), {unit}, {place}: {outcome}",
        name=row.name,
        person=row.person_id,
        unit=row.unit,
        place=CLASSES[row.place_class],
        outcome=OUTCOMES[row.outcome],
    )
    yield message("Post: {post}", post=row.post)
    yield message(
        "As of {day}, plan {policy} ({digest})",
        day=campaign.as_of.isoformat(),
        policy=campaign.policy.title,
        digest=campaign.policy.digest,
    )
    yield ""
    yield message("  Criteria")
    for verdict in sheet.verdicts:
        yield from _verdict(verdict)
    if sheet.conditions:
        yield message("  Conditions of the exception")
        for verdict in sheet.conditions:
            yield from _verdict(verdict)
    for waived in sheet.waived:
        yield message(
            "    waived: {criterion}: asked {asked}, instead {instead}, found {said}",
            criterion=waived.word,
            asked=waived.asked,
            instead=waived.asked_instead,
            said=waived.said,
        )
    if sheet.papers is not None:
        yield from _papers(sheet.papers)
    yield ""
    mark = EXAM["missing"] if row.mark_status is None else EXAM[row.mark_status.value]
    yield message("Exam: {state}, mark {mark}", state=mark, mark=NOT_KNOWN if row.mark is None else mark_word(row.mark))
    seat = message("no place") if row.seat is None else SEATS[row.seat.value]
    yield message("List: {seat}", seat=seat)
    if row.why is not None:
        yield message("  {why}", why=row.why)
    yield ""
    yield message("  Journal")
    for entry in told:
        details = canonical_json(entry.details)
        yield f"    {entry.sequence} {moment_text(entry.at)} {entry.actor} {entry.tag} {details}"


def _verdict(verdict: Verdict) -> Iterator[Line]:
    yield message(
        "    {outcome}  {wording} [{clause}]: {said}{cells}",
        outcome=VERDICTS[verdict.outcome],
        wording=verdict.wording or verdict.word,
        clause=verdict.clause,
        said=verdict.said,
        cells=message(" ({cells})", cells=verdict.cells) if verdict.cells else "",
    )


def _papers(papers: Papers) -> Iterator[Line]:
    yield message(
        "    proposed by {who} on {day}: {reason}; evidence: {evidence}",
        who=papers.proposed_by,
        day=papers.proposed_on or NOT_KNOWN,
        reason=papers.reason,
        evidence=papers.evidence,
    )
    for who, day in papers.approvals:
        yield message("    approved by {who} on {day}", who=who, day=day or NOT_KNOWN)
    if not papers.complete:
        yield message("    approvals incomplete")
