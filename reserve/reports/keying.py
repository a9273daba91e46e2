"""What one clerk's grid shows: everybody who sits the exam, the own entries, and whether they agree."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.exam import queries as exam
from reserve.exam.model import Block, MarkStatus
from reserve.exam.rules import blocked
from reserve.reports.exam import FIRST, SECOND, sitting
from reserve.roster.tables import PersonRecord, UnitRecord

_P: Any = PersonRecord.__table__
_U: Any = UnitRecord.__table__
_KEYED: Final = ("account", "status", "hundredths")
_CLERKS: Final = 2


class KeyState(StrEnum):
    """How one paper stands for one clerk. From STANDS on nothing can be keyed."""

    OPEN = "open"
    SAVED = "saved"
    DIFFERS = "differs"
    AGREED = "agreed"
    STANDS = "stands"
    TAKEN = "taken"
    BLOCKED = "blocked"


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as one clerk sees it: the own entry, never the other's nor a mark that others keyed."""

    person: int
    name: str
    unit: str
    status: MarkStatus | None
    hundredths: int | None
    state: KeyState
    block: Block | None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one clerk has come, in papers; ``due``: all but those that are blocked or keyed by two others."""

    due: int
    keyed: int
    agreed: int
    differing: int


def rows(
    session: Session,
    cycle_id: int,
    account: str,
    persons: Collection[int] | None = None,
    part: str | None = None,
) -> list[KeyRow]:
    """Return the grid of one clerk in the order of units and numbers; ``persons``: only these. Two queries.

    ``part``: which paper of an exam made of several; None where the only paper is the mark.
    """
    if persons is not None and not persons:
        return []
    recorded = exam.held_back(session, cycle_id)
    source = sitting(cycle_id, *(persons or ()), part=part)
    wanted = sa.select(
        source.person.label("person"),
        _P.c.name,
        _U.c.name.label("unit"),
        *(entry.c[name].label(f"{entry.name}_{name}") for entry in (FIRST, SECOND) for name in _KEYED),
        source.paper.c.status.label("stands"),
        source.outcome.label("inspection"),
    ).select_from(source.joined)
    return [
        _row(row, account, recorded=recorded) for row in session.execute(wanted.order_by(source.unit, source.person))
    ]


def progress(grid: Collection[KeyRow]) -> Progress:
    """Count what a grid shows."""
    out = {KeyState.BLOCKED, KeyState.TAKEN, KeyState.STANDS}
    return Progress(
        due=sum(row.state not in out for row in grid),
        keyed=sum(row.status is not None and row.state not in out for row in grid),
        agreed=sum(row.state is KeyState.AGREED for row in grid),
        differing=sum(row.state is KeyState.DIFFERS for row in grid),
    )


def _row(row: sa.Row[Any], account: str, *, recorded: bool) -> KeyRow:
    block = blocked(row.inspection, recorded=recorded)
    entries = {
        row.first_entry_account: (row.first_entry_status, row.first_entry_hundredths),
        row.second_entry_account: (row.second_entry_status, row.second_entry_hundredths),
    }
    entries.pop(None, None)
    status, hundredths = entries.pop(account, (None, None))
    if row.stands is not None:
        state = KeyState.STANDS if status is None else KeyState.AGREED
    elif block is not None:
        state = KeyState.BLOCKED
    elif status is None:
        state = KeyState.OPEN if len(entries) < _CLERKS else KeyState.TAKEN
    else:
        state = KeyState.DIFFERS if entries else KeyState.SAVED
    return KeyRow(
        person=row.person,
        name=row.name,
        unit=row.unit,
        status=status,
        hundredths=hundredths,
        state=state,
        block=block,
    )
