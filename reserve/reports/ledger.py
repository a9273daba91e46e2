"""Who answers for the exceptions of every year: each with what was waived and who signed, and sums to compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec
from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.reports import exceptions
from reserve.reports.exceptions import Case
from reserve.reports.remembered import remembered


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One exception of one cycle."""

    cycle: int
    year: int
    case: Case


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """How many exceptions share a year, a unit or a signature: who qualified, was proposed, approved, listed."""

    name: str
    qualified: int
    proposed: int
    approved: int
    listed: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which exceptions are wanted: of a year, of a unit (by name), proposed or approved by somebody (by name)."""

    year: int | None = None
    unit: str = ""
    signed: str = ""


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The exceptions that are wanted, the newest cycle first, with their sums; and what can be asked for."""

    lines: tuple[Line, ...]
    by_year: tuple[Sum, ...]
    by_unit: tuple[Sum, ...]
    by_signature: tuple[Sum, ...]
    years: tuple[int, ...]
    units: tuple[str, ...]
    signatures: tuple[str, ...]


def ledger(session: Session, wanted: Wanted, units: Collection[int] | None = None) -> Ledger:
    """Return the ledger over all cycles. A fixed number of queries for each cycle, whatever the number of people.

    ``units``: only exceptions of these unit ids may be seen.
    """
    allowed = None if units is None else frozenset(units)
    everything = remembered(session, ("ledger", allowed), lambda: _everything(session, allowed))
    lines = tuple(line for line in everything if _matches(line, wanted))
    return Ledger(
        lines=lines,
        by_year=_sums(lines, lambda line: [str(line.year)])[::-1],
        by_unit=_sums(lines, lambda line: [line.case.sheet.row.unit]),
        by_signature=_sums(lines, signatures),
        years=tuple(sorted({line.year for line in everything}, reverse=True)),
        units=tuple(sorted({line.case.sheet.row.unit for line in everything})),
        signatures=tuple(sorted({name for line in everything for name in signatures(line)})),
    )


def _everything(session: Session, units: Collection[int] | None) -> tuple[Line, ...]:
    return tuple(
        Line(cycle=row.id, year=row.as_of.year, case=case)
        for row in cycle.cycles(session)
        for case in exceptions.audit(session, cycle.cycle(session, row.id), units).cases
    )


def signatures(line: Line) -> Sequence[str]:
    """Return everybody who signed an exception, each once: the proposer and the approvers."""
    given = (line.case.proposed, *line.case.approvals)
    return sorted({one.name for one in given if one is not None and one.name})


def _matches(line: Line, wanted: Wanted) -> bool:
    return (
        wanted.year in {None, line.year}
        and wanted.unit in {"", line.case.sheet.row.unit}
        and (not wanted.signed or wanted.signed in signatures(line))
    )


def _sums(lines: Iterable[Line], names: Callable[[Line], Sequence[str]]) -> tuple[Sum, ...]:
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        for name in names(line):
            count = counts.setdefault(name, Counter())
            count.update(
                qualified=1,
                proposed=int(line.case.proposed is not None),
                approved=int(line.case.approved),
                listed=int(line.case.listed),
            )
    return tuple(
        Sum(
            name=name,
            qualified=count["qualified"],
            proposed=count["proposed"],
            approved=count["approved"],
            listed=count["listed"],
        )
        for name, count in sorted(counts.items())
    )
