"""What ``reserve policy check`` and ``reserve policy cases`` say of the cases beside a plan."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from reserve.campaign.case_files import book, cases_of
from reserve.campaign.case_table import Slip
from reserve.campaign.case_template import template
from reserve.campaign.cases import Mismatch, tried
from reserve.cli.console import FAILED, OK, Console
from reserve.policy.load import load
from reserve.policy.model import Policy
from reserve.text import Message, message

HELP = """Write an empty table of cases for a plan: a column for every fact it asks for.

Fill it in, keep it beside the plan as PLAN.cases.tsv, and `reserve policy check` tries every case.
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``cases`` to ``reserve policy``."""
    parser = verbs.add_parser(
        "cases",
        help="an empty table of cases for a plan",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the plan")
    parser.add_argument("--out", type=Path, metavar="TABLE", help="where to write it (PLAN.cases.tsv beside the plan)")
    parser.set_defaults(run=run_template)


def run_template(arguments: argparse.Namespace, console: Console) -> int:
    """Write the template; a table that is there already is never overwritten. Raises ``PolicyError``."""
    policy = load(arguments.file)
    out: Path = arguments.out or arguments.file.with_name(f"{arguments.file.stem}.cases.tsv")
    if out.exists():
        return console.usage(message("{file} is there already and is not overwritten.", file=out))
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows(template(policy, console.lang))
    console.say(message("{file} is written: one case a row, blank for what is not known.", file=out))
    return OK


def try_cases(plan: Path, policy: Policy, console: Console) -> int:
    """Try the cases beside a plan and print what differs; 1 if any does or cannot be read, else 0."""
    failed = 0
    for path in cases_of(plan):
        read = book(path, policy)
        for slip in read.slips:
            console.say(_slip(path.name, slip))
        differing = tried(policy, read.cases)
        for mismatch in differing:
            for line in _mismatch(path.name, mismatch):
                console.say(line)
        cases = {mismatch.case.line for mismatch in differing}
        failed += len(cases) + len(read.slips)
        console.say(
            message(
                "{file}: {count} cases, {failed} not as expected, {slips} lines that cannot be read.",
                file=path.name,
                count=len(read.cases),
                failed=len(cases),
                slips=len({slip.line for slip in read.slips}),
            )
        )
    return FAILED if failed else OK


def _slip(file: str, slip: Slip) -> Message:
    return message(
        "{file}:{line}: {column}{problem}{advice}",
        file=file,
        line=slip.line,
        column=message("column {column}: ", column=slip.column) if slip.column else "",
        problem=slip.message,
        advice=message(" — {advice}", advice=slip.advice) if slip.advice else "",
    )


def _mismatch(file: str, mismatch: Mismatch) -> Iterator[Message]:
    yield message(
        "{file}:{line}: case {name}: {what}: expected {expected}, found {found}",
        file=file,
        line=mismatch.case.line,
        name=mismatch.case.name,
        what=mismatch.what,
        expected=mismatch.expected,
        found=mismatch.found,
    )
    for reason in mismatch.why:
        yield message("    {reason}", reason=reason)
