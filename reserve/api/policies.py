"""Plans: those that come with the program, and the checking of any other."""

from __future__ import annotations

from litestar import Router, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from reserve.api import bodies, schemas
from reserve.edge.providers import TheLanguage
from reserve.edge.roles import Permission
from reserve.policy.check import check
from reserve.policy.load import load, shipped
from reserve.policy.problems import Level
from reserve.text import word

_TAGS = ["policies"]


@get("/policies", permission=Permission.VIEW_POLICIES, operation_id="listPolicies", tags=_TAGS, sync_to_thread=True)
def list_policies() -> list[schemas.Plan]:
    """List the plans that come with the program, with their whole text."""
    plans = [load(path) for path in shipped()]
    return [schemas.Plan(id=plan.id, title=plan.title, digest=plan.digest, text=plan.text) for plan in plans]


@post(
    "/policies/check",
    permission=Permission.VIEW_POLICIES,
    operation_id="checkPolicy",
    tags=_TAGS,
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def check_policy(data: JSONBody[bodies.PlanText], lang: TheLanguage) -> schemas.PlanReport:
    """Say everything about a plan that is wrong, doubtful or worth a second look; nothing is stored."""
    problems = check(data.text)
    return schemas.PlanReport(
        usable=all(problem.level is not Level.ERROR for problem in problems),
        problems=tuple(
            schemas.PlanProblem(
                level=problem.level.value,
                line=problem.line,
                key=problem.key,
                clause=problem.clause,
                message=word(problem.message, lang),
                advice=word(problem.advice, lang) if problem.advice else "",
            )
            for problem in problems
        ),
    )


router = Router("/", route_handlers=[list_policies, check_policy])
