"""Inspections, marks, and what a clerk has still to key."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from litestar.exceptions import PermissionDeniedException
from litestar.params import QueryParameter

from reserve.api import answers_of_screening as answers
from reserve.api import shapes
from reserve.api.answers_of_screening import ExamPage, InspectionPage, InspectionSheet, KeyingGrid, MarkSheet
from reserve.api.ids import CycleId, PersonNumber
from reserve.api.paging import PAGE, Limit, Offset, Search, UnitId
from reserve.api.shapes import shaped
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheVisitor
from reserve.edge.roles import Permission
from reserve.exam.model import Paper
from reserve.exam.rules import shown
from reserve.reports import exam, inspections, keying

_TAGS = ["inspection and exam"]


@get(
    "/cycles/{cycle_id:int}/inspections",
    permission=Permission.VIEW_INSPECTIONS,
    operation_id="listInspections",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_inspections(
    database: TheDatabase,
    visitor: TheVisitor,
    cycle_id: CycleId,
    stands: Annotated[inspections.State | None, QueryParameter(name="state")] = None,
    unit: UnitId = None,
    search: Search = "",
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> InspectionPage:
    """List everybody who may come on the list, with what the inspection came to."""
    filters = inspections.Filters(state=stands, unit=unit, search=search.strip())
    allowed = visitor.units(Permission.VIEW_INSPECTIONS)
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        page = inspections.page(session, cycle_id, filters, units=allowed, offset=offset, limit=limit)
    return InspectionPage(
        total=page.total,
        offset=offset,
        limit=limit,
        states={one.value: count for one, count in page.states.items()},
        persons=tuple(_inspected(row) for row in page.rows),
    )


def _inspected(row: inspections.Row) -> answers.Inspected:
    return shaped(answers.Inspected, row, number=row.person)


@get(
    "/cycles/{cycle_id:int}/persons/{number:int}/inspection",
    permission=Permission.VIEW_INSPECTIONS,
    operation_id="getInspection",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_inspection(
    database: TheDatabase, visitor: TheVisitor, cycle_id: CycleId, number: PersonNumber
) -> InspectionSheet:
    """Return every record of the inspection of one person, the latest first."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        found = inspections.sheet(session, cycle_id, number, visitor.units(Permission.VIEW_INSPECTIONS))
    return InspectionSheet(
        person=_inspected(found.row), history=tuple(shaped(answers.InspectionEntry, one) for one in found.history)
    )


@get(
    "/cycles/{cycle_id:int}/marks",
    permission=Permission.VIEW_EXAM,
    operation_id="listMarks",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_marks(
    database: TheDatabase,
    visitor: TheVisitor,
    cycle_id: CycleId,
    stands: Annotated[exam.State | None, QueryParameter(name="state")] = None,
    unit: UnitId = None,
    search: Search = "",
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> ExamPage:
    """List everybody who may sit the exam: how far the keying is, which marks stand, and the pass line."""
    filters = exam.Filters(state=stands, unit=unit, search=search.strip())
    allowed = visitor.units(Permission.VIEW_EXAM)
    with database.reading() as session:
        plan = cycle.cycle(session, cycle_id).policy.exam
        page = exam.page(session, cycle_id, filters, units=allowed, offset=offset, limit=limit)
    return ExamPage(
        total=page.total,
        offset=offset,
        limit=limit,
        full=shown(plan.full),
        pass_line=shown(plan.pass_line),
        sitting=page.sitting,
        unused=page.unused,
        states={one.value: count for one, count in page.states.items()},
        persons=tuple(_examined(row) for row in page.rows),
    )


def _examined(row: exam.Row) -> answers.Examined:
    return shaped(answers.Examined, row, number=row.person, mark=shapes.mark(row.mark))


@get(
    "/cycles/{cycle_id:int}/persons/{number:int}/mark",
    permission=Permission.VIEW_EXAM,
    operation_id="getMark",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_mark(database: TheDatabase, visitor: TheVisitor, cycle_id: CycleId, number: PersonNumber) -> MarkSheet:
    """Return the mark of one person: who keyed it, and every correction; what was keyed only once it stands."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        found = exam.sheet(session, cycle_id, number, visitor.units(Permission.VIEW_EXAM))
    return MarkSheet(
        person=_examined(found.row),
        clerks=tuple(answers.Clerk(account=one.account, at=one.at) for one in found.clerks),
        corrections=tuple(
            shaped(answers.MarkCorrection, one, old=_paper(one.old), new=_paper(one.new)) for one in found.corrections
        ),
    )


def _paper(paper: Paper) -> answers.Paper:
    return answers.Paper(status=paper.status.value, score=shapes.score(paper.hundredths))


@get(
    "/cycles/{cycle_id:int}/keying",
    permission=Permission.KEY_MARKS,
    operation_id="getKeying",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_keying(database: TheDatabase, visitor: TheVisitor, cycle_id: CycleId) -> KeyingGrid:
    """Return every paper as the caller keys it: the own entries, whether they agree, never what others keyed."""
    person = visitor.person
    if person is None:
        raise PermissionDeniedException("session")
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        grid = keying.rows(session, cycle_id, person.name)
    return shaped(
        KeyingGrid,
        keying.progress(grid),
        papers=tuple(
            shaped(answers.KeyedPaper, row, number=row.person, score=shapes.score(row.hundredths)) for row in grid
        ),
    )


router = Router("/", route_handlers=[list_inspections, get_inspection, list_marks, get_mark, get_keying])
