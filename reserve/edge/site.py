"""Under which address the program answers, and what follows from it for cookies and hosts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from litestar.datastructures import Cookie

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Site:
    """``secure``: under https, for any host that the certificate names. Else plain http, on loopback only."""

    secure: bool

    @property
    def cookie_name(self) -> str:
        """Under https the prefix makes browsers refuse a cookie that another host or a plain page planted."""
        return "__Host-reserve" if self.secure else "reserve"

    def cookie(self, secret: str) -> Cookie:
        """Return the cookie of a session; it lives as long as the browser, the server ends it earlier."""
        same_site: Literal["strict"] = "strict"
        return Cookie(
            key=self.cookie_name, value=secret, path="/", httponly=True, secure=self.secure, samesite=same_site
        )

    def gone(self) -> Cookie:
        """Return what makes a browser forget the cookie."""
        cookie = self.cookie("")
        cookie.max_age = 0
        return cookie

    def origin(self, host: str) -> str:
        """Return the origin of our own pages, as a browser says it, for a request to that host."""
        return f"{'https' if self.secure else 'http'}://{host}"

    def serves(self, host: str) -> bool:
        """Tell whether a request for that host is meant for us: a name that somebody points at loopback is not."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return bool(name) and (self.secure or name in LOOPBACK)
