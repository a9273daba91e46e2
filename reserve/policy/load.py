"""From a plan file to a ``Policy``: strict, and with every mistake found in one pass.

Reads plan files; writes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from reserve.policy.lines import lines_of
from reserve.policy.model import Policy
from reserve.policy.plan import policy_of
from reserve.policy.problems import Level, PolicyError, Problem, Report
from reserve.policy.syntax import said
from reserve.text import Message, message

PLANS: Final = Path(__file__).parent / "plans"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a text: a policy, or the mistakes that keep it from being one."""

    policy: Policy | None
    problems: tuple[Problem, ...]


def shipped() -> list[Path]:
    """Return the plans that come with the program: the county's own ones first, then the worked examples by name."""
    return sorted(PLANS.glob("*.toml"), key=lambda path: (not path.stem.startswith("seed-"), path.stem))


def load(path: Path) -> Policy:
    """Return the plan in a file; raises ``PolicyError`` with every mistake, or when it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PolicyError(
            [_unreadable(message("the file cannot be read: {why}", why=error.strerror), path.name)]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PolicyError([_unreadable(message("the file is not UTF-8 text"), path.name, line)]) from error
    loaded = parse(text, path.name)
    if loaded.policy is None:
        raise PolicyError(loaded.problems)
    return loaded.policy


def parse(text: str, name: str = "") -> Loaded:
    """Return the plan in a TOML text, or all that is wrong with it, from top to bottom.

    ``name`` (of the file) stands as the key of what concerns the text as a whole.
    """
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        problem, line = said(str(error), text)
        return Loaded(None, (_unreadable(problem, name, line),))
    except RecursionError:
        return Loaded(None, (_unreadable(message("tables and lists are nested too deeply"), name),))
    except ValueError:
        # tomllib lets through what the number type refuses: thousands of digits.
        return Loaded(None, (_unreadable(message("a number has too many digits"), name),))
    report = Report(data, lines)
    policy = policy_of(report)
    if report.problems:
        return Loaded(None, report.sorted())
    return Loaded(replace(policy, digest=digest(data), text=text), ())


def digest(data: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) of a plan's content: spelling, comments and the order of keys do not count."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)
    return hashlib.sha256(text.encode()).hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) of a plan's text to the byte, comments included."""
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(value)


def _unreadable(problem: Message, name: str, line: int = 1) -> Problem:
    return Problem(Level.ERROR, line, name, "", problem)
