"""Putting an invented county together: the hard cases, and round them ordinary units."""

from __future__ import annotations

from random import Random
from typing import Final

from reserve.sample.cases import add_all
from reserve.sample.cases.desk import Desk
from reserve.sample.model import County, Unit
from reserve.sample.names import IdNumbers, Names
from reserve.sample.people import Crowd
from reserve.sample.votes import Campaign

PEOPLE: Final = 3000
MEMBERS: Final = 180


def build(seed: int) -> County:
    """Return the county of ``seed``: 42 county organs, 18 townships, 3,000 people, 180 members.

    The same seed gives the same county.
    """
    rng = Random(seed)
    names, ids = Names(rng), IdNumbers(rng)
    desk = Desk(rng, names, ids)
    add_all(desk)
    county = desk.county
    ordinary = _ordinary_units(rng, desk)
    county.units.extend(ordinary)
    _populate(rng, county, Crowd(rng, names, ids))
    _campaign(rng, county, ordinary, names)
    for rows in (
        county.units,
        county.people,
        county.members,
        county.meetings,
        county.marks,
        county.inspections,
    ):
        rng.shuffle(rows)
    county.people.sort(key=lambda cadre: cadre.unit)
    return county


def _ordinary_units(rng: Random, desk: Desk) -> list[Unit]:
    organs, townships = desk.left()
    units = [Unit(name, "county_organ", 1, rng.choice((2, 3, 3, 4))) for name in organs]
    units += [Unit(name, "township", 2, rng.choice((5, 6, 6, 7))) for name in townships]
    changed = rng.choice(units)
    changed.adjustments, changed.adjustment_reason = (0, 1), "机构改革划入职能，增核一名"
    return units


def _populate(rng: Random, county: County, crowd: Crowd) -> None:
    present: dict[str, set[str]] = {unit.name: set() for unit in county.units}
    sizes: dict[str, int] = {unit.name: 0 for unit in county.units}
    for cadre in county.people:
        present[cadre.unit].add(cadre.name)
        sizes[cadre.unit] += 1
    missing = PEOPLE - len(county.people)
    wanted = {unit.name: max(4, rng.randint(38, 62) - sizes[unit.name]) for unit in county.units}
    # Units grow or shrink one by one until the county has its size.
    while (total := sum(wanted.values())) != missing:
        name = rng.choice(county.units).name
        wanted[name] = max(4, wanted[name] + (1 if total < missing else -1))
    for unit in county.units:
        county.people.extend(crowd.fill(unit, wanted[unit.name], present[unit.name]))


def _campaign(rng: Random, county: County, ordinary: list[Unit], names: Names) -> None:
    campaign = Campaign(rng, county, names)
    by_unit = {unit.name: [cadre for cadre in county.people if cadre.unit == unit.name] for unit in ordinary}
    turn = 0
    sizes = {unit.name: 4 if unit.kind == "county_organ" else 7 for unit in ordinary}
    missing = MEMBERS - len(county.members)
    while sum(sizes.values()) != missing:
        name = ordinary[turn % len(ordinary)].name
        sizes[name] += 1 if sum(sizes.values()) < missing else -1
        turn += 1
    for unit in ordinary:
        campaign.members(unit, by_unit[unit.name], sizes[unit.name])
        campaign.meetings(unit, by_unit[unit.name])
    campaign.late_decisions(3)
