"""What a comparison looks at, and what it has found of one file so far."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy.orm import Session

from reserve.campaign.difference import MOST_ROWS, Cells, Change, FileDifference, Kind
from reserve.cycle import queries as cycle
from reserve.cycle.model import Step
from reserve.intake import County
from reserve.personal import Keys
from reserve.retention import queries as retention
from reserve.retention.queries import Reviewed
from reserve.roster import queries as roster
from reserve.roster.model import person_id


class Look:
    """A county beside what is stored of its cycle; what several files need is read once."""

    def __init__(self, session: Session, keys: Keys, cycle_id: int, county: County) -> None:
        """Take the county as ``numbering.renumbered`` gave it."""
        self.session = session
        self.keys = keys
        self.cycle_id = cycle_id
        self.county = county

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Person number → name, as the county has it."""
        return {**roster.names(self.session), **{person.number: person.name for person in self.county.people}}

    @cached_property
    def screened(self) -> bool:
        """Whether the cycle was screened, so that nothing has to wait."""
        return Step.SCREENING in cycle.steps(self.session, self.cycle_id)

    @cached_property
    def reviewed(self) -> Mapping[int, Reviewed]:
        """The present members with the decisions in effect, by person number."""
        reviewed = retention.reviewed(self.session, self.cycle_id)
        return {review.member.person: review for review in reviewed.values()}

    @cached_property
    def units(self) -> Mapping[int, str]:
        """Unit id → name."""
        return {unit.id: unit.name for unit in roster.units(self.session).values()}


class Found:
    """What one file would change: exact counts, and the first rows."""

    def __init__(self, look: Look, file: str, *, waits: bool = False) -> None:
        """Begin with nothing; ``waits``: the rows are only counted, they wait for a screening."""
        self.file = file
        self.waits = waits
        self.same = 0
        self._names = look.names
        self._counts: dict[Kind, int] = {"new": 0, "changed": 0, "gone": 0, "conflict": 0}
        self._rows: list[Change] = []

    def person(self, kind: Kind, number: int, cells: Cells = ()) -> None:
        """Count a row about a person."""
        self._count(kind, number, f"{person_id(number)} {self._names.get(number, '')}".rstrip(), cells)

    def unit(self, kind: Kind, subject: str, cells: Cells = ()) -> None:
        """Count a row about a unit."""
        self._count(kind, None, subject, cells)

    def _count(self, kind: Kind, number: int | None, subject: str, cells: Cells) -> None:
        self._counts[kind] += 1
        if len(self._rows) < MOST_ROWS:
            self._rows.append(Change(self.file, kind, number, subject, cells))

    def told(self) -> FileDifference:
        """Return what was found, to be kept and shown."""
        return FileDifference(
            file=self.file,
            new=self._counts["new"],
            changed=self._counts["changed"],
            same=self.same,
            gone=self._counts["gone"],
            conflicts=self._counts["conflict"],
            rows=tuple(self._rows),
            waits=self.waits,
        )
