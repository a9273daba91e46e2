"""Accounts: made, shut, opened and reset by the system administrator; their secrets are shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY
from sqlalchemy.orm import Session

from reserve.accounts import actions, queries, totp
from reserve.accounts.model import Family, Principal, Role
from reserve.db import Database
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.edge.visitor import Visitor
from reserve.errors import Invalid
from reserve.roster import queries as roster
from reserve.text import message
from reserve.web.desk import context, desk_at_large
from reserve.web.forms import Failure, done, submit
from reserve.web.qr import qr
from reserve.web.render import page

Asked = Request[Any, Any, Any]
_SHOWN_ONCE = "shown_once"


class Handed(NamedTuple):
    """What is handed to the holder of an account, on paper: the page that shows it is the only one that ever does."""

    name: str
    password: str | None
    totp_secret: str | None

    @property
    def uri(self) -> str | None:
        """The address that an authenticator reads."""
        return None if self.totp_secret is None else totp.uri(self.totp_secret, self.name)

    @property
    def groups(self) -> str:
        """The secret as somebody types it: in fours."""
        secret = self.totp_secret or ""
        return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@get("/users", permission=Permission.VIEW_ACCOUNTS, sync_to_thread=True)
def index(request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage) -> Response[Any]:
    """Show every account with its roles, and the roles that are asked for."""
    return _index(request, database, visitor, lang, None)


def _index(request: Asked, database: Database, visitor: Visitor, lang: str, failure: Failure | None) -> Response[Any]:
    with database.reading() as session:
        around = desk_at_large(session, visitor, "users")
        shown = context(
            around,
            message("Users and roles"),
            rows=queries.accounts(session),
            asked=queries.requests(session),
            units=_unit_names(session),
            families=list(Family),
            failure=failure,
        )
    return page(request, lang, "users.html", shown, status=_status(failure))


@get("/users/{account_id:int}", permission=Permission.VIEW_ACCOUNTS, sync_to_thread=True)
def one(
    request: Asked, database: TheDatabase, visitor: TheVisitor, lang: TheLanguage, account_id: FromPath[int]
) -> Response[Any]:
    """Show one account: its roles and who gave them, what is asked for, its relations, and what can be done."""
    return show_account(request, database, visitor, lang, account_id)


def show_account(
    request: Asked,
    database: Database,
    visitor: Visitor,
    lang: str,
    account_id: int,
    failure: Failure | None = None,
    failed: str = "",
) -> Response[Any]:
    """Return the page of one account; ``failed`` is the form that ``failure`` belongs to. Raises ``NotFound``."""
    with database.reading() as session:
        around = desk_at_large(session, visitor, "users")
        account = queries.account_of(session, account_id)
        shown = context(
            around,
            message("Account"),
            account=account,
            own=visitor.person is not None and visitor.person.account_id == account_id,
            grants=queries.grants(session, account_id),
            asked=queries.requests(session, account_id),
            relations=queries.relations(session, account_id),
            # Whom a number belongs to is said to those only who may read the roster.
            names=roster.names(session) if visitor.may(Permission.VIEW_ROSTER) else {},
            units=_unit_names(session),
            roles=[role for role in Role if role.family is account.family],
            failure=failure,
            failed=failed,
        )
    return page(request, lang, "user.html", shown, status=_status(failure))


@post("/users", permission=Permission.MANAGE_ACCOUNTS, sync_to_thread=True)
def make(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
) -> Response[Any]:
    """Make an account without any role and show its secrets, once."""
    made: list[Handed] = []

    def act(session: Session, person: Principal) -> str:
        name, password = fields.get("name", "")[:100], ""
        password = actions.generated_password(name)
        account = actions.create_account(
            session,
            person.actor,
            keys,
            name=name,
            display_name=fields.get("display_name", "")[:100],
            password=password,
            family=_family(fields),
            temporary=True,
        )
        made.append(Handed(account.name, password, account.totp_secret))
        return done(f"/users/{account.id}", _SHOWN_ONCE)

    answer = submit(database, visitor, fields, act, lambda failure: _index(request, database, visitor, lang, failure))
    return _handed(request, database, visitor, lang, made, answer)


def _family(fields: Mapping[str, str]) -> Family:
    try:
        return Family(fields.get("family", ""))
    except ValueError:
        raise Invalid({"family": message("Choose what the account is for.")}) from None


@post("/users/{account_id:int}/reset", permission=Permission.MANAGE_ACCOUNTS, sync_to_thread=True)
def reset(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
) -> Response[Any]:
    """Make a new password, a new second factor, or both, and show them, once."""
    made: list[Handed] = []

    def act(session: Session, person: Principal) -> str:
        name = queries.account_of(session, account_id).name
        what = fields.get("what", "")
        renewed = actions.reset_account(
            session,
            person.actor,
            keys,
            name,
            password=what in {"password", "both"},
            second_factor=what in {"second_factor", "both"},
        )
        made.append(Handed(*renewed))
        return done(f"/users/{account_id}", _SHOWN_ONCE)

    answer = submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, "reset"),
        confirmed_by=keys,
    )
    return _handed(request, database, visitor, lang, made, answer)


def _handed(
    request: Asked, database: Database, visitor: Visitor, lang: str, made: list[Handed], answer: Response[Any]
) -> Response[Any]:
    """Return the one page that shows secrets, when they were made and stored by this very request."""
    if not made or not isinstance(answer, Redirect):
        return answer
    (handed,) = made
    with database.reading() as session:
        around = desk_at_large(session, visitor, "users")
    shown = context(
        around, message("To be handed over"), handed=handed, code=None if handed.uri is None else qr(handed.uri)
    )
    return page(request, lang, "secrets.html", shown)


@post("/users/{account_id:int}/disable", permission=Permission.MANAGE_ACCOUNTS, sync_to_thread=True)
def disable(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
) -> Response[Any]:
    """Shut an account out."""

    def act(session: Session, person: Principal) -> str:
        actions.disable_account(session, person.actor, queries.account_of(session, account_id).name)
        return done(f"/users/{account_id}", "saved")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, "disable"),
    )


@post("/users/{account_id:int}/enable", permission=Permission.MANAGE_ACCOUNTS, sync_to_thread=True)
def enable(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
) -> Response[Any]:
    """Let an account in again."""

    def act(session: Session, person: Principal) -> str:
        actions.enable_account(session, person.actor, queries.account_of(session, account_id).name)
        return done(f"/users/{account_id}", "saved")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, "enable"),
    )


def _unit_names(session: Session) -> Mapping[int, str]:
    return {unit.id: unit.name for unit in roster.units(session).values()}


def _status(failure: Failure | None) -> int:
    return HTTP_200_OK if failure is None else HTTP_422_UNPROCESSABLE_ENTITY
