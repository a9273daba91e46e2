"""The slate that meets the targets with the fewest and smallest changes, found by HiGHS and checked in integers. Pure.

One objective after the other is brought to its optimum and held there, so that none has to be weighed against
another. What all slates share that are equally good in every one of them is the proposal; the rest is a tie, which a
human settles (rule 11): nothing depends on the order in which people come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from reserve.listing.program import Program, Row, UnsolvedError
from reserve.listing.targets import Demand, Problem, Proposal, Spot

__all__ = ["UnsolvedError", "slate_with_targets", "with_more_places"]

# Roughly how the objectives weigh against each other, from the first to the ranks; only a first guess rests on it.
_GUESS: Final = (1e6, 1e5, 1e4, 300.0, 300.0, 1.0)
_GUESS_OF_LINKS: Final = 1e-3
# Who comes near and how few change is always proven; ranks and chain only as far as so many steps of the search go.
# Slates that are not told apart then are said to be equally good.
NODES_OF_A_LINK: Final = 50
_RANKS: Final = 5


def slate_with_targets(problem: Problem) -> Proposal:
    """Return the slate that comes nearest to all targets and, of those, nearest to the plain slate.

    The plain slate itself where it meets them all. Raises ``UnsolvedError``.
    """
    plain = problem.plain
    if all(one.standing(plain).met for one in problem.demands):
        return Proposal(plain, frozenset(), 0, problem.measure(plain))
    found = _Search(problem).run()
    if found is None:
        # Nobody on the slate is always allowed, with everybody missing.
        raise UnsolvedError(len(problem.runners))
    return found


def with_more_places(problem: Problem) -> Proposal | None:
    """Return the slate that meets every target with the fewest places that the county does not have.

    None when no number of places in the units would do. Raises ``UnsolvedError``.
    """
    return _Search(problem, more=True).run()


class _Search:
    """The slate as a program: a column for each runner, then for each figure that an objective is made of."""

    def __init__(self, problem: Problem, *, more: bool = False) -> None:
        self.problem = problem
        self.more = more
        # In one order whatever the caller's: the answer is the same anyway, the way to it too.
        self.runners = sorted(problem.runners, key=lambda one: one.id)
        self.column = {one.id: number for number, one in enumerate(self.runners)}
        self.program = Program(len(self.runners))
        self.extra: dict[Spot, int] = {}
        self.sums: dict[frozenset[int], int] = {}
        self.missing: dict[bool, list[int]] = {True: [], False: []}
        self.fewer = self.program.figure(len(problem.plain))
        self.keep_within_places()
        for demand in problem.demands:
            self.ask(demand)

    def keep_within_places(self) -> None:
        add = self.program.add
        spots: dict[Spot, list[int]] = defaultdict(list)
        people: dict[int, list[int]] = defaultdict(list)
        for one in self.runners:
            spots[one.spot].append(self.column[one.id])
            people[one.person].append(self.column[one.id])
        for spot, columns in sorted(spots.items()):
            row = dict.fromkeys(columns, 1)
            if self.more and len(columns) > self.problem.places.get(spot, 0):
                self.extra[spot] = self.program.figure(len(columns))
                row[self.extra[spot]] = -1
            add(row, most=self.problem.places.get(spot, 0))
        for columns in people.values():
            if len(columns) > 1:
                add(dict.fromkeys(columns, 1), most=1)
        for place_class, limit in sorted(self.problem.limits.items()):
            add({self.column[one.id]: 1 for one in self.runners if one.spot[1] is place_class}, most=limit)
        add({**dict.fromkeys(self.column.values(), 1), self.fewer: 1}, least=len(self.problem.plain))

    def ask(self, demand: Demand) -> None:
        """Tie the number of missing people to who is chosen; with more places, nobody may be missing."""
        bounds = (
            (demand.lower, demand.sure, demand.members_sure, 1),
            (demand.upper, demand.maybe, demand.members_maybe, -1),
        )
        for amount, group, members, sign in bounds:
            if amount is None:
                continue
            most = len(self.runners) + demand.members + (amount if isinstance(amount, int) else 0)
            missing = self.program.figure(0 if self.more else most)
            self.missing[demand.binding].append(missing)
            share = amount if isinstance(amount, Fraction) else Fraction(0)
            scale = share.denominator
            terms = [(self.summed(group), scale), (self.summed(demand.counted), -share.numerator)]
            row: dict[int, int] = {missing: scale}
            for column, factor in terms if share else terms[:1]:
                row[column] = row.get(column, 0) + sign * factor
            bound = share.numerator * demand.members if isinstance(amount, Fraction) else amount
            self.program.add(row, least=sign * (bound - scale * members))

    def summed(self, group: frozenset[int]) -> int:
        """Return a column that counts those of a group who are chosen."""
        if group not in self.sums:
            columns = [self.column[number] for number in sorted(group & self.column.keys())]
            self.sums[group] = self.program.figure(len(columns))
            self.program.add({**dict.fromkeys(columns, 1), self.sums[group]: -1}, least=0, most=0)
        return self.sums[group]

    def objectives(self) -> list[Row]:
        """Return what is to be made small, the weightiest first, as ``Problem.measure`` counts it."""
        plain = self.problem.plain
        first = self.extra.values() if self.more else self.missing[True]
        rows: list[Row] = [
            dict.fromkeys(first, 1),
            {self.fewer: 1},
            {} if self.more else dict.fromkeys(self.missing[False], 1),
            # Who leaves stands here as who stays, with a minus.
            {self.column[number]: -1 for number in plain},
            {column: 1 for number, column in self.column.items() if number not in plain},
            {self.column[one.id]: one.rank for one in self.runners},
        ]
        links = len(self.runners[0].weights) if self.runners else 0
        rows += [{self.column[one.id]: -one.weights[link] for one in self.runners} for link in range(links)]
        return rows

    def run(self) -> Proposal | None:
        """Bring one objective after the other to its optimum; None when nothing fits."""
        objectives = self.objectives()
        best = self.guess(objectives, 0)
        if best is None:
            return None
        reached: list[int] = []
        for number, row in enumerate(objectives):
            limited = number >= _RANKS
            value, found, proven = self.program.minimum(row, best, nodes=NODES_OF_A_LINK if limited else None)
            anew, best = found != best, found
            if not proven:
                return self.one_of_several(best, reached)
            reached.append(value)
            self.program.add(row, most=value)
            if anew and number + 1 < len(objectives):
                best = self.guess(objectives, number + 1) or best
        return self.proposal(best, reached)

    def one_of_several(self, best: Sequence[int], reached: Sequence[int]) -> Proposal:
        """Return a slate that is best in everything proven; only people level in their own unit are left open."""
        chosen = self.chosen(best)
        self.check(chosen, reached)
        alike: dict[object, list[int]] = defaultdict(list)
        for one in self.runners:
            groups = tuple((one.id in demand.sure, one.id in demand.maybe) for demand in self.problem.demands)
            alike[one.spot, one.rank, one.seated, groups].append(one.id)
        level = frozenset(
            number for ids in alike.values() if 0 < len(chosen.intersection(ids)) < len(ids) for number in ids
        )
        return self.told(best, level, sole=False)

    def guess(self, objectives: Sequence[Row], first: int) -> list[int] | None:
        """Return a slate that is good, or best, in the objectives from one on, all of them weighed at once."""
        costs: dict[int, float] = defaultdict(float)
        for number, row in enumerate(objectives[first:], first):
            weight = _GUESS[number] if number < len(_GUESS) else _GUESS_OF_LINKS ** (number - len(_GUESS) + 1)
            for column, value in row.items():
                costs[column] += weight * value
        return self.program.good(costs, thorough=not first)

    def proposal(self, best: Sequence[int], reached: Sequence[int]) -> Proposal:
        chosen = self.chosen(best)
        shared, others = self.shared(chosen)
        for slate in (chosen, *others):
            self.check(slate, reached)
        return self.told(best, frozenset(self.column) - shared, sole=True)

    def told(self, best: Sequence[int], level: frozenset[int], *, sole: bool) -> Proposal:
        chosen = self.chosen(best)
        extra = {spot: best[column] for spot, column in self.extra.items() if best[column]}
        measure = self.problem.measure(chosen)
        return Proposal(chosen - level, level, len(chosen & level), measure, extra, sole)

    def chosen(self, values: Sequence[int]) -> frozenset[int]:
        return frozenset(number for number, column in self.column.items() if values[column])

    def shared(self, chosen: frozenset[int]) -> tuple[frozenset[int], list[frozenset[int]]]:
        """Return the runners who come out the same on every best slate, and the slates that were looked at.

        Each step looks for the best slate that differs most from what was shared so far.
        """
        shared, others = frozenset(self.column), list[frozenset[int]]()
        while True:
            row = {self.column[one]: -1 if one not in chosen else 1 for one in shared}
            other = self.chosen(self.program.among_best(row))
            differing = (other ^ chosen) & shared
            if not differing:
                return shared, others
            shared -= differing
            others.append(other)

    def check(self, slate: frozenset[int], reached: Sequence[int]) -> None:
        """Recount a slate in whole numbers, without the solver; raises ``UnsolvedError`` where they disagree."""
        binding, fewer, advisory, *rest = self.problem.measure(slate)
        needed = self.needed(slate)
        counted = [sum(needed.values()) if self.more else binding, fewer, advisory, *rest]
        fits = self.problem.allows(slate, needed if self.more else None) and not (self.more and binding)
        told = list(reached)
        told[3] += len(self.problem.plain)
        if not fits or counted[: len(told)] != told:
            raise UnsolvedError(slate, counted, told)

    def needed(self, slate: frozenset[int]) -> Mapping[Spot, int]:
        """Return how many places a slate takes beyond those that are there."""
        taken: dict[Spot, int] = defaultdict(int)
        for one in self.runners:
            taken[one.spot] += one.id in slate
        over = {spot: count - self.problem.places.get(spot, 0) for spot, count in taken.items()}
        return {spot: count for spot, count in over.items() if count > 0}
