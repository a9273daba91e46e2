"""``reserve template``: empty workbooks to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

from reserve.cli.console import OK, Console
from reserve.intake import write_templates
from reserve.text import message


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "template",
        help="empty workbooks with headers and instructions",
        description="Write an empty workbook of each kind into DIR, with headers, drop-downs and instructions. "
        "Workbooks that are there already are left alone.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the workbooks and name each."""
    for path in write_templates(arguments.folder):
        console.say(message("Written: {file}", file=path))
    return OK
