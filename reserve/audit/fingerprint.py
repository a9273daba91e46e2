"""Personal values in the journal: only as salted hashes, each with a salt of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

_SALT_BYTES: Final = 16
_SUITE: Final = "sha256"


def fingerprint(value: str) -> str:
    """Return ``sha256:<salt>:<hash>`` of a personal value, for an entry's details.

    The salt is new each time, so two entries about one value do not show that they are. Whoever holds both
    the journal and a list of candidates can still try them all: it hides from readers, not from the keeper.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{_SUITE}:{salt.hex()}:{_hash(salt, value)}"


def matches(print_: str, value: str) -> bool:
    """Return whether a fingerprint was taken of that value; raises ``ValueError`` for other text."""
    suite, salt, expected = print_.split(":")
    if suite != _SUITE:
        raise ValueError(suite)
    return hmac.compare_digest(_hash(bytes.fromhex(salt), value), expected)


def _hash(salt: bytes, value: str) -> str:
    return hmac.new(salt, value.encode(), hashlib.sha256).hexdigest()
