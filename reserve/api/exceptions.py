"""Deciding about exceptions: proposed by one person, approved by others (rule 3)."""

from __future__ import annotations

from typing import Final

from litestar import Router, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from reserve.api import bodies
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId, RowId
from reserve.api.schemas import Done
from reserve.campaign import sending_back
from reserve.edge.roles import Permission
from reserve.eligibility import actions as eligibility

_TAGS: Final = ["exceptions"]
_PATH: Final = "/cycles/{cycle_id:int}/nominees/{nominee_id:int}/exception"


@post(
    _PATH,
    permission=Permission.PROPOSE_EXCEPTIONS,
    operation_id="proposeException",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def propose_exception(acting: TheActing, cycle_id: CycleId, nominee_id: RowId, data: JSONBody[bodies.Proposal]) -> Done:
    """Propose to admit an exceptional nominee, with reason and evidence."""
    return acting.do(
        lambda session, person: eligibility.propose_exception(
            session,
            person.actor,
            cycle_id,
            nominee_id,
            signed_by=person.display_name,
            reason=data.reason,
            evidence=data.evidence,
        )
    )


@post(
    f"{_PATH}/approval",
    permission=Permission.APPROVE_EXCEPTIONS,
    operation_id="approveException",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def approve_exception(acting: TheActing, cycle_id: CycleId, nominee_id: RowId) -> Done:
    """Approve an exception that somebody else proposed; needs the second factor."""
    return acting.do(
        lambda session, person: eligibility.approve_exception(
            session, person.actor, cycle_id, nominee_id, signed_by=person.display_name
        ),
        confirmed=True,
    )


@post(
    f"{_PATH}/withdrawal",
    permission=Permission.PROPOSE_EXCEPTIONS,
    operation_id="withdrawException",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def withdraw_exception(acting: TheActing, cycle_id: CycleId, nominee_id: RowId) -> Done:
    """Take back one's own proposal before its approvals are complete."""
    return acting.do(
        lambda session, person: eligibility.withdraw_exception(
            session, person.actor, cycle_id, nominee_id, signed_by=person.display_name
        )
    )


@post(
    f"{_PATH}/return",
    permission=Permission.APPROVE_EXCEPTIONS,
    operation_id="sendBackException",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def send_back_exception(acting: TheActing, cycle_id: CycleId, nominee_id: RowId, data: JSONBody[bodies.Remark]) -> Done:
    """Send a proposal back with a reason; a place that rests on it is only reserved from then on."""
    return acting.do(
        lambda session, person: sending_back.send_back_exception(
            session, person.actor, cycle_id, nominee_id, signed_by=person.display_name, reason=data.remark
        )
    )


router = Router("/", route_handlers=[propose_exception, approve_exception, withdraw_exception, send_back_exception])
