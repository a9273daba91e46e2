"""Undoing the import that was saved last: the workbooks before it count again, or it is said why they cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Self

from sqlalchemy.orm import Session

from reserve.accounts.queries import recusal
from reserve.audit.model import Actor
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign import reading, sent, settling, taking_in
from reserve.campaign.model import ImportState
from reserve.campaign.reading import Folder
from reserve.campaign.sent import Import
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.cycle.queries import refuse_submitted
from reserve.cycle.queries import steps as cycle_steps
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.inspection import actions as inspection
from reserve.inspection import queries as inspections
from reserve.inspection.sheet import INSPECTIONS
from reserve.intake import County
from reserve.intake.files import MEMBERS
from reserve.listing import queries as listing
from reserve.personal import Keys
from reserve.pool import actions as pool
from reserve.pool.queries import Member
from reserve.quota import actions as quota
from reserve.quota import queries as quota_queries
from reserve.recommendation.sheet import MEETINGS
from reserve.retention import actions as retention
from reserve.retention import queries as retention_queries
from reserve.retention.model import Decision, DecisionRow
from reserve.retention.queries import Reviewed
from reserve.roster.columns import ROSTER
from reserve.roster.model import person_id
from reserve.text import Message, message
from reserve.workbook.findings import Level

_MOST_NAMED: Final = 10
_STEPS: Final[Mapping[str, Sequence[Step]]] = {
    ROSTER.file: (Step.ROSTER,),
    MEMBERS.file: (Step.MEMBERS, Step.RETENTION),
    MEETINGS.file: (Step.VOTES,),
    INSPECTIONS.file: (Step.INSPECTIONS,),
}


class Folders(NamedTuple):
    """The folder as it counts now, and as it was before the import; both read just now."""

    now: Folder
    before: Folder


class _Both(NamedTuple):
    """The same, compared: what the import brought, what was there before, and which files it is about."""

    now: County
    before: County
    files: Collection[str]
    decided: Mapping[int, DecisionRow]
    """What the import decided about members, by person."""
    decided_before: Collection[int]
    """About whom the workbooks before it decided something."""
    listed: Collection[int]
    """The members that those workbooks list."""

    @classmethod
    def of(cls, now: County, before: County, files: Collection[str]) -> Self:
        """Compare two counties."""
        return cls(
            now,
            before,
            files,
            {row.person: row for row in now.decisions if row.origin.file in files},
            {row.person for row in before.decisions if row.decision is not Decision.NONE},
            {row.person for row in before.members},
        )

    def leaves(self, person: int) -> bool:
        """Tell whether a member is none in the workbooks before the import."""
        return MEMBERS.file in self.files and person not in self.listed


def folders_to_undo(database: Database, keys: Keys, cycle_id: int, import_id: int) -> Folders | None:
    """Read what undoing an import needs, None when it is not saved; takes seconds, so not in ``undo``.

    Side effects: those of ``reading.read``. Raises ``NotFound``.
    """
    with database.reading() as session:
        if sent.one(session, cycle_id, import_id).state is not ImportState.SAVED:
            return None
        now = sent.folder(session, keys, cycle_id, sent.sources_now(session, cycle_id))
        before = sent.folder(session, keys, cycle_id, sent.sources_before(session, cycle_id, import_id))
    return Folders(reading.read(now), reading.read(before))


def undo(
    session: Session, actor: Actor, keys: Keys, cycle_id: int, import_id: int, folders: Folders | None, *, reason: str
) -> None:
    """Take in the folder as it was before the import that was saved last; ``folders`` as ``folders_to_undo`` read them.

    Decisions and inspections that only the import brought are withdrawn; as records they stay (rule 15). What was done
    here since on other grounds stays as it is. Side effects: those of ``taking_in.take``; findings stored; members and
    inspections withdrawn; the import's rows; one journal entry of its own. Raises ``NotFound``, ``Conflict`` for one
    that is not saved or when the workbooks changed meanwhile, ``Invalid`` without a reason, ``Refused`` after
    submission, for recusal, when another one was saved later, and when something stands on its rows.
    """
    refuse_submitted(session, cycle_id)
    one = settling.locked(session, cycle_id, import_id)
    if one.state is not ImportState.SAVED:
        raise Conflict(settling.why_not(one))
    told = reason.strip()[: settling.LONGEST_REASON]
    if not told:
        raise Invalid({"reason": message("Say why the import is undone.")})
    _refuse(_too_late(session, cycle_id, import_id))
    now, before = sent.sources_now(session, cycle_id), sent.sources_before(session, cycle_id, import_id)
    if folders is None or (now, before) != (dict(folders.now.sources), dict(folders.before.sources)):
        raise Conflict(settling.MEANWHILE)
    files = [file.file for file in one.files]
    both = _Both.of(
        taking_in.renumbered(session, keys, folders.now.county),
        taking_in.renumbered(session, keys, folders.before.county),
        files,
    )
    _refuse(_blocked(both.before))
    _refuse(_not_from_workbooks(session, keys, one, folders.before))
    _refuse(_ties(session, cycle_id, both))
    withdrawn = _withdraw_members(session, actor, cycle_id, both, told)
    _withdraw_inspections(session, actor, cycle_id, both, told)
    # A member who only loses a decision comes back as a new stay, which nothing was decided about.
    taken = {*files, MEMBERS.file} if withdrawn else set(files)
    taking_in.take(session, actor, cycle_id, both.before, taken, keys)
    _refuse(_left(session, keys, cycle_id, both))
    settling.store_findings(
        session, keys, cycle_id, {**dict.fromkeys(files, 0), **folders.before.sources}, both.before.findings
    )
    _forget_steps(session, cycle_id, both.files, folders.before)
    settling.settle(session, actor, import_id, ImportState.UNDONE)
    details = {"cycle": cycle_id, "files": {file.file: file.digest for file in one.files}, "reason": told}
    record(session, actor, Tag.CAMPAIGN_UNDO_IMPORT, settling.subject(import_id), details)


def _refuse(reasons: Iterator[Message]) -> None:
    if told := settling.different(reasons):
        raise Refused(*told)


def _forget_steps(session: Session, cycle_id: int, files: Collection[str], before: Folder) -> None:
    """Let steps that only the import took be untaken; after a screening they stay, because they outdate it."""
    if Step.SCREENING in cycle_steps(session, cycle_id):
        return
    for file, taken in _STEPS.items():
        if file in files and file not in before.sources:
            for step in taken:
                steps.undo(session, cycle_id, step)


def _too_late(session: Session, cycle_id: int, import_id: int) -> Iterator[Message]:
    newest = sent.newest_saved(session, cycle_id)
    if newest != import_id:
        yield message("Import {number} was saved after this one: undo that one first.", number=newest)


def _blocked(county: County) -> Iterator[Message]:
    for one in county.findings:
        if one.level is Level.ERROR:
            yield message("The workbooks before it hold errors: {file}, {reason}", file=one.file, reason=one.message)


def _not_from_workbooks(session: Session, keys: Keys, one: Import, before: Folder) -> Iterator[Message]:
    """Say which files replaced something that no workbook holds: rows of the command line, for instance."""
    outcome = sent.outcome_of(session, keys, one.id)
    for file in outcome.difference.files if outcome and outcome.difference else ():
        if file.file not in before.sources and not file.waits and file.same + file.changed + file.gone + file.conflicts:
            yield message(
                "What {file} replaced did not come from a workbook that is kept here; it cannot be restored.",
                file=file.file,
            )


def _ties(session: Session, cycle_id: int, both: _Both) -> Iterator[Message]:
    brought = {row.told for row in both.now.ties} - {row.told for row in both.before.ties}
    ours = [row for row in listing.ties_in_effect(session, cycle_id).values() if row.told in brought]
    if ours and any(row.origin.file in both.files for row in both.now.ties):
        yield message(
            "{count} decisions on ties came with this import and stay on record: settle these ties anew instead.",
            count=len(ours),
        )


def _withdraw_members(session: Session, actor: Actor, cycle_id: int, both: _Both, reason: str) -> bool:
    """Withdraw the stays of members that only a decision of the import holds; return whether there are any."""
    reviewed = retention_queries.reviewed(session, cycle_id).values()
    members = [review.member for review in reviewed if _brought(review, both)]
    _refuse(_standing(session, cycle_id, both, members))
    _refuse(iter(recusal(session, actor, [member.person for member in members])))
    ids = {member.id for member in members}
    retention.forget_appraisals(session, cycle_id, ids)
    quota.vacate(session, cycle_id, ids)
    pool.withdraw(session, actor, members, reason=reason)
    return bool(members)


def _brought(review: Reviewed, both: _Both) -> bool:
    """Tell whether the decision in effect about a member came with the import, and none was there before."""
    ours = both.decided.get(review.member.person)
    return ours is not None and review.repeated_by(ours) and review.member.person not in both.decided_before


def _standing(session: Session, cycle_id: int, both: _Both, members: Collection[Member]) -> Iterator[Message]:
    """Say about whom something was done that undoing cannot take back."""
    ids = {member.id for member in members}
    leaving = [
        review
        for review in retention_queries.reviewed(session, cycle_id).values()
        if both.leaves(review.member.person) and review.member.id not in ids
    ]
    proposed = retention_queries.open_removals(session, cycle_id)
    since = [review.member for review in leaving if review.decision is not Decision.NONE]
    since += [member for member in members if len(retention_queries.decisions(session, cycle_id, member.id)) > 1]
    since += [one for one in (*members, *(review.member for review in leaving)) if one.id in proposed]
    if since:
        yield message("Something else was decided here, or is proposed, about {persons}.", persons=_named(since))
    elsewhere = retention_queries.elsewhere(session, cycle_id) | quota_queries.elsewhere(session, cycle_id)
    if bound := [member for member in members if member.id in elsewhere]:
        yield message("Another campaign rests on these members: {persons}.", persons=_named(bound))


def _named(members: Collection[Member]) -> list[str]:
    """Return the numbers of persons, not too many of them."""
    numbers = sorted({member.person for member in members})
    return [*map(person_id, numbers[:_MOST_NAMED]), *(["…"] if len(numbers) > _MOST_NAMED else [])]


def _withdraw_inspections(session: Session, actor: Actor, cycle_id: int, both: _Both, reason: str) -> None:
    """Withdraw the inspections that the import brought where none was before, unless another one followed here."""
    if INSPECTIONS.file not in both.files:
        return
    known = {row.person for row in both.before.inspections or ()}
    latest = inspections.latest(session, cycle_id)
    for row in both.now.inspections or ():
        here = latest.get(row.person)
        if row.person not in known and here is not None and not here.withdrawn and here.repeated_by(row):
            inspection.withdraw(session, actor, cycle_id, row.person, reason=reason)


def _left(session: Session, keys: Keys, cycle_id: int, both: _Both) -> Iterator[Message]:
    """Say of which files the rows before the import did not come back after all."""
    difference = taking_in.difference(session, keys, cycle_id, both.before, both.files)
    for one in difference.files:
        count = one.new + one.changed + one.gone
        if count and not one.waits:
            yield message("{count} rows of {file} cannot be restored.", count=count, file=one.file)
