"""The figures of a plan by their keys, such as ``exception[young].approvals``, as the plan's check names them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

_STEP: Final = re.compile(r"([A-Za-z0-9_-]+)((?:\[[^\]]+\])*)")


def figure(data: Mapping[str, object], key: str) -> str | None:
    """Return a figure of a plan's TOML as text, None where there is none under that key."""
    if not key:
        return None
    here: object = data
    for step in key.split("."):
        found = _STEP.fullmatch(step)
        if found is None or not isinstance(here, dict) or found[1] not in here:
            return None
        here = here[found[1]]
        for name in re.findall(r"\[([^\]]+)\]", found[2]):
            here = _entry(here, name)
    return _text(here)


def _entry(entries: object, name: str) -> object:
    """Return the entry of a list with an id (or the criterion it speaks of), or the one of a number from 1."""
    if not isinstance(entries, list):
        return None
    for entry in entries:
        if isinstance(entry, dict) and name in {entry.get("id"), entry.get("criterion")}:
            return entry
    return entries[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(entries) else None


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value) if isinstance(value, int | str) else None
