"""Structure targets on a page: what is, what is asked, and the slate that would meet them beside the plain one."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.cycle.queries import Cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission, Units
from reserve.personal import Keys
from reserve.policy.describe_places import wanted, whole_word
from reserve.reports.remembered import remembered
from reserve.reports.structure import Structure, structure
from reserve.text import message
from reserve.web.desk import context, desk
from reserve.web.listing import blocks, late
from reserve.web.render import page

Asked = Request[Any, Any, Any]


@get("/cycles/{cycle_id:int}/list/targets", permission=Permission.VIEW_LIST, sync_to_thread=True)
def show_targets(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: FromPath[int],
) -> Response[str]:
    """Show how the targets stand, and who would come in or leave to meet them. Changes nothing."""
    with database.reading() as session:
        around = desk(session, visitor, "list", cycle_id)
        assert around.cycle is not None  # noqa: S101 - the desk of a cycle has it
        drawn = around.progress is None or around.progress.drawn
        found = _found(session, around.cycle, keys, visitor.units(Permission.VIEW_LIST)) if drawn else None
    shown = context(
        around,
        message("Structure targets"),
        found=found,
        late=late(around),
        blocks=blocks(around),
        wanted=wanted,
        whole_word=whole_word,
    )
    return page(request, lang, "targets.html", shown)


def _found(session: Session, course: Cycle, keys: Keys, units: Units) -> Structure:
    """Solving is the dearest thing that any page asks for: the answer holds until the journal grows."""
    return remembered(session, ("structure", course.id, units), lambda: structure(session, course, keys, units))
