"""Roles asked for, granted and revoked, and relations declared: one person asks, another one grants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, post
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.accounts import granting, queries
from reserve.accounts.model import Principal, Relation, Role
from reserve.edge.providers import TheDatabase, TheFields, TheKeys, TheLanguage, TheVisitor
from reserve.edge.roles import Permission
from reserve.errors import Invalid, NotFound
from reserve.roster import queries as roster
from reserve.text import message
from reserve.web.forms import done, submit
from reserve.web.users import show_account

Asked = Request[Any, Any, Any]
_NUMBER: Final = re.compile(r"[Pp]?([0-9]{1,9})")


@post("/users/{account_id:int}/requests", permission=Permission.MANAGE_ACCOUNTS, sync_to_thread=True)
def ask(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
) -> Response[Any]:
    """Ask for a role; the security administrator decides."""

    def act(session: Session, person: Principal) -> str:
        name = queries.account_of(session, account_id).name
        granting.request_role(session, person.actor, name, _role(fields), _unit(session, fields))
        return done(f"/users/{account_id}", "role_asked")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, "ask"),
    )


def _role(fields: Mapping[str, str]) -> Role:
    try:
        return Role(fields.get("role", ""))
    except ValueError:
        raise Invalid({"role": message("Choose a role.")}) from None


def _unit(session: Session, fields: Mapping[str, str]) -> int | None:
    given = fields.get("unit", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and int(given[:9]) in roster.units(session)):
        raise Invalid({"unit": message("Choose a unit.")})
    return int(given)


@post(
    "/users/{account_id:int}/requests/{request_id:int}/grant",
    permission=Permission.GRANT_ROLES,
    sync_to_thread=True,
)
def grant(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
    request_id: FromPath[int],
) -> Response[Any]:
    """Give the role that was asked for."""

    def act(session: Session, person: Principal) -> str:
        _refuse_other(session, account_id, request_id)
        granting.grant_request(session, person.actor, request_id)
        return done(f"/users/{account_id}", "role_granted")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, f"grant{request_id}"),
        confirmed_by=keys,
    )


@post(
    "/users/{account_id:int}/requests/{request_id:int}/refuse",
    permission=Permission.GRANT_ROLES,
    sync_to_thread=True,
)
def refuse(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
    request_id: FromPath[int],
) -> Response[Any]:
    """Refuse the role that was asked for."""

    def act(session: Session, person: Principal) -> str:
        _refuse_other(session, account_id, request_id)
        granting.refuse_request(session, person.actor, request_id)
        return done(f"/users/{account_id}", "saved")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, f"refuse{request_id}"),
        confirmed_by=keys,
    )


def _refuse_other(session: Session, account_id: int, request_id: int) -> None:
    if all(row.id != request_id for row in queries.requests(session, account_id)):
        raise NotFound(message("There is no such request."))


@post("/users/{account_id:int}/roles/{grant_id:int}/revoke", permission=Permission.GRANT_ROLES, sync_to_thread=True)
def revoke(
    request: Asked,
    database: TheDatabase,
    keys: TheKeys,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
    grant_id: FromPath[int],
) -> Response[Any]:
    """Take a role away."""

    def act(session: Session, person: Principal) -> str:
        held = next((row for row in queries.grants(session, account_id) if row.id == grant_id), None)
        if held is None:
            raise NotFound(message("The account does not have this role any more."))
        name = queries.account_of(session, account_id).name
        granting.revoke_role(session, person.actor, name, held.role, held.unit_id)
        return done(f"/users/{account_id}", "role_revoked")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, f"revoke{grant_id}"),
        confirmed_by=keys,
    )


@post("/users/{account_id:int}/relations", permission=Permission.DECLARE_RELATIONS, sync_to_thread=True)
def declare(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
) -> Response[Any]:
    """Note that the account's holder is somebody in the roster, or a relative."""

    def act(session: Session, person: Principal) -> str:
        name = queries.account_of(session, account_id).name
        granting.declare_relation(session, person.actor, name, _person(fields), _relation(fields))
        return done(f"/users/{account_id}", "saved")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, "declare"),
    )


def _person(fields: Mapping[str, str]) -> int:
    given = _NUMBER.fullmatch(fields.get("person", "").strip())
    if given is None:
        raise Invalid({"person": message("A person's number looks like P00042.")})
    return int(given[1])


def _relation(fields: Mapping[str, str]) -> Relation:
    try:
        return Relation(fields.get("relation", ""))
    except ValueError:
        raise Invalid({"relation": message("Choose what they are to each other.")}) from None


@post(
    "/users/{account_id:int}/relations/{relation_id:int}/end",
    permission=Permission.DECLARE_RELATIONS,
    sync_to_thread=True,
)
def end(
    request: Asked,
    database: TheDatabase,
    visitor: TheVisitor,
    lang: TheLanguage,
    fields: TheFields,
    account_id: FromPath[int],
    relation_id: FromPath[int],
) -> Response[Any]:
    """Take a relation back."""

    def act(session: Session, person: Principal) -> str:
        name = queries.account_of(session, account_id).name
        if all(row.id != relation_id for row in queries.relations(session, account_id)):
            raise NotFound(message("There is no such relation."))
        granting.end_relation(session, person.actor, name, relation_id)
        return done(f"/users/{account_id}", "saved")

    return submit(
        database,
        visitor,
        fields,
        act,
        lambda failure: show_account(request, database, visitor, lang, account_id, failure, f"end{relation_id}"),
    )
