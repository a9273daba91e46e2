"""Facts of a plan's own, from extra columns of the roster, and the categories among which people stand."""

from __future__ import annotations

from typing import Final

from reserve.policy import fields
from reserve.policy.conditions import ByFact, Fact, facts
from reserve.policy.entries import name, source
from reserve.policy.fields import Table
from reserve.policy.grammar import Names, demanded, of_categories
from reserve.policy.model import Category, Criterion, OwnFact, Source
from reserve.policy.problems import suggestion
from reserve.policy.vocabulary import CATEGORY, FACTS, OWN_KINDS, Kind, Vocabulary
from reserve.text import message

PLACES_AT_MOST: Final = 10_000
NOTHING: Final = Vocabulary(Kind.CHOICE)
_VALUED: Final = ("choice", "level")


def own_fact(table: Table, names: Names) -> OwnFact:
    """Read a ``[[fact]]``: a column of the roster workbook that only this plan asks for."""
    named = name(table)
    if named in FACTS or named == CATEGORY:
        table.spot.below("id").wrong(
            message("{word} is the name of a fact that every plan has", word=named), message("choose another id")
        )
    kind = table.need("kind", fields.one_of(tuple(OWN_KINDS), message("kind")), "")
    column = table.need("column", fields.text, "")
    called = table.may("name", fields.text, column)
    if kind in _VALUED:
        _values(table, kind)
    for key in ("clause", "wording", "document"):
        table.may(key, fields.text, "")
    return OwnFact(named, column, called, names.own.get(named, NOTHING))


def _values(table: Table, kind: str) -> None:
    values = table.table("values")
    words = []
    for key in values.values:
        values.spot.below(key).read(key, fields.identifier, "")
        word = values.need(key, fields.text, "")
        if word in words:
            values.spot.below(key).wrong(message("{word} stands here twice", word=word))
        words.append(word)
    if values.usable and len(values.values) <= 1:
        values.spot.wrong(message("there are at least two values to tell apart"))
    if kind != "level":
        return
    order = table.words("order", tuple(values.values), message("value"))
    if not table.has("order"):
        table.missing("order")
    for key in values.values:
        if order and key not in order:
            table.spot.below("order").wrong(message("missing: {key}", key=key), suggestion("", list(values.values)))


def refuse_shared_columns(found: tuple[OwnFact, ...], root: Table) -> None:
    """Report facts that are read from one column: each needs its own."""
    seen: set[str] = set()
    for index, one in enumerate(found):
        if one.column and one.column in seen:
            spot = root.spot.below("fact").below(index).below("column")
            spot.wrong(message("the column {column} is another fact's already", column=one.column))
        seen.add(one.column)


def category(table: Table, names: Names) -> Category:
    """Read a ``[[category]]``: who belongs to it, and how many places it has."""
    where = source(table)
    when = demanded(table, "when", names)
    if any(fact.name == CATEGORY for fact in facts(when)):
        table.spot.below("when").wrong(message("a category cannot depend on a category"))
    return Category(
        id=name(table),
        source=where,
        name=table.may("name", fields.text, where.wording),
        when=when,
        places=table.may("places", fields.whole(0, PLACES_AT_MOST), None),
    )


def with_membership(criteria: tuple[Criterion, ...], categories: tuple[Category, ...]) -> tuple[Criterion, ...]:
    """Make it a criterion that somebody belongs to the category in which he or she stands."""
    if not categories:
        return criteria
    first = categories[0].source
    belongs = ByFact(
        Fact(CATEGORY, own=of_categories({one.id: one.name for one in categories})),
        tuple((one.id, one.when) for one in sorted(categories, key=lambda one: one.id)),
    )
    return (*criteria, Criterion(CATEGORY, Source(first.clause, "符合所报类别的条件", first.document), belongs))
