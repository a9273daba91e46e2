"""The rows read from one kind of table, column by column, with what was found wrong in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from reserve.text import Message
from reserve.workbook.cells import Problem, Raw, is_blank, shown
from reserve.workbook.findings import Finding, Level
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.model import Origin

T = TypeVar("T")


@dataclass(slots=True)
class Rows:
    """The rows of one table.

    ``origins`` has one entry a row; ``of`` gives a column's values in the same order. ``broken`` rows lack a cell
    that must be filled and can be read: nothing is made of them. ``findings`` concern the table as a whole;
    those about cells wait until ``settle``, when it is known whom each row is about.
    """

    table: Table
    origins: list[Origin] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    _values: dict[str, list[object]] = field(default_factory=dict)
    _raw: dict[str, list[Raw]] = field(default_factory=dict)
    _problems: list[tuple[int, str, Problem]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.origins)

    def of(self, column: Column[T]) -> Sequence[T | None]:
        """Return the values of a column, None where blank or unusable."""
        return cast("Sequence[T | None]", self._values.get(column.key, ()))

    def text(self, column: Column[str]) -> Sequence[str]:
        """Return the values of a column of text, empty where blank or unusable."""
        return [value or "" for value in self.of(column)]

    def written(self, row: int, column: Column[str]) -> str:
        """Return one cell of text, empty where blank or unusable."""
        return self.of(column)[row] or ""

    def has(self, column: Column[T]) -> bool:
        """Say whether any sheet has this column."""
        return column.key in self.present

    def blank(self, row: int, column: Column[T]) -> bool:
        """Say whether a cell is blank, which is not the same as unusable."""
        return is_blank(self._raw[column.key][row])

    def whole(self) -> list[int]:
        """Return the numbers of the rows that are not broken."""
        return [row for row in range(len(self)) if row not in self.broken]

    def append(self, column: Column[T], raw: Sequence[Raw], values: Sequence[object]) -> None:
        """Add cells and their values to one column, keeping problems for the findings."""
        earlier = self._values.setdefault(column.key, [])
        start = len(earlier)
        self._raw.setdefault(column.key, []).extend(raw)
        earlier.extend(values)
        # Most columns have no problem at all, and asking once for the types is cheaper than asking each value.
        for row, value in enumerate(values if Problem in set(map(type, values)) else ()):
            if isinstance(value, Problem):
                self._problems.append((start + row, column.key, value))
                earlier[start + row] = value.instead
                if value.level is Level.ERROR and column.cell is Presence.REQUIRED:
                    self.broken.add(start + row)

    def note(self, row: int, column: Column[T], text: Message, level: Level = Level.ERROR) -> None:
        """Note something wrong with a cell."""
        self._problems.append((row, column.key, Problem(text, level)))

    def note_table(self, text: Message, level: Level = Level.ERROR) -> None:
        """Note something that concerns the whole table."""
        self.findings.append(Finding(level, self.table.file, "", "", "", text))

    def settle(self, persons: Sequence[int | None] | None = None) -> list[Finding]:
        """Return all findings; ``persons`` has the person each row is about."""
        return [*self.findings, *(self._finding(persons, *problem) for problem in self._problems)]

    def _finding(self, persons: Sequence[int | None] | None, row: int, key: str, problem: Problem) -> Finding:
        origin = self.origins[row]
        value = problem.shown or (shown(self._raw[key][row]) if key in self._raw else "")
        person = None if persons is None else persons[row]
        return Finding(problem.level, origin.file, origin.sheet, origin.cell(key), value, problem.message, person)
