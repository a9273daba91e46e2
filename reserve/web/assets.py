"""Styles, scripts and the icon, vendored ones too: read once, served from memory, kept there until they change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from reserve.edge.roles import Permission

FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file with its type and a digest of its content."""

    content: bytes
    media_type: str
    digest: str


@cache
def _assets() -> Mapping[str, Asset]:
    """Return every file by its name, wherever in the folder it lies; a licence is there to be read, not served.

    Raises ``ValueError`` for two files of one name.
    """
    found: dict[str, Asset] = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix not in _TYPES or not path.is_file():
            continue
        if path.name in found:
            raise ValueError(path.name)
        content = path.read_bytes()
        found[path.name] = Asset(content, _TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])
    return found


def address(name: str) -> str:
    """Return where a file is found; another content has another address. Raises ``KeyError`` for another name."""
    return f"/static/{name}?{_assets()[name].digest}"


@get("/static/{name:str}", permission=Permission.OPEN, include_in_schema=False, sync_to_thread=False)
def serve(name: FromPath[str]) -> Response[bytes]:
    """Serve one of the files; no other path of the machine can be named."""
    asset = _assets().get(name)
    if asset is None:
        raise NotFoundException
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)
