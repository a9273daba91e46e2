"""The database that a command works on: where it lies, and its keys."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from reserve.db import Database, check_version
from reserve.errors import ReserveError
from reserve.personal import Keys
from reserve.settings import Settings
from reserve.text import message


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--database`` and ``--keys``; both default to the settings."""
    parser.add_argument("--database", metavar="URL", help="a SQLite file or a database URL (RESERVE_DATABASE)")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="key file of the personal data (RESERVE_KEY_FILE)")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings with what the command line says instead. Raises ``Invalid``."""
    settings = Settings.from_environment()
    if arguments.database:
        given = arguments.database
        settings = replace(settings, database=given if "://" in given else f"sqlite:///{Path(given).absolute()}")
    return replace(settings, key_file=arguments.keys) if arguments.keys else settings


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[tuple[Database, Keys]]:
    """Yield the database, checked for its version, and its keys. Raises ``Refused`` for another version."""
    settings = settings_of(arguments)
    database = Database(settings.database)
    try:
        check_version(database)
        yield database, Keys.load(settings.key_file)
    finally:
        database.dispose()


class WrongFile(ReserveError):
    """The command names a file or database that is not what it needs; exit status 2."""


@contextmanager
def existing(given: str) -> Iterator[Database]:
    """Yield a database that is there, given as a SQLite file or a URL, checked for its version; makes no new file.

    Raises ``WrongFile`` when there is none, or when it is no database of this program.
    """
    try:
        url = sa.make_url(given if "://" in given else f"sqlite:///{Path(given).absolute()}")
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise WrongFile(message("There is no database {file}.", file=given))
        database = Database(url.render_as_string(hide_password=False))
    except (ValueError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise WrongFile(message("{file} is no database that this program can read.", file=given)) from error
    try:
        check_version(database)
        yield database
    except sa.exc.DatabaseError as error:
        raise WrongFile(message("{file} is no database that this program can read.", file=given)) from error
    finally:
        database.dispose()
