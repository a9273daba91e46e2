"""Deciding about members and places."""

from __future__ import annotations

from typing import Final

from litestar import Router, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from reserve.api import bodies
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId, RowId
from reserve.api.schemas import Done
from reserve.edge.roles import Permission
from reserve.quota import actions as quota
from reserve.retention import actions as retention
from reserve.retention.model import Decision
from reserve.roster.model import PlaceClass

_TAGS: Final = ["pool"]


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/decision",
    permission=Permission.DECIDE_MEMBERS,
    operation_id="decideMember",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def decide_member(
    acting: TheActing, cycle_id: CycleId, member_id: RowId, data: JSONBody[bodies.MemberDecision]
) -> Done:
    """Keep or defer a present member; a later decision supersedes an earlier one."""
    return acting.do(
        lambda session, person: retention.keep_or_defer(
            session,
            person.actor,
            cycle_id,
            member_id,
            Decision(data.decision),
            data.grounds,
            signed_by=person.display_name,
        )
    )


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/removal",
    permission=Permission.DECIDE_MEMBERS,
    operation_id="proposeRemoval",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def propose_removal(acting: TheActing, cycle_id: CycleId, member_id: RowId, data: JSONBody[bodies.Removal]) -> Done:
    """Propose to remove a member; it takes effect when a second person confirms it."""
    return acting.do(
        lambda session, person: retention.propose_removal(
            session, person.actor, cycle_id, member_id, data.grounds, signed_by=person.display_name
        )
    )


@post(
    "/cycles/{cycle_id:int}/removals/{proposal_id:int}/confirmation",
    permission=Permission.CONFIRM_REMOVALS,
    operation_id="confirmRemoval",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def confirm_removal(acting: TheActing, cycle_id: CycleId, proposal_id: RowId) -> Done:
    """Confirm a removal that somebody else proposed."""
    return acting.do(
        lambda session, person: retention.confirm_removal(
            session, person.actor, cycle_id, proposal_id, signed_by=person.display_name
        )
    )


@post(
    "/cycles/{cycle_id:int}/removals/{proposal_id:int}/refusal",
    permission=Permission.CONFIRM_REMOVALS,
    operation_id="refuseRemoval",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def refuse_removal(acting: TheActing, cycle_id: CycleId, proposal_id: RowId, data: JSONBody[bodies.Remark]) -> Done:
    """Refuse a removal, with a remark."""
    return acting.do(
        lambda session, person: retention.refuse_removal(
            session, person.actor, cycle_id, proposal_id, data.remark, signed_by=person.display_name
        )
    )


@post(
    "/cycles/{cycle_id:int}/removals/{proposal_id:int}/withdrawal",
    permission=Permission.DECIDE_MEMBERS,
    operation_id="withdrawRemoval",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def withdraw_removal(acting: TheActing, cycle_id: CycleId, proposal_id: RowId) -> Done:
    """Take back one's own proposal."""
    return acting.do(
        lambda session, person: retention.withdraw_removal(
            session, person.actor, cycle_id, proposal_id, signed_by=person.display_name
        )
    )


@post(
    "/cycles/{cycle_id:int}/units/{unit_id:int}/adjustment",
    permission=Permission.ADJUST_PLACES,
    operation_id="adjustPlaces",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def adjust_places(acting: TheActing, cycle_id: CycleId, unit_id: RowId, data: JSONBody[bodies.Adjustment]) -> Done:
    """Give a unit more or fewer places in one class; it counts when the places are counted next."""
    return acting.do(
        lambda session, person: quota.adjust(
            session,
            person.actor,
            cycle_id,
            unit_id,
            PlaceClass(data.place_class),
            data.adjustment,
            data.reason,
            signed_by=person.display_name,
        )
    )


router = Router(
    "/",
    route_handlers=[
        decide_member,
        propose_removal,
        confirm_removal,
        refuse_removal,
        withdraw_removal,
        adjust_places,
    ],
)
