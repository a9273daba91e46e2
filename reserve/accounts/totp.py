"""The second factor: codes of an authenticator (RFC 6238 over RFC 4226, SHA-1, six digits, 30 seconds)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
ISSUER: Final = "reserve"
_SECRET_BYTES: Final = 20  # as long as SHA-1, as RFC 4226 advises
_STEPS_OFF: Final = 1  # clocks may be half a minute apart


def new_secret() -> str:
    """Return a new secret in base 32, as authenticators take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(moment: dt.datetime) -> int:
    """Return the number of the 30 seconds in which a moment lies, counted from 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int, *, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """Return the code of one step; raises ``ValueError`` for a secret that is not base 32."""
    key = base64.b32decode(secret)
    mac = hmac.new(key, step.to_bytes(8, "big"), getattr(hashlib, algorithm)).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, now: dt.datetime, last_step: int) -> int | None:
    """Return the step whose code was given, None when there is none after ``last_step`` (a code works once).

    Every step that may count is computed and compared, so that the time does not tell which one it was.
    """
    given = "".join(character for character in code if not character.isspace())
    present = step_of(now)
    found = None
    for step in range(present - _STEPS_OFF, present + _STEPS_OFF + 1):
        equal = hmac.compare_digest(code_at(secret, step).encode(), given.encode())
        if equal and step > last_step and found is None:
            found = step
    return found


def uri(secret: str, name: str) -> str:
    """Return the otpauth address that an authenticator reads, as text or QR code."""
    parameters = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(f'{ISSUER}:{name}')}?{parameters}"
