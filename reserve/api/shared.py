"""What all answers of the interface have in common."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Common to all answers."""


class Page(Answer, frozen=True, kw_only=True):
    """Some of the rows; ``total`` of them match."""

    total: int
    offset: int
    limit: int
