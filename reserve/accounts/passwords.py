"""Hashing of passwords (argon2id): slow on purpose, so never more than two at once."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB; a crowd at the door must not take the machine's memory."""


def hashed(password: str) -> str:
    """Return the argon2id hash of the whole password, parameters and salt included."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the hashed one; without a hash the same work is done, and the answer is no."""
    with _AT_ONCE:
        try:
            _HASHER.verify(password_hash or _decoy(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with weaker parameters than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _decoy() -> str:
    """Return a hash that stands in for the one that an unknown name has not."""
    return _HASHER.hash("no account has this")


def _bytes(password: str) -> bytes:
    # One keyboard sends é as one character, another as two.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def warm_up() -> None:
    """Make the stand-in ready, so that the first unknown name takes no longer than the second."""
    with _AT_ONCE:
        _decoy()
