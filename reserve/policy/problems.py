"""What is wrong with a plan file: every mistake with its line, its key, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from reserve.errors import ReserveError
from reserve.policy.lines import KeyPath, line_of
from reserve.text import Message, message

# Beyond this many, a list of what would be accepted is harder to read than the documentation.
LISTED_AT_MOST: Final = 12


class Level(StrEnum):
    """How bad it is: an error keeps the plan from being used, a hint only asks for a second look."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the line (from 1), a key such as ``criterion[age].require``, the clause if known."""

    level: Level
    line: int
    key: str
    clause: str
    message: Message
    advice: Message | None = None


class PolicyError(ReserveError):
    """A plan that cannot be used; ``problems`` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, and one message for each as the reasons."""
        self.problems = tuple(problems)
        super().__init__(
            *(
                message("line {line}, {key}: {problem}", line=one.line, key=one.key, problem=one.message)
                for one in self.problems
            )
        )


@dataclass(slots=True)
class Report:
    """Collects the problems of one plan; ``data`` is its TOML, ``lines`` says where each key stands."""

    data: Mapping[str, object]
    lines: Mapping[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: KeyPath, text: Message, advice: Message | None = None, level: Level = Level.ERROR) -> None:
        """Record one problem at a key, which need not be there: its nearest ancestor gives the line."""
        self.problems.append(
            Problem(
                level,
                line_of(self.lines, path),
                key_of(self.data, path),
                clause_of(self.data, path),
                text,
                advice,
            )
        )

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems as they stand in the file, from top to bottom."""
        return tuple(sorted(self.problems, key=lambda one: (one.line, one.key, one.message.msgid)))


def key_of(data: object, path: KeyPath) -> str:
    """Return a path as an officer finds it, ``criterion[age].require``; one without an id by its number."""
    text = ""
    for part in path:
        data = _below(data, part)
        if isinstance(part, int):
            text += f"[{_name_of(data) or part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def clause_of(data: object, path: KeyPath) -> str:
    """Return the clause of the innermost entry that holds a key, or ``""``."""
    clause = ""
    for part in path:
        data = _below(data, part)
        if isinstance(data, dict) and isinstance(data.get("clause"), str):
            clause = data["clause"]
    return clause


def _below(data: object, part: str | int) -> object:
    if isinstance(data, dict) and isinstance(part, str):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _name_of(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    name = entry.get("id", entry.get("criterion"))
    return name if isinstance(name, str) else ""


def suggestion(given: object, known: Iterable[str]) -> Message | None:
    """Return advice naming the closest known word, or all known words when none is close."""
    words = list(known)
    close = get_close_matches(str(given), words, n=1)
    if close:
        return message("did you mean {word}?", word=close[0])
    if words and len(words) <= LISTED_AT_MOST:
        return message("accepted here: {words}", words=words)
    return None
