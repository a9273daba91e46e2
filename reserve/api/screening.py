"""Votes, who is undecided and why, and the exceptions."""

from __future__ import annotations

from litestar import Router, get

from reserve.api import answers_of_screening as answers
from reserve.api import schemas, shapes
from reserve.api.answers_of_screening import ExceptionCase, Meeting, Ranking, UndecidedPage
from reserve.api.ids import CycleId, RowId
from reserve.api.paging import PAGE, Limit, Offset, UnitId
from reserve.api.shapes import shaped
from reserve.cycle import queries as cycle
from reserve.edge.providers import TheDatabase, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.reports import exceptions, undecided, verdicts, votes
from reserve.text import word

_TAGS = ["screening"]


@get(
    "/cycles/{cycle_id:int}/votes",
    permission=Permission.VIEW_VOTES,
    operation_id="listVotes",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_votes(database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId) -> list[Meeting]:
    """List the figures of every meeting, two rows a unit, also of units that did not vote."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = votes.meetings(session, campaign, visitor.units(Permission.VIEW_VOTES))
    return [shaped(Meeting, one, lang) for one in found]


@get(
    "/cycles/{cycle_id:int}/votes/{unit_id:int}",
    permission=Permission.VIEW_VOTES,
    operation_id="listRankings",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_rankings(
    database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId, unit_id: RowId
) -> list[Ranking]:
    """List both rankings of one unit with all names; outcomes only for callers who may read the screening."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = votes.rankings(session, campaign, unit_id, visitor.units(Permission.VIEW_VOTES))
    judged = visitor.units(Permission.VIEW_NOMINEES)
    told = judged is None or unit_id in judged
    return [
        Ranking(
            meeting=shaped(Meeting, one.meeting, lang),
            names=tuple(shaped(answers.Named, name, outcome=name.outcome if told else None) for name in one.names),
        )
        for one in found
    ]


@get(
    "/cycles/{cycle_id:int}/undecided",
    permission=Permission.VIEW_NOMINEES,
    operation_id="listUndecided",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_undecided(
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    cycle_id: CycleId,
    unit: UnitId = None,
    offset: Offset = 0,
    limit: Limit = PAGE,
) -> UndecidedPage:
    """List the undecided by unit: which column of which workbook would settle each, and what it says now."""
    allowed = visitor.units(Permission.VIEW_NOMINEES)
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        page = undecided.page(session, campaign, keys, unit=unit, units=allowed, offset=offset, limit=limit)
    return UndecidedPage(
        total=page.total,
        offset=offset,
        limit=limit,
        screened=page.screened,
        units=tuple(shaped(answers.UndecidedUnit, group) for group in page.groups),
        nominees=tuple(
            shaped(
                answers.UndecidedNominee,
                case,
                questions=tuple(shaped(answers.Question, question, lang) for question in case.questions),
            )
            for case in page.cases
        ),
    )


@get(
    "/cycles/{cycle_id:int}/exceptions",
    permission=Permission.VIEW_EXCEPTIONS,
    operation_id="listExceptions",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_exceptions(
    database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId
) -> list[schemas.VerdictSheet]:
    """List everybody who stands under the exception: what was waived and by how much, on what papers."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        found = verdicts.ledger(session, campaign, visitor.units(Permission.VIEW_EXCEPTIONS))
    return [shapes.sheet(one, lang) for one in found]


@get(
    "/cycles/{cycle_id:int}/nominees/{nominee_id:int}/exception",
    permission=Permission.VIEW_EXCEPTIONS,
    operation_id="getException",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_exception(
    database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId, nominee_id: RowId
) -> ExceptionCase:
    """Return one exception: on whose word it rests, what its papers still want, and earlier proposals."""
    with database.reading() as session:
        campaign = cycle.cycle(session, cycle_id)
        case = exceptions.case(session, campaign, nominee_id, visitor.units(Permission.VIEW_EXCEPTIONS))
    return ExceptionCase(
        sheet=shapes.sheet(case.sheet, lang),
        state=case.state,
        stands=case.stands,
        listed=case.listed,
        proposed=None if case.proposed is None else shaped(answers.Signature, case.proposed),
        approvals=tuple(shaped(answers.Signature, one) for one in case.approvals),
        lacks=tuple(word(one, lang) for one in case.lacks),
        closed=tuple(shaped(answers.ClosedProposal, one) for one in case.closed),
    )


router = Router("/", route_handlers=[list_votes, list_rankings, list_undecided, list_exceptions, get_exception])
