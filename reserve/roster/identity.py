"""ID numbers by GB 11643: 18 characters, the birth date inside, sex by the 17th, a check character last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reserve.dates import PartialDate
from reserve.roster.model import Sex

LENGTH: Final = 18
OLD_LENGTH: Final = 15
_WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int64)
_CHECKS: Final = np.frombuffer(b"10X98765432", np.uint8)
_ZERO: Final = ord("0")
_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_OLD: Final = re.compile(r"[0-9]{15}")
_NEW: Final = re.compile(r"[0-9]{17}[0-9X]")
Flags = NDArray[np.bool_]


class Check:
    """What is wrong with each of a list of ID numbers, as arrays of one flag a number.

    ``malformed``: neither 15 digits nor 18 characters of the right kind, or no possible birth date inside.
    ``checksum``: the last character is wrong. ``birth`` and ``sex``: disagree with the file, where it has them.
    """

    malformed: Flags
    checksum: Flags
    birth: Flags
    sex: Flags

    def __init__(
        self, numbers: Sequence[str], births: Sequence[PartialDate | None], sexes: Sequence[Sex | None]
    ) -> None:
        """Compare all numbers with the file at once; the three lists run side by side."""
        modern = [_NEW.fullmatch(number) is not None for number in numbers]
        old = [not new and _OLD.fullmatch(number) is not None for number, new in zip(numbers, modern, strict=True)]
        well_formed = np.array(modern, bool) | np.array(old, bool)
        filler = "0" * LENGTH
        canonical = [
            number if new else f"{number[:6]}19{number[6:]}0" if fifteen else filler
            for number, new, fifteen in zip(numbers, modern, old, strict=True)
        ]
        characters = np.frombuffer("".join(canonical).encode("ascii"), np.uint8).reshape(-1, LENGTH)
        digits = characters[:, :-1].astype(np.int64) - _ZERO
        inside = digits[:, 6:14] @ 10 ** np.arange(7, -1, -1)
        self.malformed = ~well_formed | (well_formed & ~_possible(inside))
        self.checksum = np.array(modern, bool) & (characters[:, -1] != _CHECKS[digits @ _WEIGHTS % 11])
        self.birth = well_formed & ~self.malformed & _disagree(inside, births)
        claimed = np.array([0 if sex is None else 1 if sex is Sex.MALE else 2 for sex in sexes], np.int64)
        self.sex = well_formed & (claimed != 0) & (2 - digits[:, 16] % 2 != claimed)


def identity(number: str) -> str:
    """Return the form in which ID numbers are compared: an old one of 15 digits is completed to 18."""
    if not _OLD.fullmatch(number):
        return number
    digits = f"{number[:6]}19{number[6:]}"
    weighted = np.frombuffer(digits.encode("ascii"), np.uint8).astype(np.int64) - _ZERO
    return digits + chr(_CHECKS[weighted @ _WEIGHTS % 11])


def _possible(day: NDArray[np.int64]) -> Flags:
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    in_year = (month >= 1) & (month <= 12)  # noqa: PLR2004 - months of a year
    longest = _DAYS[np.where(in_year, month, 0)] - np.where((month == 2) & ~leap, 1, 0)  # noqa: PLR2004 - February
    return in_year & (of_month >= 1) & (of_month <= longest)


def _disagree(inside: NDArray[np.int64], births: Sequence[PartialDate | None]) -> Flags:
    """A month-only birth date is compared by its month."""
    told = np.array([0 if date is None else date.year * 100 + date.month for date in births], np.int64)
    days = np.array([0 if date is None else date.day or 0 for date in births], np.int64)
    other_month = (told != 0) & (told != inside // 100)
    other_day = (days != 0) & (days != inside % 100)
    disagree: Flags = other_month | other_day
    return disagree
