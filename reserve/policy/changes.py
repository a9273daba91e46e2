"""One change of a plan, and the changes that its description does not tell, such as of what is not in force."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reserve.policy.lines import KeyPath
from reserve.policy.model import Policy
from reserve.policy.problems import key_of
from reserve.text import Message, message, word

# What the description always tells, though it cites no entry for it.
_ALWAYS_SAID: Final = frozenset({"as_of", "id", "title", "leap_birthday", "never_waives", "approvals"})


class Kind(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. ``where``: the heading, and the entry with its clause, that it stands under.

    ``before`` and ``after`` hold one line for what changed, all lines of what was removed or added.
    """

    kind: Kind
    where: tuple[Message, ...]
    before: tuple[Message, ...]
    after: tuple[Message, ...]


def unsaid(old: Policy, new: Policy, said: Iterable[Change]) -> Iterator[Change]:
    """Yield by key what differs in the files of two versions though no change says so.

    A change says so when it cites the entry; of a definition, when it is in force, since the entries that use it do.
    """
    cited = {
        str(line.params.get("wording")) for change in said for line in (*change.where, *change.before, *change.after)
    }
    idle = {
        option
        for policy in (old, new)
        for reading in policy.readings
        for option in reading.options
        if option != reading.chosen
    }
    before, after = (dict(_leaves(tomllib.loads(policy.text))) for policy in (old, new))
    where = (message("Not in force, or not in the description"),)
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        path, wording = (other or one or ((), None, ""))[::2]
        if path and path[-1] in _ALWAYS_SAID:
            continue
        if (one and one[1]) == (other and other[1]) or wording in cited:
            continue
        if path and path[0] == "definition" and not idle & set(path) and cited:
            continue
        yield Change(
            Kind.CHANGED if one and other else Kind.ADDED if other else Kind.REMOVED,
            where,
            (_said(key, one[1]),) if one else (),
            (_said(key, other[1]),) if other else (),
        )


def _said(key: str, value: object) -> Message:
    return message("{key} = {value}", key=key, value=word(value))


def _leaves(data: Mapping[str, object]) -> Iterator[tuple[str, tuple[KeyPath, object, str]]]:
    def below(value: object, path: KeyPath, wording: str) -> Iterator[tuple[str, tuple[KeyPath, object, str]]]:
        if isinstance(value, dict):
            inner = value["wording"] if isinstance(value.get("wording"), str) else wording
            for key, part in value.items():
                yield from below(part, (*path, key), inner)
        elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
            for index, part in enumerate(value):
                yield from below(part, (*path, index), wording)
        else:
            # Where the order of words matters, as in a list's order, the description tells it.
            plain = sorted(value, key=str) if isinstance(value, list) else value
            yield key_of(data, path), (path, plain, wording)

    yield from below(dict(data), (), "")
