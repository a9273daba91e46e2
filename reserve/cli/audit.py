"""``reserve audit verify|export``: is the journal as it was written?"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from reserve.audit.model import Head
from reserve.audit.queries import export_lines
from reserve.audit.verify import verify
from reserve.cli.console import FAILED, OK, Console
from reserve.cli.stored import existing
from reserve.text import message

_ANCHOR = re.compile(r"(\d+):([0-9a-f]{64})")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("audit", help="verify or export the journal of a database")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verifying = verbs.add_parser(
        "verify",
        help="recompute the whole chain",
        description="Recompute the hash of every entry and name the first that is not as it was written. "
        "tools/verify_journal.py does the same with nothing but Python's standard library.",
    )
    verifying.add_argument("database", metavar="DATABASE", help="a SQLite file, or a database URL")
    verifying.add_argument(
        "--anchor", type=_head, metavar="NUMBER:HASH", help="a head noted outside, e.g. on a signed paper"
    )
    verifying.set_defaults(run=run_verify)
    exporting = verbs.add_parser(
        "export", help="the journal as JSON lines", description="Print every entry as a line of JSON, and the head."
    )
    exporting.add_argument("database", metavar="DATABASE", help="a SQLite file, or a database URL")
    exporting.set_defaults(run=run_export)


def _head(text: str) -> Head:
    found = _ANCHOR.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("expected NUMBER:HASH, the hash in 64 hexadecimal digits")
    return Head(int(found[1]), found[2])


def run_verify(arguments: argparse.Namespace, console: Console) -> int:
    """Verify the chain; 0 when it is whole, 1 when not, 2 when there is no such database."""
    with _reading(arguments.database) as session:
        verdict = verify(session, arguments.anchor)
    if verdict.reason is not None:
        console.complain(verdict.reason)
        return FAILED
    console.say(
        message(
            "The journal is whole: {entries} entries, head {sequence}:{hash}",
            entries=verdict.entries,
            sequence=verdict.head.sequence,
            hash=verdict.head.hash,
        )
    )
    return OK


def run_export(arguments: argparse.Namespace, console: Console) -> int:
    """Print the journal; 2 when there is no such database."""
    del console
    with _reading(arguments.database) as session:
        for line in export_lines(session):
            sys.stdout.write(line + "\n")
    return OK


@contextmanager
def _reading(given: str) -> Iterator[Session]:
    """Yield a session on a database that is there; raises ``WrongFile`` for anything else, and makes none."""
    with existing(given) as database, database.reading() as session:
        yield session
