"""Opening a campaign, making anew what is derived in it, and its result."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, Router, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.api import bodies
from reserve.api.acting import TheActing
from reserve.api.ids import CycleId
from reserve.api.schemas import Done
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign import anew, imports, results
from reserve.cycle import actions as cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage
from reserve.edge.roles import Permission
from reserve.errors import Conflict
from reserve.policy.load import parse
from reserve.policy.problems import PolicyError
from reserve.reports.result import as_text
from reserve.text import message

_TAGS: Final = ["campaign"]


@post(
    "/cycles",
    permission=Permission.OPEN_CYCLE,
    operation_id="openCycle",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def open_cycle(acting: TheActing, data: JSONBody[bodies.Opening]) -> Done:
    """Open a campaign under a plan; every reading of it must be decided."""
    loaded = parse(data.plan, "plan.toml")
    if loaded.policy is None:
        raise PolicyError(loaded.problems)
    policy = loaded.policy
    return acting.do(lambda session, person: cycle.open_cycle(session, person.actor, policy, data.as_of))


@post(
    "/cycles/{cycle_id:int}/screening",
    permission=Permission.SCREEN,
    operation_id="screenNominees",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def screen_nominees(acting: TheActing, database: TheDatabase, keys: TheKeys, cycle_id: CycleId) -> Done:
    """Count the places, put forward everybody who was named and screen them all, anew."""
    done = acting.do(lambda session, person: anew.screen(session, person.actor, cycle_id, keys))
    if acting.visitor.person is not None and not done.repeated:
        imports.apply_waiting(database, keys, acting.visitor.person.actor, cycle_id)
    return done


@post(
    "/cycles/{cycle_id:int}/list",
    permission=Permission.DRAW_LIST,
    operation_id="drawList",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def draw_list(acting: TheActing, keys: TheKeys, cycle_id: CycleId) -> Done:
    """Draw up the list, anew."""
    return acting.do(lambda session, person: anew.draw(session, person.actor, cycle_id, keys))


@post(
    "/cycles/{cycle_id:int}/result",
    permission=Permission.EXPORT,
    operation_id="exportResult",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def export_result(acting: TheActing, keys: TheKeys, lang: TheLanguage, cycle_id: CycleId) -> Response[Any]:
    """Export the whole result, byte for byte as ``reserve run`` writes it; needs the second factor, and is recorded."""
    made: list[str] = []

    def export(session: Session, person: Principal) -> None:
        made.append(as_text(results.result(session, cycle_id, keys, lang)))
        record(session, person.actor, Tag.REPORTS_EXPORT, f"cycle {cycle_id}", {"what": "result.json"})

    if acting.do(export, confirmed=True).repeated:
        raise Conflict(message("This was exported under the same key; send another key for a new export."))
    return Response(content="".join(made), media_type="application/json")


router = Router("/", route_handlers=[open_cycle, screen_nominees, draw_list, export_result])
