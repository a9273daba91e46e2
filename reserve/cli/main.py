"""The command ``reserve``: words in, an exit status out (0 done, 1 found errors, 2 called wrongly)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reserve.cli import archive, audit, database, explain, policy, replay, run, sample, serve, template, tls, user
from reserve.cli.console import FAILED, Console
from reserve.cli.stored import WrongFile
from reserve.errors import ReserveError
from reserve.settings import Settings
from reserve.text import LANGUAGES, message

DESCRIPTION = """Yearly renewal of a county's pool of reserve cadres (县管后备干部).

  reserve sample --out county                     an invented county's workbooks to try things with
  reserve template DIR                            empty workbooks with headers and instructions
  reserve policy check my-county.toml             every mistake in a plan, with line and key
  reserve run --policy my-county.toml --data DIR --out DIR
                                                  from the workbooks to an explained list
  reserve explain WHO --database FILE             why somebody stands where he or she stands
  reserve audit verify FILE                       recompute the journal of a kept database
  reserve replay                                  does all that is stored still follow from facts and plan?
  reserve archive CYCLE --out FILE                a cycle as one file that can be checked without this program
  reserve db upgrade                              bring a database to this version
  reserve user add NAME --role officer            an account for the service
  reserve tls init --host NAME                    a certificate, for https
  reserve serve                                   the pages, on this machine's port 8000
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status. Never shows a traceback for what a user can mend."""
    parser = argparse.ArgumentParser(
        prog="reserve", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of messages (RESERVE_LANGUAGE, else zh_CN)")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, explain, replay, archive, policy, template, sample, audit, database, user, tls, serve):
        command.add(commands)
    arguments = parser.parse_args(argv)
    console = Console(arguments.lang or Settings.from_environment().language, arguments.quiet)
    try:
        return int(arguments.run(arguments, console))
    except WrongFile as error:
        return console.usage(*error.reasons)
    except OSError as error:
        return console.usage(message("{file}: {why}", file=error.filename or "", why=error.strerror or str(error)))
    except ReserveError as error:
        for reason in error.reasons:
            console.complain(reason)
        return FAILED
