"""``reserve db upgrade``: bring a database to the version of this program."""

from __future__ import annotations

import argparse

from reserve.cli.console import OK, Console
from reserve.cli.stored import add_options, settings_of
from reserve.db import upgrade
from reserve.personal import Keys
from reserve.text import message


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("db", help="bring the database up to date")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    upgrading = verbs.add_parser(
        "upgrade",
        help="to the version of this program",
        description="Create the database where there is none, or bring it to the version of this program, in one "
        "transaction. Makes the key file where there is none: keep it apart from the backups of the database.",
    )
    add_options(upgrading)
    upgrading.set_defaults(run=run_upgrade)


def run_upgrade(arguments: argparse.Namespace, console: Console) -> int:
    """Upgrade; the same again changes nothing."""
    settings = settings_of(arguments)
    upgrade(settings.database)
    Keys.load(settings.key_file)
    console.say(message("The database is up to date. Its keys: {file}", file=settings.key_file))
    return OK
