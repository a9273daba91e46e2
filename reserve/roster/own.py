"""Columns of the roster that only one plan asks for: its own facts, and the category in which somebody stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from reserve.dates import PartialDate
from reserve.policy.model import OwnFact, Policy
from reserve.policy.vocabulary import CATEGORY, YES_NO, Kind
from reserve.workbook.cells import Problem, Raw, squeeze
from reserve.workbook.dates import partial_date
from reserve.workbook.headers import Column
from reserve.workbook.numbers import whole
from reserve.workbook.words import words

OwnColumns: TypeAlias = Mapping[str, Column[str]]
"""Fact → its column. Values are neutral: ids of the plan, whole numbers, ISO dates."""

CATEGORY_HEADERS: Final = ("报名类别", "报考类别", "推荐类别")
_YES_NO: Final = {**dict.fromkeys(("是", "有", "√"), "yes"), **dict.fromkeys(("否", "无", "没有", "×"), "no")}
LARGEST: Final = 999_999_999


def own_columns(policy: Policy | None) -> OwnColumns:
    """Return the columns that a plan adds to the roster; none without a plan."""
    if policy is None:
        return {}
    # By its header: that is where an officer finds the cell, and what an unknown fact is asked for by.
    columns = {one.id: Column(one.column, (one.column,), _parser(one)) for one in policy.facts}
    if policy.categories:
        known = {squeeze(one.name): one.id for one in policy.categories}
        known |= {one.id: one.id for one in policy.categories}
        titles = tuple(one.name for one in policy.categories)
        columns[CATEGORY] = Column(CATEGORY, CATEGORY_HEADERS, words(known), choices=titles)
    return columns


def _parser(fact: OwnFact) -> Callable[[Raw], str | Problem]:
    vocabulary = fact.vocabulary
    if vocabulary.kind is Kind.DATE:
        return _date
    if vocabulary.kind is Kind.COUNT:
        return _number
    if vocabulary.values == YES_NO and not vocabulary.words:
        return words(_YES_NO)
    return words({squeeze(word): value for value, word in vocabulary.words.items()})


def _date(raw: Raw) -> str | Problem:
    read = partial_date(raw)
    return read.iso() if isinstance(read, PartialDate) else read


def _number(raw: Raw) -> str | Problem:
    read = whole(LARGEST)(raw)
    return read if isinstance(read, Problem) else str(read)
