"""``reserve sample``: an invented county to try everything with."""

from __future__ import annotations

import argparse
from pathlib import Path

from reserve.cli.console import OK, Console
from reserve.sample import write_county
from reserve.text import message

SEED = 2026


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "sample",
        help="an invented county's workbooks",
        description="Write the workbooks of an invented county: about 60 units, 3,000 people, 180 members, votes and "
        "marks, with the mess of real files, and every hard case by name in cases.json. The same seed gives the same "
        "files.",
    )
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"which county ({SEED})")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the county."""
    write_county(arguments.seed, arguments.out)
    console.say(message("An invented county (seed {seed}) is in {folder}", seed=arguments.seed, folder=arguments.out))
    return OK
