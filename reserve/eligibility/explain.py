"""Why somebody stands where he or she stands: each criterion's clause, value, source cell, outcome, and what to do.

Words are made here, after the decision, for the rows that somebody looks at; nothing here decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from reserve.dates import completed_months, months_later
from reserve.eligibility.facts import Subject
from reserve.eligibility.rules import Screening, Standing, shown_outcomes
from reserve.policy.conditions import Condition, Fact, Operator, Test, facts, spelled_out, tests
from reserve.policy.describe import canonical, for_choice, requirement
from reserve.policy.evaluate import HIGHEST, LOWEST, Calendar, Codes, Columns, Interval, Outcome, Ratio, compiled
from reserve.policy.model import Criterion
from reserve.policy.vocabulary import Kind
from reserve.roster.model import PlaceClass
from reserve.text import Message, message

_MONTH = 7


@dataclass(frozen=True, slots=True)
class Verdict:
    """One criterion for one person.

    ``value`` is what was used (dates ISO, words of the vocabulary; None when nothing is known), ``required`` what was
    asked, ``needs`` the roster or vote columns that would settle an unknown (of the criterion,
    or of the weaker form that an exception puts in its place), ``cells`` where the value was read.
    """

    criterion: str
    clause: str
    outcome: Outcome
    value: str | None
    required: str
    needs: tuple[str, ...]
    cells: tuple[str, ...]
    change: Message | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything said of one nominee; ``exceptions`` are (id, conditions, [(criterion, required instead)])."""

    verdicts: tuple[Verdict, ...]
    exceptions: tuple[tuple[str, tuple[Verdict, ...], tuple[tuple[str, str], ...]], ...]


class Asked:
    """What one condition asks of one class: the same for everybody, so it is put into words once for many rows."""

    def __init__(self, condition: Condition, place_class: PlaceClass, calendar: Calendar) -> None:
        """Take a condition of the plan that may ask otherwise of the other class."""
        self.condition = for_choice(condition, "class", place_class)
        self.calendar = calendar
        self.used = list(dict.fromkeys(facts(self.condition)))
        self.columns = list(dict.fromkeys(column for fact in self.used for column in fact.vocabulary.needed_from))
        self.text = canonical(self.condition, calendar)

    @cached_property
    def words(self) -> Message:
        """The condition in words."""
        return requirement(self.condition, self.calendar)


class Demands:
    """The conditions of one plan as they were asked so far; to be used for all rows of one screening."""

    def __init__(self, calendar: Calendar) -> None:
        """Begin with none."""
        self.calendar = calendar
        self._known: dict[tuple[int, PlaceClass], tuple[Condition, Asked]] = {}

    def of(self, condition: Condition, subject: Subject) -> Asked:
        """Return what a condition asks of somebody's class."""
        # By identity: to hash a condition takes as long as to word it. The condition is kept, so that no other gets
        # its address.
        key = (id(condition), subject.place_class)
        if key not in self._known:
            self._known[key] = (condition, Asked(condition, subject.place_class, self.calendar))
        return self._known[key][1]


def explain(
    subject: Subject, columns: Columns, screening: Screening, row: int, demands: Demands | None = None
) -> Explanation:
    """Explain one row of a screening; ``columns`` are those that were screened, ``subject`` the person of that row.

    ``demands``: those of the rows before, when many are explained.
    """
    plan = screening.plan
    demands = demands or Demands(plan.calendar)
    one = {fact: column.part(slice(row, row + 1)) for fact, column in columns.items()}
    outcomes = shown_outcomes(screening, row)
    values: dict[Fact, str | None] = {}
    exceptions = []
    for number, (rule, result) in enumerate(zip(plan.exceptions, screening.exceptions, strict=True)):
        conditions = _verdicts(
            subject, one, rule.conditions, [Outcome(int(value)) for value in result.conditions[:, row]], demands, values
        )
        admits = screening.standing[row] == Standing.EXCEPTIONAL and screening.admitted_by[row] == number
        waived = tuple(
            (plan.criteria[index][0].id, demands.of(weaker, subject).text)
            for index, weaker in rule.touches.items()
            if admits and outcomes[index] is Outcome.WAIVED
        )
        exceptions.append((rule.id, tuple(conditions), waived))
    verdicts = list(_verdicts(subject, one, plan.criteria, outcomes, demands, values))
    for index, weaker in _open_weaker(screening, row):
        needs = _needs(demands.of(weaker, subject).condition, subject, one, plan.calendar)
        verdicts[index] = replace(verdicts[index], needs=needs)
    return Explanation(tuple(verdicts), tuple(exceptions))


def _open_weaker(screening: Screening, row: int) -> Iterator[tuple[int, Condition]]:
    """Yield the failed criteria of somebody undecided whose weaker form under an exception is what is unknown."""
    if screening.standing[row] == Standing.UNDECIDED:
        for rule, result in zip(screening.plan.exceptions, screening.exceptions, strict=True):
            for index, weaker in rule.touches.items():
                if screening.outcomes[index, row] == Outcome.FAILS and result.weaker[index][row] == Outcome.UNKNOWN:
                    yield index, weaker


def _verdicts(
    subject: Subject,
    one: Columns,
    entries: Sequence[tuple[Criterion, Condition]],
    outcomes: Sequence[Outcome],
    demands: Demands,
    values: dict[Fact, str | None],
) -> Iterator[Verdict]:
    """Yield what is said of each entry; ``values`` remembers what the row's facts are, which many entries ask for."""
    for (criterion, condition), outcome in zip(entries, outcomes, strict=True):
        asked = demands.of(condition, subject)
        yield Verdict(
            criterion.id,
            criterion.source.clause,
            outcome,
            _value(asked.used, one, values),
            asked.text,
            _needs(asked.condition, subject, one, demands.calendar) if outcome is Outcome.UNKNOWN else (),
            tuple(_cells(asked.columns, subject)),
            _change(asked, outcome, one),
        )


def _value(used: Sequence[Fact], one: Columns, values: dict[Fact, str | None]) -> str | None:
    for fact in used:
        if fact not in values:
            values[fact] = shown_value(fact, one)
    if len(used) == 1:
        return values[used[0]]
    known = [f"{fact.name}={values[fact]}" for fact in used if values[fact] is not None]
    return ", ".join(known) or None


def shown_value(fact: Fact, one: Columns) -> str | None:
    """Return the value of a fact in a table of one row, neutral of language; None when nothing is known of it."""
    kind = fact.vocabulary.kind
    match one[fact]:
        case Codes(codes):
            return None if codes[0] == 0 else fact.vocabulary.values[codes[0] - 1]
        case Ratio(numerator, denominator):
            return None if denominator[0] == 0 else f"{numerator[0]}/{denominator[0]}"
        case Interval(low, high) if kind is Kind.DATE:
            return _shown_date(int(low[0]), int(high[0]))
        case Interval(low, high) if kind is Kind.LEVEL:
            values = fact.vocabulary.values
            return _shown_span(values[int(low[0])], values[int(high[0])], known=_narrowed(fact, one))
        case Interval(low, high):
            return _shown_count(int(low[0]), int(high[0]))


def _shown_count(low: int, high: int) -> str | None:
    if high == HIGHEST:
        return f"{low}.." if low > 0 else None
    return _shown_span(str(low), str(high), known=True)


def _narrowed(fact: Fact, one: Columns) -> bool:
    column = one[fact]
    assert isinstance(column, Interval)  # noqa: S101 - only levels come here
    return bool(column.low[0] > 0 or column.high[0] < len(fact.vocabulary.values) - 1)


def _shown_span(low: str, high: str, *, known: bool) -> str | None:
    if low == high:
        return low
    return f"{low}..{high}" if known else None


def _shown_date(low: int, high: int) -> str | None:
    if low == HIGHEST:
        return "never"
    if (low, high) == (LOWEST, HIGHEST):
        return None
    if low == LOWEST or high == HIGHEST:
        return f"{_shown_end(low)}..{_shown_end(high)}"
    first, last = dt.date.fromordinal(low), dt.date.fromordinal(high)
    if first == last:
        return first.isoformat()
    whole_month = (
        first.day == 1
        and (last + dt.timedelta(days=1)).day == 1
        and (first.year, first.month)
        == (
            last.year,
            last.month,
        )
    )
    return first.isoformat()[:_MONTH] if whole_month else f"{first.isoformat()}..{last.isoformat()}"


def _shown_end(day: int) -> str:
    return "" if day in {LOWEST, HIGHEST} else dt.date.fromordinal(day).isoformat()


def _needs(asked: Condition, subject: Subject, one: Columns, calendar: Calendar) -> tuple[str, ...]:
    """Name the columns that would settle it: those of the undecided tests that are blank or not exact."""
    open_facts = [
        fact
        for test in tests(spelled_out(asked))
        if compiled(test, calendar)(one)[0] == Outcome.UNKNOWN
        for fact in facts(test)
        if not _exact(fact, one)
    ]
    columns = dict.fromkeys(column for fact in open_facts for column in fact.vocabulary.needed_from)
    unsettled = tuple(column for column in columns if not _settled(subject, column))
    return unsettled or tuple(columns)


def _exact(fact: Fact, one: Columns) -> bool:
    match one[fact]:
        case Interval(low, high):
            return bool(low[0] == high[0])
        case Codes(codes):
            return bool(codes[0] != 0)
        case Ratio(_, denominator):
            return bool(denominator[0] != 0)


def _settled(subject: Subject, column: str) -> bool:
    """Tell whether a column already says all that it can say."""
    person = subject.person
    dates = {"birth": person.birth, "rank_since": person.rank_since}
    if column in dates:
        date = dates[column]
        return date is not None and date.day is not None
    told = {
        "rank": person.rank,
        "probation": person.probation.known or None,
        "full_time_education": person.full_time.level,
        "in_service_education": person.in_service.level,
        "discipline": None if person.discipline.state == "unknown" else person.discipline.state,
        "discipline_from": person.discipline.begins,
        "discipline_to": person.discipline.ends,
        "chief_posts": subject.place_class == "deputy" or None,
        "deputy_posts": subject.place_class == "chief" or None,
        "work_since": person.work_since,
        "party": person.politics,
        "full_time_degree": person.full_time.degree or None,
        "in_service_degree": person.in_service.degree or None,
        "ethnicity": person.more.ethnicity or None,
        "health": person.more.health,
        "party_since": person.more.party_since,
        "tier": person.more.tier,
    }
    return told.get(column) is not None


def _cells(columns: Sequence[str], subject: Subject) -> Iterator[str]:
    origin = subject.person.origin
    for column in columns:
        if cell := origin.cell(column):
            yield f"{origin.file} {origin.sheet}!{cell}"


def _change(asked: Asked, outcome: Outcome, one: Columns) -> Message | None:
    """Say what would have to be otherwise; for a period that is still running, from which day it is long enough."""
    if outcome is Outcome.MEETS or outcome is Outcome.UNKNOWN:
        return None
    day = _long_enough(asked.condition, one, asked.calendar)
    if day is not None:
        return message("Would be met from {day} on.", day=day.isoformat())
    return message("Would be met by: {requirement}", requirement=asked.words)


def _long_enough(asked: Condition, one: Columns, calendar: Calendar) -> dt.date | None:
    match asked:
        case Test(fact, Operator.MONTHS_AT_LEAST, int(months)):
            column = one[fact]
            assert isinstance(column, Interval)  # noqa: S101 - a date is an interval
            high = int(column.high[0])
            if high == HIGHEST or completed_months(dt.date.fromordinal(high), calendar.as_of) >= months:
                return None
            return months_later(dt.date.fromordinal(high), months)
    return None
