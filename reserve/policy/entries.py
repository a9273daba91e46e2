"""Reading the entries of a plan that stand by themselves: readings, definitions, criteria and flags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from reserve.policy import fields
from reserve.policy.conditions import ByFact, Condition, Fact, Use, walk
from reserve.policy.fields import Table
from reserve.policy.grammar import Names, demanded
from reserve.policy.lines import line_of
from reserve.policy.model import Criterion, Definition, Flag, Reading, Source
from reserve.policy.structure import Proposal
from reserve.policy.vocabulary import CATEGORY, Kind, Vocabulary
from reserve.text import message

T = TypeVar("T")
_NO_CATEGORIES: Final = Vocabulary(Kind.CHOICE)


def entries(root: Table, key: str, read: Callable[[Table], T], *, named_by: str = "id") -> tuple[T, ...]:
    """Read every ``[[key]]`` table with ``read``; a name that was used before is reported."""
    result = []
    first: dict[object, Table] = {}
    for table in root.entries(key):
        result.append(read(table))
        table.close()
        name = table.values.get(named_by)
        if not isinstance(name, str):
            continue
        if name in first:
            line = line_of(table.spot.report.lines, first[name].spot.below(named_by).path)
            table.spot.below(named_by).wrong(message("{word} was used before, on line {line}", word=name, line=line))
        first.setdefault(name, table)
    return tuple(result)


def source(table: Table, document: str = "") -> Source:
    """Read where an entry comes from; the document of what it belongs to stands in for its own."""
    clause, wording = table.need("clause", fields.text, ""), table.need("wording", fields.text, "")
    if document:
        return Source(clause, wording, table.may("document", fields.text, document))
    return Source(clause, wording, table.need("document", fields.text, ""))


def name(table: Table) -> str:
    """Read the id of an entry."""
    return table.need("id", fields.identifier, "")


def reading(table: Table) -> Reading:
    """Read a ``[[reading]]``: who chose, when and why belong to every choice."""
    options = _options(table)
    chosen = table.may("chosen", fields.one_of(list(options), message("option")), None)
    ask = table.need if table.has("chosen") else table.may
    return Reading(
        id=name(table),
        question=table.need("question", fields.text, ""),
        options=options,
        chosen=chosen,
        chosen_by=ask("chosen_by", fields.text, ""),
        chosen_on=ask("chosen_on", fields.day, None),
        reason=ask("reason", fields.text, ""),
        source=source(table),
        boundary=table.may("boundary", fields.truth, default=False),
    )


def _options(table: Table) -> dict[str, str]:
    options = table.table("options")
    for key in options.values:
        options.spot.below(key).read(key, fields.identifier, "")
    if options.usable and len(options.values) <= 1:
        options.spot.wrong(message("a reading has at least two options"))
    return {key: options.need(key, fields.text, "") for key in options.values}


def definition(table: Table, names: Names) -> Definition:
    """Read a ``[[definition]]``."""
    return Definition(name(table), source(table), demanded(table, "require", names))


def refuse_circles(definitions: tuple[Definition, ...], root: Table) -> None:
    """Report every definition that is defined by itself, at one or more removes."""
    uses = {one.id: _used(one.require) for one in definitions}
    for index, one in enumerate(definitions):
        reached, ahead = set[str](), list(uses[one.id])
        while ahead:
            used = ahead.pop()
            if used not in reached:
                reached.add(used)
                ahead += uses.get(used, ())
        if one.id in reached:
            root.spot.below("definition").below(index).below("require").wrong(
                message("{word} is defined by itself", word=one.id)
            )


def _used(node: Condition) -> list[str]:
    return [part.definition for part in walk(node) if isinstance(part, Use)]


def criterion(table: Table, names: Names, document: str = "") -> Criterion:
    """Read a ``[[criterion]]``, or an ``[[exception.condition]]`` with the document of its exception."""
    only_if = None
    if table.has("only_if"):
        only_if = _only_if(table.table("only_if"), names)
    where = source(table, document)
    return Criterion(name(table), where, _of_categories(table, demanded(table, "require", names), names), only_if)


def _of_categories(table: Table, require: Condition, names: Names) -> Condition:
    """Ask it only of those who stand in one of the categories, where the entry names some."""
    if not table.has("categories"):
        return require
    fact = Fact(CATEGORY, own=names.own.get(CATEGORY, _NO_CATEGORIES))
    chosen = table.words("categories", fact.vocabulary.values, message("category"))
    return ByFact(fact, tuple((one, require) for one in fact.vocabulary.values if one in chosen))


def _only_if(table: Table, names: Names) -> tuple[str, str]:
    chosen = table.need("reading", fields.one_of(list(names.readings), message("reading")), "")
    options = names.readings.get(chosen)
    option = table.need("is", fields.text if options is None else fields.one_of(options, message("option")), "")
    table.close()
    return chosen, option


def flag(table: Table, names: Names) -> Flag:
    """Read a ``[[flag]]``."""
    proposes = table.may("proposes", fields.one_of(list(Proposal), message("proposal")), Proposal.LOOK.value)
    return Flag(name(table), source(table), demanded(table, "when", names), Proposal(proposes))
