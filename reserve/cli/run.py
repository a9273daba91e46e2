"""``reserve run``: a county's folder of workbooks in, an explained list out."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reserve import db
from reserve.audit.model import Actor, ActorKind
from reserve.campaign.whole import carry_out
from reserve.cli.console import Console
from reserve.errors import Refused
from reserve.exam.sheet import MARKS
from reserve.intake import BLANK_MEANS_NONE, County, read_county
from reserve.intake.files import FILES, OPTIONAL_FILES
from reserve.personal import Keys
from reserve.policy.load import load
from reserve.policy.model import Policy
from reserve.reports.result import Plain, as_text, refused, result
from reserve.reports.spreadsheet import write_result
from reserve.text import message
from reserve.workbook.findings import Finding, blocking

ACTOR = Actor("reserve run", ActorKind.SYSTEM)

HELP = """Screen a county's nominees under a plan and draw up the list.

Reads units.xlsx, roster.xlsx, members.xlsx, votes.xlsx and marks.xlsx in DIR, and inspections.xlsx, exceptions.xlsx
and decisions.xlsx if they are there (docs/formats.md). Writes result.xlsx, made for printing, and result.json.

If any file holds something that cannot be read, nothing is taken in: the findings of all files are written to the
results, the first of them are shown, and the exit status is 1.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "run",
        help="from a county's spreadsheets to an explained list",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--policy", required=True, type=Path, metavar="FILE", help="the plan, e.g. seed-county.toml")
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder with the workbooks")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the results go")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DATE", help="e.g. 2026-06-30; else the plan's")
    parser.add_argument(
        "--blank-means-none",
        type=lambda text: frozenset(text.split(",")),
        default=frozenset(),
        metavar="COLUMNS",
        help=f"columns in which a blank cell means 无, separated by commas: {', '.join(sorted(BLANK_MEANS_NONE))}",
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the database, a new SQLite file, with its key")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Run the campaign; return 0, or 1 when the files hold errors."""
    if unknown := arguments.blank_means_none - BLANK_MEANS_NONE:
        return console.usage(
            message(
                "--blank-means-none: {columns} is not one of {accepted}.",
                columns=sorted(unknown),
                accepted=sorted(BLANK_MEANS_NONE),
            )
        )
    policy = load(arguments.policy)
    console.progress(message("Reading the workbooks in {folder} …", folder=arguments.data))
    parts = policy.exam.papers if policy.exam.parts else ()
    expected = None if policy.exam.held else frozenset(FILES) - OPTIONAL_FILES - {MARKS.file}
    county = read_county(arguments.data, arguments.blank_means_none, expected, parts=parts, policy=policy)
    try:
        outcome = _outcome(arguments, policy, county, console)
    except _Unusable as unusable:
        as_of = arguments.as_of or policy.as_of
        outcome = refused(
            {"id": policy.id, "digest": policy.digest},
            as_of.isoformat() if as_of else None,
            unusable.findings,
            console.lang,
        )
    return _report(outcome, arguments.out, console)


class _Unusable(Exception):
    """The files hold errors: everything is rolled back, and only the findings remain."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


def _outcome(arguments: argparse.Namespace, policy: Policy, county: County, console: Console) -> Plain:
    _refuse_errors(county.findings)
    with _database(arguments.keep) as (database, keys):
        with database.writing() as session:
            cycle_id, found = carry_out(session, ACTOR, county, policy, arguments.as_of, keys, console.progress)
            findings = (*county.findings, *found)
            _refuse_errors(findings)
        with database.reading() as session:
            return result(session, cycle_id, keys, findings, console.lang)


def _refuse_errors(findings: Sequence[Finding]) -> None:
    """Leave by an exception, so that the transaction around it is rolled back (rule 14)."""
    if blocking(findings):
        raise _Unusable(findings)


@contextmanager
def _database(keep: Path | None) -> Iterator[tuple[db.Database, Keys]]:
    """Yield a new, migrated database and its keys; kept with a key file beside it, or gone afterwards."""
    if keep is not None and keep.exists():
        raise Refused(message("{file} is there already; name a new file, or remove it first.", file=keep))
    with tempfile.TemporaryDirectory(prefix="reserve-") as folder:
        path = (keep or Path(folder) / "reserve.db").absolute()
        made = [path, *(Path(f"{path}-{ending}") for ending in ("wal", "shm"))]
        key_file = path.with_suffix(".keys")
        if keep is not None and not key_file.exists():
            made.append(key_file)
        database = db.Database(f"sqlite:///{path}")
        try:
            db.upgrade(f"sqlite:///{path}")
            yield database, Keys.load(key_file) if keep else Keys.ephemeral()
        except BaseException:
            database.dispose()
            for half_done in made:
                half_done.unlink(missing_ok=True)
            raise
        database.dispose()


def _report(outcome: Plain, out: Path, console: Console) -> int:
    """Write the two files and say what came out."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "result.json").write_text(as_text(outcome), encoding="utf-8")
    write_result(outcome, out / "result.xlsx", console.lang)
    return console.summary(outcome, out)
