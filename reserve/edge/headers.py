"""Headers of every answer: nothing foreign is loaded, nothing is kept, nothing is framed."""

from __future__ import annotations

import secrets
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "script-src {scripts}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def nonce(scope: Scope) -> str:
    """Return the word that the scripts of this one page carry, made when it is first asked for."""
    state = scope.setdefault("state", {})
    if "nonce" not in state:
        state["nonce"] = secrets.token_urlsafe(16)
    return str(state["nonce"])


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the headers to an answer that begins; a ``before_send`` hook, so that errors have them too."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    made = scope.get("state", {}).get("nonce")
    headers["content-security-policy"] = _POLICY.format(scripts=f"'nonce-{made}'" if made else "'none'")
    # An asset says itself how long it may be kept; everything else is about persons.
    if "cache-control" not in headers:
        headers["cache-control"] = "no-store"
    if scope.get("scheme") == "https":
        headers["strict-transport-security"] = "max-age=31536000"
