"""``reserve user``: accounts, their roles, and tokens for other systems."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from typing import Final

from reserve.accounts import actions, queries, totp
from reserve.accounts.model import AccountRow, Role
from reserve.accounts.rules import password_problem
from reserve.audit.model import Actor, ActorKind
from reserve.cli.console import FAILED, OK, Console
from reserve.cli.stored import add_options, opened
from reserve.db import Database
from reserve.edge.roles import SCOPES
from reserve.errors import NotFound
from reserve.roster import queries as roster
from reserve.text import message

ACTOR: Final = Actor("reserve user", ActorKind.SYSTEM)
_GENERATED_BYTES: Final = 12
_SCOPES: Final = [scope.value for scope in SCOPES]
_ROLES: Final = [role.value for role in Role]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("user", help="accounts, roles, tokens of other systems")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    adding = verbs.add_parser(
        "add",
        help="a new account",
        description="Make an account. The password is asked for on the terminal, or generated and printed once; the "
        "secret of the second factor is printed once: type it into an authenticator (TOTP).",
    )
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--display-name", default="", metavar="TEXT", help="the person's name as pages show it")
    adding.add_argument("--generate", action="store_true", help="make up the password instead of asking for it")
    _role_options(adding)
    adding.set_defaults(run=run_add)
    granting = verbs.add_parser("grant", help="one more role for an account")
    granting.add_argument("name", metavar="NAME")
    _role_options(granting)
    granting.set_defaults(run=run_grant)
    disabling = verbs.add_parser("disable", help="shut an account out at once")
    disabling.add_argument("name", metavar="NAME")
    disabling.set_defaults(run=run_disable)
    listing = verbs.add_parser("list", help="every account with its roles")
    listing.set_defaults(run=run_list)
    issuing = verbs.add_parser("token", help="a token for another system, for the interface under /api/v1")
    issuing.add_argument("name", metavar="NAME")
    issuing.add_argument("--scope", required=True, action="append", choices=_SCOPES, help="may be given several times")
    issuing.add_argument("--days", type=int, default=90, metavar="N", help="how long it is valid (90)")
    issuing.set_defaults(run=run_token)
    revoking = verbs.add_parser("revoke-token", help="make a token worthless at once")
    revoking.add_argument("name", metavar="NAME")
    revoking.set_defaults(run=run_revoke)
    for verb in (adding, granting, disabling, listing, issuing, revoking):
        add_options(verb)


def _role_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=_ROLES, type=str)
    parser.add_argument("--unit", metavar="NAME", help="the one unit of a unit_liaison")


def run_add(arguments: argparse.Namespace, console: Console) -> int:
    """Make an account and show its secrets once."""
    generated = arguments.generate or not sys.stdin.isatty()
    password = secrets.token_urlsafe(_GENERATED_BYTES) if generated else _asked(arguments.name, console)
    if password is None:
        return FAILED
    role = Role(arguments.role)
    with opened(arguments) as (database, keys):
        unit_id = _unit(database, arguments.unit)
        with database.writing() as session:
            added = actions.create_account(
                session,
                ACTOR,
                keys,
                name=arguments.name,
                display_name=arguments.display_name,
                password=password,
                role=role,
                unit_id=unit_id,
            )
    console.say(message("The account {name} is made, with the role {role}.", name=added.name, role=role.value))
    if generated:
        console.say(message("Password (shown only now): {password}", password=password))
    console.say(message("Secret of the second factor (shown only now): {secret}", secret=added.totp_secret))
    console.say(totp.uri(added.totp_secret, added.name))
    return OK


def _asked(name: str, console: Console) -> str | None:
    password = getpass.getpass("Password: ")
    problem = password_problem(password, name)
    if problem is None and getpass.getpass("Again: ") != password:
        problem = message("The two passwords differ.")
    if problem is not None:
        console.complain(problem)
        return None
    return password


def _unit(database: Database, name: str | None) -> int | None:
    if name is None:
        return None
    with database.reading() as session:
        found = [unit.id for unit in roster.units(session).values() if unit.name == name]
    if not found:
        raise NotFound(message("There is no unit {unit}.", unit=name))
    return found[0]


def run_grant(arguments: argparse.Namespace, console: Console) -> int:
    """Give one more role."""
    with opened(arguments) as (database, _):
        unit_id = _unit(database, arguments.unit)
        with database.writing() as session:
            actions.grant_role(session, ACTOR, arguments.name, Role(arguments.role), unit_id)
    console.say(message("{name} has the role {role} now.", name=arguments.name, role=arguments.role))
    return OK


def run_disable(arguments: argparse.Namespace, console: Console) -> int:
    """Shut an account out."""
    with opened(arguments) as (database, _), database.writing() as session:
        actions.disable_account(session, ACTOR, arguments.name)
    console.say(message("The account {name} is shut out.", name=arguments.name))
    return OK


def run_list(arguments: argparse.Namespace, console: Console) -> int:
    """Print one line an account."""
    with opened(arguments) as (database, _), database.reading() as session:
        units = {unit.id: unit.name for unit in roster.units(session).values()}
        for account in queries.accounts(session):
            console.say(_line(account, units))
    return OK


def run_token(arguments: argparse.Namespace, console: Console) -> int:
    """Issue a token and show it once."""
    with opened(arguments) as (database, _), database.writing() as session:
        token = actions.issue_token(session, ACTOR, name=arguments.name, scopes=arguments.scope, days=arguments.days)
    console.say(message("Token (shown only now): {token}", token=token))
    return OK


def run_revoke(arguments: argparse.Namespace, console: Console) -> int:
    """Make a token worthless."""
    with opened(arguments) as (database, _), database.writing() as session:
        actions.revoke_token(session, ACTOR, arguments.name)
    console.say(message("The token {name} is worthless now.", name=arguments.name))
    return OK


def _line(account: AccountRow, units: dict[int, str]) -> str:
    roles = ",".join(
        grant.role.value + (f"@{units[grant.unit_id]}" if grant.unit_id is not None else "") for grant in account.grants
    )
    return "\t".join([account.name, account.display_name, roles, "disabled" if account.disabled else ""]).rstrip()
