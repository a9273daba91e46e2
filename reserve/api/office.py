"""What must be done now, how far a campaign has come, and who may do what."""

from __future__ import annotations

from litestar import Router, get

from reserve.accounts import queries as accounts
from reserve.accounts.model import AccountRow
from reserve.api import answers_of_office as answers
from reserve.api.ids import CycleId, RowId
from reserve.api.schemas import Plan
from reserve.api.shapes import shaped
from reserve.campaign.unsettled import unsettled
from reserve.cycle import queries as cycle
from reserve.cycle.model import INPUTS
from reserve.edge.providers import TheDatabase, TheLanguage, TheVisitor
from reserve.edge.roles import RIGHTS, SCOPES, TABLE, Permission
from reserve.edge.tasks import tasks
from reserve.reports.duties import duties
from reserve.reports.progress import changed_since, course
from reserve.roster.model import person_id

_TAGS = ["office"]


@get(
    "/cycles/{cycle_id:int}/work",
    permission=Permission.VIEW_WORK,
    operation_id="listWork",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_work(database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, cycle_id: CycleId) -> list[answers.Task]:
    """List what must be done now, by the caller and by others, the most urgent first."""
    name = "" if visitor.person is None else visitor.person.name
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        found = tasks(
            course(session, cycle_id),
            duties(session, cycle_id, name),
            unsettled(session, cycle_id),
            visitor.may,
        )
    return [shaped(answers.Task, task, lang, task=task.word, page=task.path) for task in found]


@get(
    "/cycles/{cycle_id:int}/steps",
    permission=Permission.VIEW_WORK,
    operation_id="listSteps",
    tags=_TAGS,
    sync_to_thread=True,
)
def list_steps(database: TheDatabase, cycle_id: CycleId) -> list[answers.StepTaken]:
    """List the steps of a campaign that were taken: when, by whom, and what changed since that they rest on."""
    with database.reading() as session:
        cycle.cycle(session, cycle_id)
        taken = course(session, cycle_id).steps
    late = {step: tuple(one.value for one, _ in changed_since(taken, step)) for step in INPUTS}
    return [
        shaped(answers.StepTaken, one, step=step.value, outdated_by=late.get(step, ())) for step, one in taken.items()
    ]


@get(
    "/cycles/{cycle_id:int}/plan",
    permission=Permission.VIEW_POLICIES,
    operation_id="getPlan",
    tags=["policies"],
    sync_to_thread=True,
)
def get_plan(database: TheDatabase, cycle_id: CycleId) -> Plan:
    """Return the plan to which a campaign is pinned, with its whole text."""
    with database.reading() as session:
        plan = cycle.cycle(session, cycle_id).policy
    return shaped(Plan, plan)


@get("/accounts", permission=Permission.VIEW_ACCOUNTS, operation_id="listAccounts", tags=_TAGS, sync_to_thread=True)
def list_accounts(database: TheDatabase) -> list[answers.Account]:
    """List every account with its roles, by name."""
    with database.reading() as session:
        return [_account(row) for row in accounts.accounts(session)]


@get(
    "/accounts/{account_id:int}",
    permission=Permission.VIEW_ACCOUNTS,
    operation_id="getAccount",
    tags=_TAGS,
    sync_to_thread=True,
)
def get_account(database: TheDatabase, account_id: RowId) -> answers.AccountSheet:
    """Return one account: who gave its roles, which were asked for, and its declared relations."""
    with database.reading() as session:
        return answers.AccountSheet(
            account=_account(accounts.account_of(session, account_id)),
            grants=tuple(shaped(answers.GrantedRole, one) for one in accounts.grants(session, account_id)),
            requests=tuple(shaped(answers.RoleRequest, one) for one in accounts.requests(session, account_id)),
            relations=tuple(
                shaped(answers.DeclaredRelation, one, person_id=person_id(one.person_number))
                for one in accounts.relations(session, account_id)
            ),
        )


def _account(row: AccountRow) -> answers.Account:
    return shaped(answers.Account, row, roles=tuple(shaped(answers.HeldRole, grant) for grant in row.grants))


@get("/rights", permission=Permission.VIEW_RIGHTS, operation_id="listRights", tags=_TAGS, sync_to_thread=True)
def list_rights() -> list[answers.Right]:
    """List which role may do what, on whose records, and what a token can be given."""
    return [
        answers.Right(
            permission=permission.value,
            roles={role.value: held[permission].value for role, held in TABLE.items() if permission in held},
            scope=permission in SCOPES,
        )
        for permission in RIGHTS
    ]


router = Router("/", route_handlers=[list_work, list_steps, get_plan, list_accounts, get_account, list_rights])
