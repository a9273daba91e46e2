"""Whole-number programs of yes and no, solved by HiGHS to a proven optimum.

The relaxed program gives a bound and, for each column, by how much an answer gets worse at least that differs there.
Only the few columns that could still pay need a search; every other column is settled by proof. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from types import ModuleType
from typing import Any, Final, TypeAlias

Row: TypeAlias = Mapping[int, int]

# How far the solver's figures may be off; objectives are whole numbers, so that this never decides anything.
_OFF: Final = 1e-4
_SECONDS_AT_MOST: Final = 20.0
_COLUMNS_OF_A_GUESS: Final = 500
# Counted in steps of the search, not in seconds: the same input gives the same answer on every machine.
NODES_OF_A_GUESS: Final = 20
_COLUMNS_OF_A_LIMITED_SEARCH: Final = 800
_NEAR: Final = 1.5


class UnsolvedError(Exception):
    """The solver did not prove its answer, or the answer does not stand the check in integers."""


class Program:
    """Columns (yes or no, then whole-number figures) and rows between bounds."""

    def __init__(self, choices: int) -> None:
        """Begin with so many columns of yes and no."""
        import highspy  # noqa: PLC0415 - loading it takes time that most campaigns need not spend: where it is used

        self.highs = highspy
        self.choices = choices
        self.most: list[int] = [1] * choices
        self.rows: list[tuple[Row, float, float]] = []
        self.relaxed = _quiet(highspy)
        for _ in range(choices):
            self.relaxed.addVar(0.0, 1.0)
        self.open = set(range(choices))
        """Columns in which answers may differ that are best in every objective so far."""
        self.best: list[int] = []

    def figure(self, most: int) -> int:
        """Add a column for a whole number from 0 and return it."""
        self.most.append(most)
        self.relaxed.addVar(0.0, float(most))
        return len(self.most) - 1

    def add(self, row: Row, *, least: int | None = None, most: int | None = None) -> None:
        """Add a row."""
        if not row:
            return
        low = -self.highs.kHighsInf if least is None else float(least)
        high = self.highs.kHighsInf if most is None else float(most)
        self.rows.append((row, low, high))
        self.relaxed.addRow(low, high, len(row), list(row), [float(value) for value in row.values()])

    def good(self, costs: Mapping[int, float], *, thorough: bool) -> list[int] | None:
        """Return an answer that is good for some costs, None when none was found; proves nothing.

        ``thorough``: None only when there is none at all.
        """
        relaxed = self.relax(costs)
        if relaxed is None:
            return None
        _, values, worse = relaxed
        near = sorted(range(self.choices), key=lambda column: abs(worse[column]))
        found, _ = self.search(costs, set(near[:_COLUMNS_OF_A_GUESS]), values, nodes=NODES_OF_A_GUESS)
        if found is None and thorough and self.choices > _COLUMNS_OF_A_GUESS:
            found, _ = self.search(costs, set(near), values, nodes=NODES_OF_A_GUESS)
        return found

    def minimum(self, row: Row, known: list[int], *, nodes: int | None = None) -> tuple[int, list[int], bool]:
        """Return the least value of an objective, an answer that has it, and whether it is proven to be the least.

        It always is without ``nodes``, a limit to the search. ``known``: any answer.
        """
        self.best = known
        value = sum(factor * known[column] for column, factor in row.items())
        if not row:
            return 0, known, True
        relaxed = self.relax(row)
        if relaxed is None:
            raise UnsolvedError(len(row))
        bound, values, worse = relaxed
        # An answer that differs here is worse than the bound by so much: it cannot even equal the known one.
        pays = {column for column in range(self.choices) if abs(worse[column]) <= value - bound + _OFF}
        proven = True
        if value > ceil(bound - _OFF):
            if nodes is not None and len(pays & self.open) > _COLUMNS_OF_A_LIMITED_SEARCH:
                return value, known, False
            if value - bound > _NEAR:
                # A small search first: the better the known answer, the fewer columns can still pay.
                found, _ = self.search(row, {one for one in pays if abs(worse[one]) <= _NEAR}, values, nodes=nodes)
                value, known = self.better(row, value, known, found)
            pays = {column for column in pays if abs(worse[column]) <= value - bound + _OFF}
            found, proven = self.search(row, pays, values, gap=0.5, nodes=nodes)
            if not proven and nodes is None:
                raise UnsolvedError(len(row))
            value, known = self.better(row, value, known, found)
            if not proven:
                return value, known, False
            pays = {column for column in pays if abs(worse[column]) <= value - bound + _OFF}
        # Every column that does not pay has in each best answer the value that the relaxed program gave it.
        self.open &= pays
        self.best = known
        return value, known, True

    def better(self, row: Row, value: int, known: list[int], found: list[int] | None) -> tuple[int, list[int]]:
        """Return the better of two answers with its value."""
        if found is None:
            return value, known
        other = sum(factor * found[column] for column, factor in row.items())
        return (other, found) if other < value else (value, known)

    def among_best(self, row: Row) -> list[int]:
        """Return the answer that is least in ``row`` among those that are best in every objective so far."""
        found, proven = self.search(row, set(self.open), [float(value) for value in self.best], gap=0.5)
        if found is None or not proven:
            raise UnsolvedError(len(row))
        return found

    def relax(self, costs: Mapping[int, float]) -> tuple[float, list[float], list[float]] | None:
        """Solve without whole numbers: the bound, the values, and what a column costs at least to differ."""
        self.relaxed.changeColsCost(len(self.most), list(range(len(self.most))), self.dense(costs))
        self.relaxed.run()
        status = self.relaxed.getModelStatus()
        if status == self.highs.HighsModelStatus.kInfeasible:
            return None
        if status != self.highs.HighsModelStatus.kOptimal:
            raise UnsolvedError(status)
        solution = self.relaxed.getSolution()
        return self.relaxed.getInfo().objective_function_value, list(solution.col_value), list(solution.col_dual)

    def dense(self, costs: Mapping[int, float]) -> list[float]:
        """Return costs by column."""
        return [float(costs.get(column, 0)) for column in range(len(self.most))]

    def search(
        self,
        costs: Mapping[int, float],
        free: set[int],
        values: Sequence[float],
        *,
        gap: float = 1e-3,
        nodes: int | None = None,
    ) -> tuple[list[int] | None, bool]:
        """Return the best answer in which only ``free`` columns, and figures, differ from ``values``.

        And whether it is proven: not when ``nodes`` steps were not enough, or there is none.
        """
        solver = _quiet(self.highs)
        solver.setOptionValue("mip_abs_gap", gap)
        if nodes is not None:
            solver.setOptionValue("mip_max_nodes", nodes)
        columns = [*sorted(free), *range(self.choices, len(self.most))]
        place = {column: number for number, column in enumerate(columns)}
        settled = {column: round(values[column]) for column in range(self.choices) if column not in free}
        for column in columns:
            solver.addVar(0.0, float(self.most[column]))
        solver.changeColsIntegrality(
            len(columns), list(range(len(columns))), [self.highs.HighsVarType.kInteger] * len(columns)
        )
        for row, low, high in self.rows:
            there = [(place[column], float(factor)) for column, factor in row.items() if column in place]
            taken = sum(factor * settled[column] for column, factor in row.items() if column in settled)
            if there:
                solver.addRow(
                    low - taken, high - taken, len(there), [one for one, _ in there], [factor for _, factor in there]
                )
            elif not low <= taken <= high:
                return None, False
        solver.changeColsCost(
            len(columns), list(range(len(columns))), [float(costs.get(column, 0)) for column in columns]
        )
        solver.run()
        status = solver.getModelStatus()
        proven = status == self.highs.HighsModelStatus.kOptimal
        feasible = self.highs.SolutionStatus.kSolutionStatusFeasible
        if not proven and solver.getInfo().primal_solution_status != feasible:
            return None, False
        found = [settled.get(column, 0) for column in range(len(self.most))]
        for column, value in zip(columns, solver.getSolution().col_value, strict=True):
            found[column] = round(value)
        return found, proven


def _quiet(highs: ModuleType) -> Any:  # noqa: ANN401 - the solver has no types of its own
    solver = highs.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("time_limit", _SECONDS_AT_MOST),
    ):
        solver.setOptionValue(option, value)
    return solver
