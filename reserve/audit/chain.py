"""The one form in which an entry is hashed; ``tools/verify_journal.py`` says the same in its own words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from reserve.audit.model import Entry
from reserve.db import canonical_json, moment_text

FORMAT: Final = 1
"""Of the hashed bytes: canonical JSON in UTF-8, SHA-256. Another suite (SM3) gets another number."""
BEGINNING: Final = "0" * 64
"""What the first entry has in the place of a previous hash."""


def content(entry: Entry) -> dict[str, object]:
    """Return everything that is hashed, by its name in the export.

    Raises ``ValueError`` for a naive moment.
    """
    return {
        "actor": entry.actor,
        "actor_kind": str(entry.actor_kind),
        "at": moment_text(entry.at),
        "details": entry.details,
        "format": entry.format,
        "previous": entry.previous,
        "sequence": entry.sequence,
        "subject": entry.subject,
        "tag": entry.tag,
    }


def digest(content: Mapping[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of an entry's canonical bytes."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
