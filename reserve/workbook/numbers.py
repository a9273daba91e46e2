"""Reading numbers: whole ones within limits, signed ones, marks and percentages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from reserve.text import message
from reserve.workbook.cells import Problem, Raw, squeeze

_WHOLE: Final = re.compile(r"[0-9]{1,9}(?:\.0+)?")
_SIGNED: Final = re.compile(r"[+-]?[0-9]{1,9}(?:\.0+)?")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,20})?")
_DASHES: Final = {ord(dash): "-" for dash in "–—−‐"}


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as written; ``percent`` tells whether a percent sign stood there."""

    number: Decimal
    percent: bool


def whole(most: int) -> Callable[[Raw], int | Problem]:
    """Return a parser of whole numbers from 0 to ``most``."""

    def parse(raw: Raw) -> int | Problem:
        content = _digits(raw)
        if isinstance(content, Problem):
            return content
        if not _WHOLE.fullmatch(content) or int(Decimal(content)) > most:
            return Problem(message("not a whole number from {least} to {most}", least=0, most=most))
        return int(Decimal(content))

    return parse


def signed(raw: Raw) -> int | Problem:
    """Read a whole number with or without a sign, from -99 to 99."""
    most = 99
    content = _digits(raw)
    if isinstance(content, Problem):
        return content
    if not _SIGNED.fullmatch(content) or abs(int(Decimal(content))) > most:
        return Problem(message("not a whole number with a sign; accepted: {accepted}", accepted=("+1", "-1", "0")))
    return int(Decimal(content))


def hundredths(raw: Raw, full: int = 10_000) -> int | Problem:
    """Read a mark with at most two decimals, in hundredths: 59.99 → 5999; ``full``: the highest, in hundredths too."""
    content = _digits(raw)
    if isinstance(content, Problem):
        return content
    if not _DECIMAL.fullmatch(content):
        return Problem(message("not a mark: a number from 0 to {full} is expected", full=_full(full)))
    scaled = Decimal(content) * 100
    if scaled != int(scaled):
        return Problem(message("a mark has at most two decimals"))
    if not 0 <= scaled <= full:
        return Problem(message("a mark lies between 0 and {full}", full=_full(full)))
    return int(scaled)


def _full(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def share(raw: Raw) -> Share | Problem:
    """Read one percentage: ``85.71``, ``85.71%`` or the fraction ``0.8571``; which it is, the row's total tells."""
    content = _digits(raw)
    if isinstance(content, Problem):
        return content
    percent = content.endswith("%")
    if not _DECIMAL.fullmatch(content.removesuffix("%")) or content.startswith("-"):
        return Problem(message("not a percentage; accepted: {accepted}", accepted=("85.71", "85.71%", "0.8571")))
    return Share(Decimal(content.removesuffix("%")), percent)


def whole_shares(shares: tuple[Share, ...]) -> tuple[int, ...] | None:
    """Return percentages in hundredths of a percent when they add up to a whole, else None.

    They are percentages when they add up to 100 ± 0.1, fractions when they add up to 1 ± 0.001.
    """
    total = sum((one.number for one in shares), Decimal(0))
    if abs(total - 100) <= Decimal("0.1"):
        factor = 100
    elif abs(total - 1) <= Decimal("0.001") and not any(one.percent for one in shares):
        factor = 10_000
    else:
        return None
    return tuple(int((one.number * factor).quantize(Decimal(1), ROUND_HALF_UP)) for one in shares)


def _digits(raw: Raw) -> str | Problem:
    if isinstance(raw, Problem):
        return raw
    if isinstance(raw, str):
        return squeeze(raw).translate(_DASHES)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if raw != raw or raw in {float("inf"), float("-inf")}:  # noqa: PLR0124 - only NaN differs from itself
            return Problem(message("not a number"))
        # Excel holds 0.1 + 0.2 as 0.30000000000000004; fifteen digits are what it shows.
        return format(Decimal(f"{raw:.15g}"), "f")
    return Problem(message("a number is expected"))
