"""Secrets that whoever shows them is let in by: session ids and tokens. Kept hashed only."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_BYTES: Final = 32
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Return 256 random bits as 43 characters that fit into a cookie and a header."""
    return secrets.token_urlsafe(_BYTES)


def is_secret(text: str) -> bool:
    """Tell whether a text has the form of a secret made here; anything else need not be looked up."""
    return _FORM.fullmatch(text) is not None


def stored(secret: str) -> str:
    """Return what is kept of a secret: it is random, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """Return the token that forms of a session carry; nobody can derive it without the session's secret."""
    return hmac.new(secret.encode(), b"form token", hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two texts in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())
