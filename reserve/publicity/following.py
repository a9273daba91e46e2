"""Who comes next by rank when somebody is withdrawn from an approved list."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from reserve.cycle import queries as cycle
from reserve.listing import queries as listing
from reserve.listing.model import Standpoint
from reserve.publicity.model import Entrant
from reserve.publicity.queries import Standing


def next_by_rank(session: Session, cycle_id: int, stands: Standing, place: Entrant) -> list[Standpoint]:
    """Return who comes next for a place: several when the policy's chain leaves them level (rule 11), or nobody.

    Only who passed every gate in that unit and class, and neither is nor was on the list. A fixed number of queries.
    """
    return _next(listing.passed(session, cycle_id), stands, place, cycle.cycle(session, cycle_id).policy.listing.order)


def vacancies(session: Session, cycle_id: int, stands: Standing) -> Mapping[int, list[Standpoint]]:
    """Return who comes next for every place that somebody was withdrawn from and nobody has, by who was withdrawn.

    No query while there is none.
    """
    free = [one for one in stands.withdrawals.values() if one.replaced_by is None]
    if not free:
        return {}
    passed, order = listing.passed(session, cycle_id), cycle.cycle(session, cycle_id).policy.listing.order
    found = {}
    for one in free:
        place = stands.entrant(one.nominee_id)
        if place is not None:
            found[one.nominee_id] = _next(passed, stands, place, order)
    return found


def _next(
    passed: list[Standpoint], stands: Standing, place: Entrant, order: tuple[str, ...] | list[str]
) -> list[Standpoint]:
    taken = {one.person for one in stands.entrants}
    left = [
        one
        for one in passed
        if (one.unit_id, one.place_class) == (place.unit_id, place.place_class) and one.person not in taken
    ]
    best = max((one.ordered_by(order) for one in left), default=None)
    return [one for one in left if one.ordered_by(order) == best]
