"""``reserve user``: accounts, their roles, and tokens for other systems."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Final

from reserve import clock
from reserve.accounts import actions, granting, queries, totp
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
    revoking = verbs.add_parser("revoke", help="take a role from an account; it is signed out")
    revoking.add_argument("name", metavar="NAME")
    _role_options(revoking)
    revoking.set_defaults(run=run_revoke)
    disabling = verbs.add_parser("disable", help="shut an account out at once")
    disabling.add_argument("name", metavar="NAME")
    disabling.set_defaults(run=run_disable)
    enabling = verbs.add_parser("enable", help="let an account in again, with the roles that it had")
    enabling.add_argument("name", metavar="NAME")
    enabling.set_defaults(run=run_enable)
    resetting = verbs.add_parser(
        "reset",
        help="a new password and a new second factor, printed once",
        description="Make a new password and a new secret of the second factor; the old ones are worthless at once. "
        "After the first sign-in another password has to be chosen.",
    )
    resetting.add_argument("name", metavar="NAME")
    resetting.add_argument("--keep-password", action="store_true", help="a new second factor only")
    resetting.add_argument("--keep-second-factor", action="store_true", help="a new password only")
    resetting.set_defaults(run=run_reset)
    listing = verbs.add_parser("list", help="every account with its roles")
    listing.set_defaults(run=run_list)
    telling = verbs.add_parser(
        "code",
        help="the code of now, for a secret of the second factor",
        description="Print the six figures that an authenticator shows now for a secret, and how long they are good: "
        "for trying the program without a phone. Uses no database. Without --secret it is asked for, unseen.",
    )
    telling.add_argument("--secret", metavar="TEXT", help="the secret, in base 32; others may read it meanwhile")
    telling.set_defaults(run=run_code)
    issuing = verbs.add_parser("token", help="a token for another system, for the interface under /api/v1")
    issuing.add_argument("name", metavar="NAME")
    issuing.add_argument("--scope", required=True, action="append", choices=_SCOPES, help="may be given several times")
    issuing.add_argument("--days", type=int, default=90, metavar="N", help="how long it is valid (90)")
    issuing.set_defaults(run=run_token)
    ending = verbs.add_parser("revoke-token", help="make a token worthless at once")
    ending.add_argument("name", metavar="NAME")
    ending.set_defaults(run=run_revoke_token)
    for verb in (adding, granting, revoking, disabling, enabling, resetting, listing, issuing, ending):
        add_options(verb)


def _role_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=_ROLES, type=str)
    parser.add_argument("--unit", metavar="NAME", help="the one unit of a unit_liaison")


def run_add(arguments: argparse.Namespace, console: Console) -> int:
    """Make an account and show its secrets once."""
    generated = arguments.generate or not sys.stdin.isatty()
    password = actions.generated_password(arguments.name) if generated else _asked(arguments.name, console)
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
    _show(console, added.name, password if generated else None, added.totp_secret)
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
            granting.grant_role(session, ACTOR, arguments.name, Role(arguments.role), unit_id)
    console.say(message("{name} has the role {role} now.", name=arguments.name, role=arguments.role))
    return OK


def run_revoke(arguments: argparse.Namespace, console: Console) -> int:
    """Take a role away."""
    with opened(arguments) as (database, _):
        unit_id = _unit(database, arguments.unit)
        with database.writing() as session:
            granting.revoke_role(session, ACTOR, arguments.name, Role(arguments.role), unit_id)
    console.say(message("{name} has the role {role} no more.", name=arguments.name, role=arguments.role))
    return OK


def run_disable(arguments: argparse.Namespace, console: Console) -> int:
    """Shut an account out."""
    with opened(arguments) as (database, _), database.writing() as session:
        actions.disable_account(session, ACTOR, arguments.name)
    console.say(message("The account {name} is shut out.", name=arguments.name))
    return OK


def run_enable(arguments: argparse.Namespace, console: Console) -> int:
    """Let an account in again."""
    with opened(arguments) as (database, _), database.writing() as session:
        actions.enable_account(session, ACTOR, arguments.name)
    console.say(message("The account {name} is open again.", name=arguments.name))
    return OK


def run_reset(arguments: argparse.Namespace, console: Console) -> int:
    """Make secrets anew and show them once."""
    with opened(arguments) as (database, keys), database.writing() as session:
        made = actions.reset_account(
            session,
            ACTOR,
            keys,
            arguments.name,
            password=not arguments.keep_password,
            second_factor=not arguments.keep_second_factor,
        )
    _show(console, made.name, made.password, made.totp_secret)
    return OK


def _show(console: Console, name: str, password: str | None, secret: str | None) -> None:
    if password is not None:
        console.say(message("Password (shown only now): {password}", password=password))
    if secret is not None:
        console.say(message("Secret of the second factor (shown only now): {secret}", secret=secret))
        console.say(totp.uri(secret, name))


def run_code(arguments: argparse.Namespace, console: Console) -> int:
    """Print the code of now."""
    secret = "".join((arguments.secret or getpass.getpass("Secret: ")).split()).upper()
    now = clock.now()
    try:
        code = totp.code_at(secret, totp.step_of(now))
    except ValueError:
        return console.usage(message("This is no secret of a second factor: base 32 is expected."))
    console.say(code)
    left = totp.STEP_SECONDS - int(now.timestamp()) % totp.STEP_SECONDS
    console.progress(message("Good for {seconds} more seconds.", seconds=left))
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


def run_revoke_token(arguments: argparse.Namespace, console: Console) -> int:
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
