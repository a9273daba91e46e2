"""``reserve explain``: why somebody stands where he or she stands, criterion by criterion."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reserve.cli.console import FAILED, OK, Console
from reserve.cli.stored import add_options, opened
from reserve.cycle import queries as cycle
from reserve.reports import nominees, verdicts
from reserve.reports.nominees import Filters
from reserve.reports.verdicts import Sheet, Verdict
from reserve.reports.wording import CLASSES, OUTCOMES, VERDICTS
from reserve.text import Message, message

_ENOUGH = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "explain",
        help="why somebody stands where he or she stands",
        description="Print the verdict sheets of nominees from a kept database: each criterion with its clause, the "
        "value used and the cell it was read from, the outcome, and what would change it.",
    )
    parser.add_argument("who", metavar="WHO", help="a name, part of one, or a number such as P00042")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the sheets of the newest cycle; 1 when nobody is found."""
    with opened(arguments) as (database, _), database.reading() as session:
        campaigns = cycle.cycles(session)
        if not campaigns:
            console.complain(message("The database holds no cycle yet."))
            return FAILED
        campaign = cycle.cycle(session, campaigns[0].id)
        found = nominees.page(session, campaign, Filters(search=arguments.who), limit=_ENOUGH)
        for row in found.rows:
            _print(verdicts.sheet(session, campaign, row.id), console)
    if not found.rows:
        console.complain(message("No nominee is called {who}.", who=arguments.who))
        return FAILED
    if found.total > len(found.rows):
        console.say(message("… and {more} more nominees.", more=found.total - len(found.rows)))
    return OK


def _print(sheet: Sheet, console: Console) -> None:
    row = sheet.row
    console.say(
        message(
            "{name} ({person}), {unit}, {place}: {outcome}",
            name=row.name,
            person=row.person_id,
            unit=row.unit,
            place=CLASSES[row.place_class],
            outcome=OUTCOMES[row.outcome],
        )
    )
    if row.why is not None:
        console.say(message("  {why}", why=row.why))
    _block(message("  Criteria"), sheet.verdicts, console)
    _block(message("  Conditions of the exception"), sheet.conditions, console)
    for waived in sheet.waived:
        console.say(
            message(
                "    waived: {criterion}: asked {asked}, instead {instead}, found {said}",
                criterion=waived.word,
                asked=waived.asked,
                instead=waived.asked_instead,
                said=waived.said,
            )
        )


def _block(heading: Message, entries: Sequence[Verdict], console: Console) -> None:
    if entries:
        console.say(heading)
    for verdict in entries:
        console.say(
            message(
                "    {outcome}  {wording} [{clause}]: {said}{cells}",
                outcome=VERDICTS[verdict.outcome],
                wording=verdict.wording or verdict.word,
                clause=verdict.clause,
                said=verdict.said,
                cells=message(" ({cells})", cells=verdict.cells) if verdict.cells else "",
            )
        )
        if verdict.needs:
            console.say(message("          needs: {columns}", columns=verdict.needs))
        if verdict.change is not None:
            console.say(message("          {change}", change=verdict.change))
