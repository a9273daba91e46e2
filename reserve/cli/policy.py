"""``reserve policy``: is a plan sound, what does it say, and do its cases come true?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reserve.cli import cases
from reserve.cli.console import FAILED, OK, USAGE, Console
from reserve.policy.check import check
from reserve.policy.describe import INDENT, describe
from reserve.policy.difference import difference, difference_lines
from reserve.policy.load import load
from reserve.policy.problems import Level, Problem
from reserve.policy.schema import schema
from reserve.text import Message, message, word

HELP_CHECK = """Report every mistake in a plan file with its line and key, and what to do about it.

Errors keep the plan from being used (exit status 1); warnings and hints ask for a second look (exit status 0).
The cases beside the plan (PLAN.cases.tsv, .csv or .xlsx) are tried; one that does not come out as expected is
exit status 1 too.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("policy", help="check a plan and its cases, or say it in words")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    checking = verbs.add_parser(
        "check",
        help="every mistake, with line and key",
        description=HELP_CHECK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    checking.add_argument("file", type=Path, metavar="FILE")
    checking.set_defaults(run=run_check)
    cases.add(verbs)
    shaping = verbs.add_parser(
        "schema",
        help="a JSON Schema for editors",
        description="Print the JSON Schema of plans, with which an editor completes and checks while one types.",
    )
    shaping.set_defaults(run=run_schema)
    comparing = verbs.add_parser(
        "diff",
        help="what is otherwise in another version",
        description="Say what is otherwise in another version of a plan, in the words of describe, by clause.",
    )
    comparing.add_argument("old", type=Path, metavar="OLD")
    comparing.add_argument("new", type=Path, metavar="NEW")
    comparing.set_defaults(run=run_diff)
    describing = verbs.add_parser(
        "describe",
        help="the plan as an officer reads it",
        description="Say a plan in words, every figure with its clause.",
    )
    describing.add_argument("file", type=Path, metavar="FILE")
    describing.set_defaults(run=run_describe)


def run_check(arguments: argparse.Namespace, console: Console) -> int:
    """Print the problems of a plan; 0 without errors, 1 with or when a case differs, 2 when there is no such file."""
    try:
        text = arguments.file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return console.usage(message("There is no file {file}.", file=arguments.file))
    except (OSError, UnicodeDecodeError):
        console.complain(message("{file} cannot be read as UTF-8 text.", file=arguments.file))
        return USAGE
    problems = check(text, arguments.file.name)
    for problem in problems:
        console.say(_line(arguments.file.name, problem))
    errors = sum(problem.level is Level.ERROR for problem in problems)
    console.say(
        message("{errors} errors, {others} warnings and hints.", errors=errors, others=len(problems) - errors)
        if problems
        else message("Nothing to complain about.")
    )
    return FAILED if errors else cases.try_cases(arguments.file, load(arguments.file), console)


def _line(file: str, problem: Problem) -> Message:
    levels = {
        Level.ERROR: message("error"),
        Level.WARNING: message("warning"),
        Level.HINT: message("hint"),
    }
    return message(
        "{file}:{line}: {level}: {key}{clause}: {problem}{advice}",
        file=file,
        line=problem.line,
        level=levels[problem.level],
        key=problem.key,
        clause=message(" (clause {clause})", clause=problem.clause) if problem.clause else "",
        problem=problem.message,
        advice=message(" — {advice}", advice=problem.advice) if problem.advice else "",
    )


def run_describe(arguments: argparse.Namespace, console: Console) -> int:
    """Print a plan in words. Raises ``PolicyError`` for a plan with mistakes."""
    for line in describe(load(arguments.file), console.lang):
        console.say(line)
    return OK


def run_schema(arguments: argparse.Namespace, console: Console) -> int:
    """Print the JSON Schema of plans."""
    del arguments
    console.say(json.dumps(schema(), ensure_ascii=False, indent=1))
    return OK


def run_diff(arguments: argparse.Namespace, console: Console) -> int:
    """Print what is otherwise in another version. Raises ``PolicyError`` for a plan with mistakes."""
    changes = difference(load(arguments.old), load(arguments.new))
    for depth, line in difference_lines(changes):
        console.say(INDENT * depth + word(line, console.lang))
    if not changes:
        console.say(message("Both versions say the same."))
    return OK
