"""Structure targets: how the plain slate stands towards them, and the slate that would meet them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.eligibility.facts import Subject, columns
from reserve.listing import queries as listing
from reserve.listing import reasons
from reserve.listing.model import Standpoint
from reserve.listing.rules import Drawn
from reserve.listing.solving import UnsolvedError, slate_with_targets, with_more_places
from reserve.listing.targets import Demand, Problem, Proposal, Runner, Spot, Standing
from reserve.personal import Keys
from reserve.policy.conditions import facts, resolve
from reserve.policy.evaluate import Calendar, Outcome, compiled
from reserve.policy.structure import Counted, Target
from reserve.pool.queries import Member
from reserve.quota import queries as quota
from reserve.recommendation import queries as recommendation
from reserve.retention import queries as retention
from reserve.roster import queries as roster
from reserve.roster.model import PlaceClass, person_id


class TargetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One target: how the plain slate stands, and how the slate with targets would."""

    target: Target
    plain: Standing
    proposed: Standing | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would come in (True), leave (False), or is level with others for a place that a human gives (None).

    ``helps``: targets to which the person counts.
    """

    nominee_id: int
    person_id: str
    name: str
    unit_id: int
    unit: str
    place_class: PlaceClass
    comes: bool | None
    rank: int
    votes: int
    mark: int | None
    helps: tuple[Target, ...]


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """Places that a unit would need more to meet every target."""

    unit: str
    place_class: PlaceClass
    places: int


class Structure(msgspec.Struct, frozen=True, kw_only=True):
    """The targets of a cycle, and two slates compared.

    ``changes``: from the plain slate to the slate with targets. ``more`` and ``added``: the fewest places more with
    which every target would be met, and whom they would bring in; None where that is not needed, or would not do.
    ``solved``: False when the solver found no proof in time.
    """

    targets: tuple[TargetRow, ...]
    changes: tuple[Change, ...]
    more: tuple[Extra, ...] | None
    added: tuple[Change, ...]
    sole: bool
    solved: bool

    @property
    def met(self) -> bool:
        """Whether the plain slate meets every target."""
        return all(row.plain.met for row in self.targets)

    @property
    def short(self) -> bool:
        """Whether even the slate with targets does not meet them all."""
        return any(row.proposed is not None and not row.proposed.met for row in self.targets)


def structure(session: Session, cycle: Cycle, keys: Keys, units: Collection[int] | None = None) -> Structure:
    """Return how the targets stand; the changes only of these unit ids. Decides and stores nothing."""
    nominees, drawn = listing.redrawn(session, cycle.id)
    problem = _problem(session, cycle, keys, nominees, drawn)
    plain, proposal, more, solved = problem.plain, None, None, True
    try:
        proposal = slate_with_targets(problem)
        if any(proposal.measure[index] for index in (0, 2)):
            more = with_more_places(problem)
    except UnsolvedError:
        solved = False
    proposed = None if proposal is None else _slate(proposal)
    targets = cycle.policy.targets
    rows = tuple(
        TargetRow(
            target=target,
            plain=demand.standing(plain),
            proposed=None if proposed is None else demand.standing(proposed),
        )
        for target, demand in zip(targets, problem.demands, strict=True)
    )
    tell = _Telling(session, targets, problem, nominees, units)
    return Structure(
        targets=rows,
        changes=() if proposal is None else tell.changes(proposal),
        more=None if more is None else tell.needed(more),
        added=() if more is None else tell.changes(more),
        sole=proposal is None or proposal.sole,
        solved=solved,
    )


def _slate(proposal: Proposal) -> frozenset[int]:
    """Of people who are level, as many as there are places count, whoever it will be."""
    return proposal.chosen | frozenset(sorted(proposal.level)[: proposal.open_places])


def _problem(session: Session, cycle: Cycle, keys: Keys, nominees: Sequence[Standpoint], drawn: Drawn) -> Problem:
    order, passed = cycle.policy.listing.order, cycle.policy.exam.pass_line
    votes = recommendation.votes(session, cycle.id, cycle.policy.recommendation)
    running = [one for one in nominees if reasons.barred(one, passed) is None and one.id not in drawn.open_ties]
    shown: dict[int, tuple[int, ...]] = {one.id: one.ordered_by(order) for one in running}
    spots: dict[Spot, list[tuple[int, ...]]] = {}
    for one in running:
        spots.setdefault((one.unit_id, one.place_class), []).append(shown[one.id])
    runners = []
    for one in running:
        spot, key = (one.unit_id, one.place_class), shown[one.id]
        counted = votes[one.person, one.place_class]
        share = counted.votes * 10_000 // counted.base if counted.base else 0
        weights = tuple(share if link == "votes" else max(0, part) for link, part in zip(order, key, strict=True))
        rank = 1 + sum(other > key for other in spots[spot])
        runners.append(Runner(one.id, one.person, spot, rank, weights, one.id in drawn.seats))
    places = {spot: len(card.open_places) for spot, card in quota.cards(session, cycle.id).items()}
    by_id = {one.id: one for one in nominees}
    for level in drawn.levels:
        # Places over which a tie is open stay with the tied.
        if any(number in drawn.open_ties for number in level.ids):
            first = by_id[level.ids[0]]
            taken = sum(number in drawn.seats for number in level.ids)
            places[first.unit_id, first.place_class] -= max(0, level.places - taken)
    return Problem(tuple(runners), places, _demands(session, cycle, keys, runners))


def _demands(session: Session, cycle: Cycle, keys: Keys, runners: Sequence[Runner]) -> tuple[Demand, ...]:
    policy = cycle.policy
    if not policy.targets:
        return ()
    staying = [
        review.member for review in retention.reviewed(session, cycle.id).values() if review.decision.occupies_place
    ]
    numbers = {one.person for one in runners} | {one.person for one in staying}
    people = roster.people(session, keys, numbers)
    kinds = {unit.id: unit.kind for unit in roster.units(session).values()}
    subjects = [Subject(people[one.person], one.spot[1], kinds[one.spot[0]]) for one in runners]
    subjects += [Subject(people[one.person], one.place_class, kinds[one.unit_id]) for one in staying]
    calendar = Calendar(cycle.as_of, policy.leap_birthday)
    demands = []
    for target in policy.targets:
        who = resolve(target.who, policy.chosen, policy.named)
        found = compiled(who, calendar)(columns(subjects, set(facts(who)), cycle.as_of)) if subjects else ()
        demands.append(_demand(target, runners, staying, [int(one) for one in found]))
    return tuple(demands)


def _demand(target: Target, runners: Sequence[Runner], staying: Sequence[Member], found: Sequence[int]) -> Demand:
    """Put a target together; a member who is put forward for the other class counts once in the whole pool."""
    base = [
        (one.person, value)
        for one, value in zip(staying, found[len(runners) :], strict=True)
        if target.counted is Counted.POOL and target.place_class in {None, one.place_class.value}
    ]
    there = {person for person, _ in base}
    counted = {
        one.id: value
        for one, value in zip(runners, found[: len(runners)], strict=True)
        if target.place_class in {None, one.spot[1].value} and not (target.place_class is None and one.person in there)
    }
    return Demand(
        target.id,
        target.lower,
        target.upper,
        target.binding,
        frozenset(number for number, value in counted.items() if value == Outcome.MEETS),
        frozenset(number for number, value in counted.items() if value != Outcome.FAILS),
        frozenset(counted),
        sum(value == Outcome.MEETS for _, value in base),
        sum(value != Outcome.FAILS for _, value in base),
        len(base),
    )


class _Telling:
    """Changes and places in words for the page."""

    def __init__(
        self,
        session: Session,
        targets: Sequence[Target],
        problem: Problem,
        nominees: Sequence[Standpoint],
        units: Collection[int] | None,
    ) -> None:
        self.session, self.targets, self.problem, self.units = session, targets, problem, units
        self.nominees: Mapping[int, Standpoint] = {one.id: one for one in nominees}
        self.unit_names = {unit.id: unit.name for unit in roster.units(session).values()}

    def changes(self, proposal: Proposal) -> tuple[Change, ...]:
        """Return who would come in or leave, by unit."""
        plain = self.problem.plain
        changed = [
            one
            for one in self.problem.runners
            if (one.id in proposal.level or (one.id in proposal.chosen) is not (one.id in plain))
            and (self.units is None or one.spot[0] in self.units)
        ]
        names = roster.names(self.session, {one.person for one in changed})
        told = [self.change(one, proposal, names[one.person]) for one in changed]
        return tuple(
            sorted(told, key=lambda one: (one.unit, one.place_class, one.comes is not False, one.rank, one.name))
        )

    def change(self, one: Runner, proposal: Proposal, name: str) -> Change:
        """Return one of them."""
        stands = self.nominees[one.id]
        return Change(
            nominee_id=one.id,
            person_id=person_id(one.person),
            name=name,
            unit_id=one.spot[0],
            unit=self.unit_names[one.spot[0]],
            place_class=one.spot[1],
            comes=None if one.id in proposal.level else one.id in proposal.chosen,
            rank=one.rank,
            votes=stands.votes,
            mark=stands.mark,
            helps=tuple(
                target
                for target, demand in zip(self.targets, self.problem.demands, strict=True)
                if one.id in demand.sure
            ),
        )

    def needed(self, proposal: Proposal) -> tuple[Extra, ...]:
        """Return the places that would be needed, by unit."""
        told = [
            Extra(unit=self.unit_names[unit_id], place_class=place_class, places=places)
            for (unit_id, place_class), places in proposal.extra.items()
        ]
        return tuple(sorted(told, key=lambda one: (one.unit, one.place_class)))
