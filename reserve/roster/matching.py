"""Finding the person that a row of another workbook means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from reserve.roster.identity import identity
from reserve.roster.model import Person


class Miss(StrEnum):
    """Why nobody was found."""

    NUMBER = "number"
    NAME_DIFFERS = "name_differs"
    NOBODY = "nobody"
    SEVERAL = "several"


class Directory:
    """The roster, to be asked by ID number or by name and unit."""

    def __init__(self, people: Iterable[Person]) -> None:
        """Take the people; each index is made when it is first asked."""
        self._people = tuple(people)

    @cached_property
    def _by_number(self) -> dict[str, Person]:
        return {identity(person.id_number): person for person in self._people if person.id_number is not None}

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        bearers: dict[str, list[Person]] = defaultdict(list)
        for person in self._people:
            bearers[person.name].append(person)
        return bearers

    def find(self, name: str, unit: str | None, id_number: str | None) -> Person | Miss:
        """Return the person: by ID number when given, else by name and unit, else by a name that only one has."""
        if id_number is not None:
            person = self._by_number.get(identity(id_number))
            if person is None:
                return Miss.NUMBER
            return person if person.name == name else Miss.NAME_DIFFERS
        found = [person for person in self._by_name.get(name, ()) if unit in {None, person.unit}]
        if len(found) > 1:
            return Miss.SEVERAL
        return found[0] if found else Miss.NOBODY
