"""Changing single values in a plan's text, and nothing else of it: comments, order and spelling stay."""

from __future__ import annotations

import copy
import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from reserve.policy.lines import KeyPath, spans_of

Value: TypeAlias = str | int | dt.date


def changed(text: str, values: Mapping[KeyPath, Value]) -> str:
    """Return the text with other values at some keys that it has.

    Raises ``KeyError`` for a key that the text does not have, ``ValueError`` when the result would say anything else.
    """
    spans = _spans(text)
    result = text
    for path in sorted(values, key=lambda one: spans[one], reverse=True):
        start, end = spans[path]
        result = result[:start] + _written(values[path]) + result[end:]
    _verify(text, result, values)
    return result


def chosen(text: str, reading: int, values: Mapping[str, Value]) -> str:
    """Return the text with values written into the ``reading``-th ``[[reading]]`` (from 0), whether they were there.

    Raises ``KeyError`` for a reading that the text does not have.
    """
    spans = spans_of(text)
    wanted: dict[KeyPath, Value] = {("reading", reading, key): value for key, value in values.items()}
    there = {path: value for path, value in wanted.items() if path in spans}
    missing = {path: value for path, value in wanted.items() if path not in spans}
    if there:
        text = changed(text, there)
    if not missing:
        return text
    lines = [f"{path[-1]} = {_written(value)}" for path, value in missing.items()]
    _, end = spans_of(text)["reading", reading, "question"]
    # Within [[reading]] a key takes a line of its own, below a remark behind the value; in { … } it follows a comma.
    remark, newline, rest = text[end:].partition("\n")
    for after in ("".join(f"{one}\n" for one in ["", *lines]), "".join(f", {one}" for one in lines)):
        own_line = after.startswith("\n")
        result = f"{text[:end]}{remark}{after}{rest}" if own_line else f"{text[:end]}{after}{remark}{newline}{rest}"
        try:
            _verify(text, result, missing)
        except ValueError:
            continue
        return result
    raise ValueError(reading)


def _verify(before: str, after: str, values: Mapping[KeyPath, Value]) -> None:
    """Raise ``ValueError`` unless the text says the same as before but for these values."""
    expected: Any = copy.deepcopy(_read(before))
    for path, value in values.items():
        table = expected
        for part in path[:-1]:
            table = table[part]
        table[path[-1]] = value
    if tomllib.loads(after) != expected:
        raise ValueError(str(next(iter(values), "")))


_spans = lru_cache(maxsize=8)(spans_of)


@lru_cache(maxsize=8)
def _read(text: str) -> Mapping[str, Any]:
    """Return what a text says, never to be changed; the same plan is moved again and again."""
    return tomllib.loads(text)


def _written(value: Value) -> str:
    """Return a value as TOML has it; JSON's strings are also TOML's."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
