"""On which line each key of a TOML text stands; ``tomllib`` does not tell.

Expects a text that ``tomllib`` has accepted, so nothing is checked here.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
# A multi-line string may end in up to two quotes of its own before the closing three.
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|' + r"'''.*?'''(?:'{0,2})|" + r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'",
    re.DOTALL,
)
_SCALAR: Final = re.compile(r"[^,\]}#\r\n]+")


def lines_of(text: str) -> Mapping[KeyPath, int]:
    """Return path → line (from 1) for every key, array element and table header of a TOML text."""
    return _Scanner(text).scan()


def spans_of(text: str) -> Mapping[KeyPath, tuple[int, int]]:
    """Return path → where its value begins and ends in a TOML text, for every value that is written as one."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.spans


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of a key or of its nearest ancestor that has one; line 1 for the whole text."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    """Walks over the text once; a method starts at ``at`` and leaves it behind what it has read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line_ends = [found.start() for found in re.finditer("\n", text)]
        self.lines: dict[KeyPath, int] = {}
        self.last_index: dict[KeyPath, int] = {}
        self.spans: dict[KeyPath, tuple[int, int]] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def note(self, path: KeyPath, at: int) -> None:
        """Keep the first mention: a table can go on under a later header."""
        self.lines.setdefault(path, bisect_left(self.line_ends, at) + 1)

    def header(self) -> KeyPath:
        start = self.at
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        keys = self.dotted_key()
        self.at += brackets
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self.inside((*path, key))
            self.note(path, start)
        path = (*path, keys[-1])
        self.note(path, start)
        if brackets == 1:
            return path
        self.last_index[path] = self.last_index.get(path, -1) + 1
        path = self.inside(path)
        self.note(path, start)
        return path

    def inside(self, path: KeyPath) -> KeyPath:
        """Step into the last table of an array of tables: that is what a header below it speaks of."""
        return (*path, self.last_index[path]) if path in self.last_index else path

    def pair(self, table: KeyPath) -> None:
        start = self.at
        path = table
        for key in self.dotted_key():
            path = (*path, key)
            self.note(path, start)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def dotted_key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self.skip(_SPACE)
            keys.append(self.simple_key())
            self.skip(_SPACE)
            if self.text[self.at : self.at + 1] != ".":
                return keys
            self.at += 1

    def simple_key(self) -> str:
        if self.text[self.at] in "\"'":
            return str(tomllib.loads(f"key = {self.skip(_STRING)}")["key"])
        return self.skip(_BARE_KEY)

    def value(self, path: KeyPath) -> None:
        start = self.at
        self.pass_over(path)
        self.spans[path] = start, start + len(self.text[start : self.at].rstrip())

    def pass_over(self, path: KeyPath) -> None:
        match self.text[self.at]:
            case "[":
                self.array(path)
            case "{":
                self.inline_table(path)
            case '"' | "'":
                self.skip(_STRING)
            case _:
                self.skip(_SCALAR)

    def array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            self.note((*path, index), self.at)
            self.value((*path, index))
            index += 1
            self.next_element()
        self.at += 1

    def inline_table(self, path: KeyPath) -> None:
        self.at += 1
        self.skip(_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.next_element()
        self.at += 1

    def next_element(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_BLANK)
