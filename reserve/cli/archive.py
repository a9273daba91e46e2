"""``reserve archive``: a cycle as one file that can be read and checked without this program."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from reserve.audit.model import Actor, ActorKind
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cli.console import OK, Console
from reserve.cli.stored import add_options, opened
from reserve.errors import Refused
from reserve.evidence.archiving import archive
from reserve.text import message

ACTOR = Actor("reserve archive", ActorKind.SYSTEM)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "archive",
        help="a cycle as one file, with digests and the journal's head",
        description="Write everything a cycle rests on and came to into one zip: plan, result, screenings with their "
        "facts, dossiers, journal, and a manifest. tools/verify_archive.py checks it with nothing but Python.",
    )
    parser.add_argument("cycle", type=int, metavar="CYCLE", help="number of the cycle")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="a new file, e.g. 2026.zip")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the archive; 0 when it is there. The journal says who took it out, and its SHA-256."""
    if arguments.out.exists():
        raise Refused(message("{file} is there already; name a new file, or remove it first.", file=arguments.out))
    with opened(arguments) as (database, keys):
        with database.reading() as session:
            content = archive(session, keys, arguments.cycle, console.lang)
        digest = hashlib.sha256(content).hexdigest()
        details = {"file": arguments.out.name, "bytes": len(content), "sha256": digest}
        with database.writing() as session:
            record(session, ACTOR, Tag.REPORTS_EXPORT, f"cycle {arguments.cycle}", details)
    arguments.out.write_bytes(content)
    arguments.out.chmod(0o600)
    console.say(message("{file}: {size} bytes, SHA-256 {digest}", file=arguments.out, size=len(content), digest=digest))
    return OK
