"""Ties, and the list on its way through the committee."""

from __future__ import annotations

from typing import Final

from litestar import Router, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from reserve.api import bodies
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId
from reserve.api.schemas import Done
from reserve.edge.roles import Permission
from reserve.listing import actions as listing

_TAGS: Final = ["listing"]


@post(
    "/cycles/{cycle_id:int}/ties",
    permission=Permission.SETTLE_TIES,
    operation_id="settleTie",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def settle_tie(acting: TheActing, cycle_id: CycleId, data: JSONBody[bodies.Tie]) -> Done:
    """Decide a tie at a last place; the next drawing applies it."""
    return acting.do(
        lambda session, person: listing.settle_tie(
            session,
            person.actor,
            cycle_id,
            signed_by=person.display_name,
            tied=data.tied,
            listed=data.listed,
            reason=data.reason,
        )
    )


@post(
    "/cycles/{cycle_id:int}/list/submission",
    permission=Permission.DRAW_LIST,
    operation_id="submitList",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def submit_list(acting: TheActing, cycle_id: CycleId, data: JSONBody[bodies.Submission]) -> Done:
    """Submit the list for approval; from then on nothing that it rests on can change."""
    return acting.do(
        lambda session, person: listing.submit_list(
            session, person.actor, cycle_id, signed_by=person.display_name, open_meant=data.open_meant
        )
    )


@post(
    "/cycles/{cycle_id:int}/list/approval",
    permission=Permission.APPROVE_LIST,
    operation_id="approveList",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def approve_list(acting: TheActing, cycle_id: CycleId, data: JSONBody[bodies.CommitteeDecision]) -> Done:
    """Record that the committee approved the list; needs the second factor and another person than submitted it."""
    return acting.do(
        lambda session, person: listing.approve_list(
            session,
            person.actor,
            cycle_id,
            signed_by=person.display_name,
            decision_number=data.decision_number,
            meeting=data.meeting,
            decided_on=data.decided_on,
        ),
        confirmed=True,
    )


@post(
    "/cycles/{cycle_id:int}/list/return",
    permission=Permission.APPROVE_LIST,
    operation_id="sendBackList",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def send_back_list(acting: TheActing, cycle_id: CycleId, data: JSONBody[bodies.Remark]) -> Done:
    """Send a submitted list back with a reason."""
    return acting.do(
        lambda session, person: listing.send_back_list(
            session, person.actor, cycle_id, signed_by=person.display_name, reason=data.remark
        )
    )


router = Router("/", route_handlers=[settle_tie, submit_list, approve_list, send_back_list])
