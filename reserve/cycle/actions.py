"""Opening a campaign, and the versions of its plan: being prepared, opened with, adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit.model import Actor, Head
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries
from reserve.cycle.tables import CycleRecord, PolicyVersionRecord
from reserve.errors import Invalid, Refused
from reserve.policy.editing import Value, chosen
from reserve.policy.load import parse, text_hash
from reserve.policy.model import Policy
from reserve.policy.problems import PolicyError
from reserve.text import message

LONGEST_REASON: Final = 300
Change = Mapping[str, Any]


def open_cycle(session: Session, actor: Actor, policy: Policy, as_of: dt.date | None = None) -> int:
    """Open a cycle pinned to a policy and an as-of date, and return its id.

    ``as_of`` goes before the policy's own date; today's date is never used (rule 5). Side effects: one ``cycle`` row,
    its first ``policy_version``; one journal entry. Raises ``Refused`` naming each undecided reading, and a missing
    as-of date.
    """
    day = as_of or policy.as_of
    reasons = [
        message("The reading “{reading}” is not decided: {question}", reading=reading.id, question=reading.question)
        for reading in policy.readings
        if reading.chosen is None
    ]
    if day is None:
        reasons.append(message("No as-of date: give it as --as-of, or as as_of in the policy."))
    if reasons or day is None:
        raise Refused(*reasons)
    cycle = CycleRecord(
        as_of=day,
        policy_id=policy.id,
        policy_digest=policy.digest,
        policy_text=policy.text,
        opened_at=clock.now(),
    )
    session.add(cycle)
    session.flush()
    _store(session, actor, policy, cycle_id=cycle.id)
    record(
        session,
        actor,
        Tag.CYCLE_OPEN,
        f"cycle {cycle.id}",
        {
            "policy": policy.id,
            "digest": policy.digest,
            "text": text_hash(policy.text),
            "as_of": day.isoformat(),
        },
    )
    return cycle.id


def keep_policy(session: Session, actor: Actor, policy: Policy) -> int:
    """Keep a plan that is being prepared, whatever is open in it; return the id of the version.

    Side effects: one ``policy_version`` row; one journal entry.
    """
    version_id = _store(session, actor, policy)
    details = {"policy": policy.id, "digest": policy.digest}
    record(session, actor, Tag.CYCLE_KEEP_POLICY, f"policy version {version_id}", details)
    return version_id


def choose_reading(
    session: Session, actor: Actor, version_id: int, *, reading: str, option: str, reason: str, signed_by: str
) -> int:
    """Decide a reading of a plan that is being prepared: a new version says so; return its id.

    Who chose and today's date stand in its text. Side effects: one ``policy_version`` row; one journal entry. Raises
    ``NotFound`` for the version, ``Invalid`` for the fields, ``Refused`` when the version belongs to a campaign.
    """
    before = queries.version(session, version_id)
    if before.cycle_id is not None:
        raise Refused(message("A campaign was opened with this version; adopt a new version there."))
    policy = read_as(before.policy, reading, option, reason=reason, signed_by=signed_by)
    made = _store(session, actor, policy, parent_id=version_id, reason=reason, signed_by=signed_by)
    details = {"policy": policy.id, "digest": policy.digest, "reading": reading, "option": option, "reason": reason}
    record(session, actor, Tag.CYCLE_CHOOSE_READING, f"policy version {made}", details)
    return made


def read_as(policy: Policy, reading: str, option: str, *, reason: str, signed_by: str) -> Policy:
    """Return a plan with one reading chosen by somebody today; every other word of its text stays as it is.

    Raises ``Invalid`` for ``option`` and ``reason``.
    """
    number = next((number for number, one in enumerate(policy.readings) if one.id == reading), None)
    wrong = unreasoned(reason)
    if number is None or option not in policy.readings[number].options:
        wrong = {**wrong, "option": message("Choose one of the readings.")}
    if wrong or number is None:
        raise Invalid(wrong)
    choice: Mapping[str, Value] = {
        "chosen": option,
        "chosen_by": signed_by,
        "chosen_on": clock.today(),
        "reason": reason,
    }
    loaded = parse(chosen(policy.text, number, choice), policy.id)
    if loaded.policy is None:
        raise PolicyError(loaded.problems)
    return loaded.policy


def unreasoned(reason: str) -> Mapping[str, Any]:
    """Return what is wrong with a reason, by field."""
    if not reason.strip():
        return {"reason": message("Give the reason.")}
    if len(reason) > LONGEST_REASON:
        return {"reason": message("At most {most} characters.", most=LONGEST_REASON)}
    return {}


def adopt_policy(
    session: Session,
    actor: Actor,
    cycle_id: int,
    policy: Policy,
    *,
    reason: str,
    signed_by: str,
    derive: Callable[[], Sequence[Change]],
) -> Head:
    """Pin a running campaign to another version of its plan; return the journal's head.

    ``derive`` makes anew what rests on the plan, in the same transaction, and returns whose outcome changed. Side
    effects: the ``cycle`` row; one ``policy_version`` row; one journal entry, and those of ``derive``. Raises
    ``NotFound`` for the cycle, ``Invalid`` for the reason, ``Refused`` with all reasons.
    """
    before = queries.cycle(session, cycle_id)
    queries.refuse_submitted(session, cycle_id)
    if wrong := unreasoned(reason):
        raise Invalid(wrong)
    if reasons := queries.unadoptable(before, policy):
        raise Refused(*reasons)
    values = {"policy_id": policy.id, "policy_digest": policy.digest, "policy_text": policy.text}
    session.execute(sa.update(CycleRecord).where(CycleRecord.id == cycle_id).values(**values))
    session.expire_all()
    changes = list(derive())
    parent = queries.versions(session, cycle_id)[-1].id
    made = _store(
        session,
        actor,
        policy,
        cycle_id=cycle_id,
        parent_id=parent,
        reason=reason,
        signed_by=signed_by,
        changes=[dict(one) for one in changes],
    )
    details = {
        "policy": policy.id,
        "digest": policy.digest,
        "text": text_hash(policy.text),
        "before": before.policy.digest,
        "version": made,
        "reason": reason,
        "changed": len(changes),
    }
    return record(session, actor, Tag.CYCLE_ADOPT_POLICY, f"cycle {cycle_id}", details)


def _store(
    session: Session,
    actor: Actor,
    policy: Policy,
    *,
    cycle_id: int | None = None,
    parent_id: int | None = None,
    reason: str = "",
    signed_by: str = "",
    changes: list[dict[str, Any]] | None = None,
) -> int:
    made = PolicyVersionRecord(
        cycle_id=cycle_id,
        parent_id=parent_id,
        policy_id=policy.id,
        digest=policy.digest,
        text=policy.text,
        reason=reason,
        made_by=signed_by or actor.name,
        made_account=actor.name,
        made_at=clock.now(),
        changes=changes,
    )
    session.add(made)
    session.flush()
    return made.id
