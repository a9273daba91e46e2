"""Earlier screenings of a nominee in this cycle, and what the next one changed (rule 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.tables import StandingWord, SupersededRecord
from reserve.reports.verdicts import Sheet, Words
from reserve.reports.wording import criterion_word, value_used_word
from reserve.text import Message

_Judged: TypeAlias = tuple[str, str | None, str]
"""Outcome, value and requirement of one criterion."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion that came out differently, or the same for another value; None: there was no such criterion."""

    criterion: str
    word: Message | str
    before: str | None
    said_before: Words
    after: str | None
    said_after: Words


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A screening that was replaced: when, how it had come out, and what is different in the one that followed."""

    at: dt.datetime
    outcome: StandingWord
    boundary: bool
    changes: tuple[Change, ...]


def earlier(session: Session, cycle: Cycle, sheet: Sheet) -> list[Earlier]:
    """Return the screenings that came before the one of a sheet, the latest first. One query."""
    table = SupersededRecord.__table__
    rows = session.execute(
        sa.select(table.c.superseded_at, table.c.standing, table.c.boundary, table.c.verdicts)
        .where(
            table.c.cycle_id == cycle.id,
            table.c.person_number == sheet.row.number,
            table.c.place_class == sheet.row.place_class,
        )
        .order_by(table.c.id.desc())
    )
    after = {verdict.id: (verdict.outcome, verdict.value, verdict.required) for verdict in sheet.verdicts}
    found = []
    for row in rows:
        before = _judged(row.verdicts)
        changes = tuple(_changes(before, after))
        found.append(Earlier(at=row.superseded_at, outcome=row.standing, boundary=row.boundary, changes=changes))
        after = before
    return found


def _judged(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, _Judged]:
    return {one["criterion"]: (one["outcome"], one["value"], one["required"]) for one in verdicts}


def _changes(before: Mapping[str, _Judged], after: Mapping[str, _Judged]) -> list[Change]:
    return [
        Change(
            criterion=name,
            word=criterion_word(name),
            before=before[name][0] if name in before else None,
            said_before=_said(before.get(name)),
            after=after[name][0] if name in after else None,
            said_after=_said(after.get(name)),
        )
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]


def _said(judged: _Judged | None) -> Words:
    return "" if judged is None else value_used_word(judged[1], judged[2])
