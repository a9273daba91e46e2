"""Sealing of personal values: encrypted in place, found by keyed hash, keys outside the database."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reserve.errors import Refused, ReserveError
from reserve.text import message

_AES_GCM: Final = b"\x01"  # the first byte says how a value was sealed; SM4-GCM will be another
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_FIRST_LINE: Final = "reserve keys 1"


class BrokenSeal(ReserveError):
    """A sealed value is not what was sealed in this place with these keys."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The two keys; never printed."""

    sealing: bytes = field(repr=False)
    lookup: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a key of another length."""
        if {len(self.sealing), len(self.lookup)} != {_KEY_BYTES}:
            raise ValueError(f"a key has {_KEY_BYTES} bytes")

    @classmethod
    def ephemeral(cls) -> Self:
        """Return new keys that are kept nowhere: what they seal is lost with the process."""
        return cls(secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the keys of a file; writes a new one, readable by its owner only, when there is none.

        Raises ``Refused`` for a file that others may read or write, or that holds no keys: a program that
        went on with new keys could never open the old values again.
        """
        try:
            return cls._read(path)
        except FileNotFoundError:
            pass
        keys = cls.ephemeral()
        text = "\n".join([_FIRST_LINE, *(base64.b64encode(key).decode() for key in (keys.sealing, keys.lookup)), ""])
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and linked in: two programs that start at once end up with the same keys, and a crash
        # in between leaves no half file.
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(aside)
        finally:
            aside.unlink(missing_ok=True)
        return cls._read(path)

    @classmethod
    def _read(cls, path: Path) -> Self:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Refused(message("The key file {path} can be read by others: type chmod 600 {path}", path=path))
            lines = file.read().splitlines()
        try:
            _, sealing, lookup = lines if lines[:1] == [_FIRST_LINE] else []
            return cls(base64.b64decode(sealing, validate=True), base64.b64decode(lookup, validate=True))
        except ValueError:
            raise Refused(message("The file {path} holds no keys of this program.", path=path)) from None


def seal(keys: Keys, place: str, value: str) -> bytes:
    """Return a value encrypted for one place, ``table.column.row-id``: moved elsewhere it does not open."""
    return seal_bytes(keys, place, value.encode())


def seal_bytes(keys: Keys, place: str, value: bytes) -> bytes:
    """Return a whole file encrypted for one place."""
    nonce = os.urandom(_NONCE_BYTES)
    return _AES_GCM + nonce + AESGCM(keys.sealing).encrypt(nonce, value, _AES_GCM + place.encode())


def unseal(keys: Keys, place: str, sealed: bytes) -> str:
    """Return the value; raises ``BrokenSeal`` when it was changed, moved, or sealed with other keys."""
    try:
        return unseal_bytes(keys, place, sealed).decode()
    except UnicodeDecodeError:
        raise _broken(place) from None


def unseal_bytes(keys: Keys, place: str, sealed: bytes) -> bytes:
    """Return the file; raises ``BrokenSeal`` as ``unseal``."""
    suite, nonce, text = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if suite == _AES_GCM:
        try:
            return AESGCM(keys.sealing).decrypt(nonce, text, suite + place.encode())
        except (InvalidTag, ValueError):
            pass
    raise _broken(place)


def _broken(place: str) -> BrokenSeal:
    return BrokenSeal(
        message("The protected value at {place} was changed, moved, or sealed with other keys.", place=place)
    )


def lookup_hash(keys: Keys, column: str, value: str) -> str:
    """Return a keyed hash, 64 hexadecimal digits, for uniqueness and look-up within ``table.column``."""
    return hmac.new(keys.lookup, f"{column}\0{value}".encode(), hashlib.sha256).hexdigest()
