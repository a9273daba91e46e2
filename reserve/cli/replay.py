"""``reserve replay``: does everything that is stored of a campaign still follow from its facts and its plan?"""

from __future__ import annotations

import argparse

from reserve.cli.console import FAILED, OK, Console
from reserve.cli.stored import add_options, opened
from reserve.cycle import queries as cycle
from reserve.evidence.model import Replay
from reserve.evidence.replaying import replay
from reserve.evidence.wording import difference_words, summary
from reserve.text import message


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "replay",
        help="work a cycle out again from its stored facts",
        description="Screen everybody again from the facts that were stored, under the plan the cycle is pinned to, "
        "count the places and draw the list again, verify the journal, and name every difference. Changes nothing.",
    )
    parser.add_argument("--cycle", type=int, metavar="NUMBER", help="which cycle; all of them when left out")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Replay; 0 without a difference, 1 with one, or when there is no cycle."""
    with opened(arguments) as (database, keys), database.reading() as session:
        wanted = [arguments.cycle] if arguments.cycle is not None else [row.id for row in cycle.cycles(session)][::-1]
        if not wanted:
            console.complain(message("The database holds no cycle yet."))
            return FAILED
        replays = [replay(session, keys, number) for number in wanted]
    for one in replays:
        _print(one, console)
    return FAILED if any(one.differences for one in replays) else OK


def _print(one: Replay, console: Console) -> None:
    for text in difference_words(one):
        console.complain(text)
    console.say(summary(one))
