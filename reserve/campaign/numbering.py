"""Which number of the database somebody in a new roster already has (decision 0006)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from reserve.intake import County
from reserve.personal import Keys, lookup_hash
from reserve.roster import queries as roster
from reserve.roster.identity import identity
from reserve.roster.model import Person
from reserve.roster.queries import Identity


def renumbered(session: Session, keys: Keys, county: County) -> County:
    """Return the county with the person numbers of the database; new people get the next free ones.

    Somebody is found by the ID number; else by unit, name and birth; else by unit and name, where no other ID number
    and birth speak against it. Nobody is found by what several have. New people are numbered in the order of their
    content, so that for an empty database nothing changes. One query.
    """
    known = roster.identities(session)
    if not known:
        return county
    numbers = _numbers(county.people, known, keys)
    if all(old == new for old, new in numbers.items()):
        return county
    return replace(
        county,
        people=tuple(replace(person, number=numbers[person.number]) for person in county.people),
        members=_moved(county.members, numbers),
        decisions=_moved(county.decisions, numbers),
        tallies=_moved(county.tallies, numbers),
        marks=_moved(county.marks, numbers),
        inspections=None if county.inspections is None else _moved(county.inspections, numbers),
        exceptions=_moved(county.exceptions, numbers),
        ties=_moved(county.ties, numbers),
        findings=_moved(county.findings, numbers),
    )


class _AboutPerson(Protocol):
    @property
    def person(self) -> int | None: ...


Row = TypeVar("Row", bound=_AboutPerson)


def _moved(rows: Sequence[Row], numbers: Mapping[int, int]) -> tuple[Row, ...]:
    return tuple(
        row if row.person is None else replace(row, person=numbers[row.person])  # type: ignore[type-var] # a dataclass
        for row in rows
    )


def _numbers(people: Sequence[Person], known: Sequence[Identity], keys: Keys) -> Mapping[int, int]:
    """Return number in the county → number in the database."""
    found = _by_id_number(people, known, keys)
    for matched in (_by_birth, _by_name):
        taken = set(found.values())
        left = [person for person in people if person.number not in found]
        found |= matched(left, [old for old in known if old.number not in taken])
    free = count(1 + max(old.number for old in known))
    return {person.number: found[person.number] if person.number in found else next(free) for person in people}


def _by_id_number(people: Iterable[Person], known: Iterable[Identity], keys: Keys) -> dict[int, int]:
    holders = {old.lookup: old.number for old in known if old.lookup is not None}
    found: dict[int, int] = {}
    for person in people:
        if person.id_number is not None:
            # An old number of 15 digits may have been stored as it was written.
            for written in dict.fromkeys((identity(person.id_number), person.id_number)):
                holder = holders.pop(lookup_hash(keys, "person.id_number", written), None)
                if holder is not None:
                    found[person.number] = holder
                    break
    return found


def _by_birth(people: Collection[Person], known: Collection[Identity]) -> dict[int, int]:
    return _paired(
        ((person.number, (person.unit, person.name, person.birth)) for person in people if person.birth is not None),
        ((old.number, (old.unit, old.name, old.birth)) for old in known if old.birth is not None),
    )


def _by_name(people: Collection[Person], known: Collection[Identity]) -> dict[int, int]:
    pairs = _paired(
        ((person.number, (person.unit, person.name)) for person in people),
        ((old.number, (old.unit, old.name)) for old in known),
    )
    now, before = {person.number: person for person in people}, {old.number: old for old in known}
    return {new: old for new, old in pairs.items() if not _somebody_else(now[new], before[old])}


def _somebody_else(person: Person, old: Identity) -> bool:
    """Two ID numbers of which neither fits are two people, unless nothing else tells them apart."""
    return person.id_number is not None and old.lookup is not None


def _paired(now: Iterable[tuple[int, Hashable]], before: Iterable[tuple[int, Hashable]]) -> dict[int, int]:
    """Return the numbers whose key one person has on either side."""
    bearers: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, key in now:
        bearers[key][0].append(number)
    for number, key in before:
        bearers[key][1].append(number)
    return {new[0]: old[0] for new, old in bearers.values() if len(new) == len(old) == 1}
