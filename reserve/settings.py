"""What an office can set from outside: read from the environment once, at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from reserve.errors import Invalid
from reserve.text import DEFAULT_LANGUAGE, LANGUAGES, Message, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the program takes from its environment; relative paths are to the start folder."""

    data: Path
    """Folder of everything the program keeps (RESERVE_DATA, ./var)."""
    database: str
    """SQLAlchemy URL (RESERVE_DATABASE, a SQLite file in the data folder)."""
    key_file: Path
    """Keys of the personal data, not to be backed up with it (RESERVE_KEY_FILE, in the data folder)."""
    language: str = DEFAULT_LANGUAGE
    """Language of messages (RESERVE_LANGUAGE, zh_CN)."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the RESERVE_* variables, blank ones as unset; raises ``Invalid`` naming every bad one."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        data = Path(given.get("RESERVE_DATA", "var"))
        settings = cls(
            data=data,
            database=given.get("RESERVE_DATABASE", f"sqlite:///{data / 'reserve.db'}"),
            key_file=Path(given.get("RESERVE_KEY_FILE", data / "reserve.keys")),
            language=given.get("RESERVE_LANGUAGE", DEFAULT_LANGUAGE),
        )
        if wrong := settings._wrong():
            raise Invalid(wrong)
        return settings

    def _wrong(self) -> dict[str, Message]:
        wrong = {}
        if not _is_database(self.database):
            # The value is not repeated: it may hold a password.
            wrong["RESERVE_DATABASE"] = message("RESERVE_DATABASE must begin with sqlite:/// or postgresql://.")
        if self.language not in LANGUAGES:
            wrong["RESERVE_LANGUAGE"] = message(
                "RESERVE_LANGUAGE is {value}; accepted: {accepted}.", value=self.language, accepted=LANGUAGES
            )
        return wrong


def _is_database(url: str) -> bool:
    try:
        return sa.make_url(url).get_backend_name() in {"sqlite", "postgresql"}
    except sa.exc.ArgumentError:
        return False
