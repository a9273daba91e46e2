"""What is otherwise in another version of a plan, in the words in which the plan is described.

Ages and periods are compared as figures, not as the days they come to, so that a later as-of date is one change.
The order of entries means nothing. Pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reserve.policy.changes import Change, Kind, unsaid
from reserve.policy.describe import Line, outline
from reserve.policy.model import Policy, Source
from reserve.text import Message, message, word

_NUMBERED: Final = "{number}. {entry}"
_CITED: Final = "{wording} [{clause}; {document}]"


@dataclass(slots=True)
class _Node:
    """A line of the description with what is indented below it; ``names``: ids of the entries it may be."""

    line: Message
    names: frozenset[str] = frozenset()
    below: list[_Node] = field(default_factory=list)

    def text(self) -> str:
        return word(self.line, "en")

    def whole(self) -> tuple[object, ...]:
        return (self.text(), *sorted((one.whole() for one in self.below), key=repr))

    def lines(self) -> Iterator[Message]:
        yield self.line
        for one in self.below:
            yield from one.lines()


def difference(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Return all that is otherwise in ``new``, in the order of its description; nothing when both say the same."""
    changes = list(_compared(_tree(old), _tree(new), ()))
    if old.digest != new.digest:
        changes += unsaid(old, new, changes)
    return tuple(changes)


def difference_lines(changes: Iterable[Change]) -> list[Line]:
    """Return changes as lines with how deep they are indented, each heading once."""
    lines: list[Line] = []
    above: tuple[str, ...] = ()
    for change in changes:
        where = tuple(word(one, "en") for one in change.where)
        for depth, heading in enumerate(change.where):
            if where[: depth + 1] != above[: depth + 1]:
                lines.append((depth, heading))
        above, depth = where, len(where)
        if change.kind is Kind.CHANGED:
            (before,), (after,) = change.before, change.after
            lines.append((depth, message("{before} → {after}", before=before, after=after)))
        lines += [(depth, message("removed: {line}", line=line)) for line in change.before if not change.after]
        lines += [(depth, message("added: {line}", line=line)) for line in change.after if not change.before]
    return lines


def _tree(policy: Policy) -> list[_Node]:
    names = _names(policy)
    root = _Node(Message(""))
    branch = [root]
    for depth, line in outline(dataclasses.replace(policy, as_of=None)):
        plain = line.params["entry"] if line.msgid == _NUMBERED else line
        assert isinstance(plain, Message)  # noqa: S101 - an entry is cited by a message; narrows the type
        node = _Node(plain, _named(plain, names))
        del branch[depth + 1 :]
        branch[-1].below.append(node)
        branch.append(node)
    day = policy.as_of.isoformat() if policy.as_of else message("none in the plan")
    return [_Node(message("As-of date: {day}", day=day)), *(one for one in root.below if "As-of" not in one.text())]


def _names(policy: Policy) -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return which entries of any kind a source may belong to."""
    found: dict[tuple[str, ...], frozenset[str]] = {}

    def gather(holder: object) -> None:
        for part in dataclasses.fields(holder):  # type: ignore[arg-type]  # only dataclasses come here
            value = getattr(holder, part.name)
            for entry in value if isinstance(value, tuple) else (value,):
                origin = getattr(entry, "source", None)
                if isinstance(origin, Source):
                    key = (origin.wording, origin.clause, origin.document)
                    found[key] = found.get(key, frozenset()) | {getattr(entry, "id", part.name)}
                    gather(entry)

    gather(policy)
    return found


def _named(line: Message, names: Mapping[tuple[str, ...], frozenset[str]]) -> frozenset[str]:
    if line.msgid != _CITED:
        return frozenset()
    return names.get(tuple(str(line.params[key]) for key in ("wording", "clause", "document")), frozenset())


def _compared(old: Sequence[_Node], new: Sequence[_Node], where: tuple[Message, ...]) -> Iterator[Change]:
    """Pair what stands on one level, then say what has no partner and what is otherwise in each pair."""
    left, right = _without_equals(old, new)
    pairs = _paired(left, right)
    for node in right:
        partner = pairs.get(id(node))
        if partner is None:
            yield Change(Kind.ADDED, where, (), tuple(node.lines()))
            continue
        if partner.text() != node.text():
            yield Change(Kind.CHANGED, where, (partner.line,), (node.line,))
        yield from _compared(partner.below, node.below, (*where, node.line))
    taken = {id(node) for node in pairs.values()}
    for node in left:
        if id(node) not in taken:
            yield Change(Kind.REMOVED, where, tuple(node.lines()), ())


def _without_equals(old: Sequence[_Node], new: Sequence[_Node]) -> tuple[list[_Node], list[_Node]]:
    left, right = list(old), []
    for node in new:
        equal = next((one for one in left if one.whole() == node.whole()), None)
        if equal is None:
            right.append(node)
        else:
            left.remove(equal)
    return left, right


def _paired(left: Sequence[_Node], right: Sequence[_Node]) -> dict[int, _Node]:
    """Pair the nodes that are most alike first; of what is equally alike, those that stand first."""
    likeness = sorted(
        ((-_alike(one, other), at, to) for at, one in enumerate(left) for to, other in enumerate(right)),
    )
    pairs: dict[int, _Node] = {}
    used: set[int] = set()
    for negative, at, to in likeness:
        if negative and at not in used and id(right[to]) not in pairs:
            pairs[id(right[to])] = left[at]
            used.add(at)
    return pairs


def _alike(one: _Node, other: _Node) -> int:
    """Return how much speaks for two nodes being the same thing; 0 when they cannot be."""
    if one.line.msgid != other.line.msgid:
        return 0
    if one.names and other.names:
        return 100 + _alike_in_text(one, other) if one.names & other.names else 0
    if (one.below or other.below) and one.text() != other.text():
        return 0
    return 1 + _alike_in_text(one, other)


def _alike_in_text(one: _Node, other: _Node) -> int:
    same = sum(word(value, "en") == word(other.line.params.get(key), "en") for key, value in one.line.params.items())
    return 10 * (one.text() == other.text()) + same
