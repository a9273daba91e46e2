"""The outcome of a stored campaign, as ``reserve run`` writes it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reserve.campaign.findings import findings
from reserve.cycle import queries as cycle
from reserve.cycle.model import Step
from reserve.errors import Refused
from reserve.personal import Keys
from reserve.reports import result as reports
from reserve.reports.result import Plain
from reserve.text import message


def result(session: Session, cycle_id: int, keys: Keys, lang: str) -> Plain:
    """Return what ``reserve run`` would write to result.json; without a list nobody has a place and no reason is given.

    Raises ``NotFound`` for the cycle, ``Refused`` before the first screening.
    """
    cycle.cycle(session, cycle_id)
    if Step.SCREENING not in cycle.steps(session, cycle_id):
        raise Refused(message("This campaign was not screened yet."))
    return reports.result(session, cycle_id, keys, findings(session, keys, cycle_id), lang)
