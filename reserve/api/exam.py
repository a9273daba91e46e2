"""Inspections and marks."""

from __future__ import annotations

from typing import Final

from litestar import Router, delete, post, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from reserve.api import bodies
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId, PersonNumber, RowId
from reserve.api.schemas import Done
from reserve.dates import PartialDate
from reserve.edge.roles import Permission
from reserve.errors import Invalid
from reserve.exam import actions as exam
from reserve.exam.model import Paper
from reserve.exam.rules import typed
from reserve.inspection import actions as inspection
from reserve.text import message

_TAGS: Final = ["inspection and exam"]


@post(
    "/cycles/{cycle_id:int}/persons/{number:int}/inspection",
    permission=Permission.INSPECT,
    operation_id="recordInspection",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def record_inspection(
    acting: TheActing, cycle_id: CycleId, number: PersonNumber, data: JSONBody[bodies.Inspection]
) -> Done:
    """Record the inspection of somebody who may come on the list; it supersedes an earlier one."""
    day = None if data.inspected_on is None else PartialDate.from_iso(data.inspected_on.isoformat())
    return acting.do(
        lambda session, person: inspection.inspect(
            session,
            person.actor,
            cycle_id,
            number,
            conclusion=data.conclusion,
            inspectors=data.inspectors,
            integrity=data.integrity,
            veto=data.veto,
            reason=data.reason,
            inspected_on=day,
        )
    )


@put(
    "/cycles/{cycle_id:int}/persons/{number:int}/mark",
    permission=Permission.KEY_MARKS,
    operation_id="keyMark",
    tags=_TAGS,
    sync_to_thread=True,
)
def key_mark(acting: TheActing, cycle_id: CycleId, number: PersonNumber, data: JSONBody[bodies.KeyedMark]) -> Done:
    """Keep what one clerk reads on one paper; the mark stands when two clerks read the same."""
    paper = _paper(data.mark)
    return acting.do(
        lambda session, person: exam.key_mark(session, person.actor, cycle_id, number, paper.status, paper.hundredths)
    )


@delete(
    "/cycles/{cycle_id:int}/persons/{number:int}/mark",
    permission=Permission.KEY_MARKS,
    operation_id="clearMark",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def clear_mark(acting: TheActing, cycle_id: CycleId, number: PersonNumber) -> Done:
    """Take back what this clerk keyed, as long as the mark does not stand."""
    return acting.do(lambda session, person: exam.clear_mark(session, person.actor, cycle_id, number))


@post(
    "/cycles/{cycle_id:int}/persons/{number:int}/correction",
    permission=Permission.PROPOSE_CORRECTIONS,
    operation_id="proposeCorrection",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def propose_correction(
    acting: TheActing, cycle_id: CycleId, number: PersonNumber, data: JSONBody[bodies.Correction]
) -> Done:
    """Propose to change a mark that stands; a second person confirms it."""
    paper = _paper(data.mark)
    return acting.do(
        lambda session, person: exam.propose_correction(
            session,
            person.actor,
            cycle_id,
            number,
            paper.status,
            paper.hundredths,
            reason=data.reason,
            signed_by=person.display_name,
        )
    )


@post(
    "/cycles/{cycle_id:int}/corrections/{correction_id:int}/confirmation",
    permission=Permission.CONFIRM_CORRECTIONS,
    operation_id="confirmCorrection",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def confirm_correction(acting: TheActing, cycle_id: CycleId, correction_id: RowId) -> Done:
    """Confirm a correction that somebody else proposed."""
    return acting.do(
        lambda session, person: exam.confirm_correction(
            session, person.actor, cycle_id, correction_id, signed_by=person.display_name
        )
    )


@post(
    "/cycles/{cycle_id:int}/corrections/{correction_id:int}/refusal",
    permission=Permission.CONFIRM_CORRECTIONS,
    operation_id="refuseCorrection",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def refuse_correction(
    acting: TheActing, cycle_id: CycleId, correction_id: RowId, data: JSONBody[bodies.Remark]
) -> Done:
    """Refuse a correction, with a remark."""
    return acting.do(
        lambda session, person: exam.refuse_correction(
            session, person.actor, cycle_id, correction_id, remark=data.remark, signed_by=person.display_name
        )
    )


def _paper(text: str) -> Paper:
    paper = typed(text)
    if paper is None:
        raise Invalid({"mark": message("This is neither a mark with at most two decimals nor 缺考, 违纪 or 作废.")})
    return paper


router = Router(
    "/",
    route_handlers=[
        record_inspection,
        key_mark,
        clear_mark,
        propose_correction,
        confirm_correction,
        refuse_correction,
    ],
)
