"""Reading the table of a plan's cases: every mistake by line and column, and the cases that can be tried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from reserve.campaign import case_cells
from reserve.campaign.case_cells import Read
from reserve.campaign.case_template import facts_of
from reserve.campaign.cases import PASSING, STANDINGS, Case, Expected
from reserve.policy.comparisons import fact_of
from reserve.policy.conditions import Fact
from reserve.policy.fields import Spot, Table, Unfit
from reserve.policy.grammar import of_categories
from reserve.policy.model import Policy
from reserve.policy.problems import Report, suggestion
from reserve.policy.vocabulary import CATEGORY, FACTS, YES_NO, Vocabulary
from reserve.policy.wording import fact_word
from reserve.text import LANGUAGES, Message, message, word
from reserve.workbook.cells import Problem, Raw, is_blank, squeeze, text
from reserve.workbook.tables import letter

T = TypeVar("T")
K = TypeVar("K")

_FACT: Final = re.compile(r"([a-z_]+)(?:\((.*)\))?")
_READING: Final = re.compile(r"(?:reading|口径)[:：](.+)")
_COMMENT: Final = "#"

# Header → the other spellings it may have.
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("案例", "情形"),
    "why": ("说明", "理由"),
    "as_of": ("截止日",),
    "due": ("应到",),
    "present": ("实到",),
    "posts": ("职数",),
    "mark": ("成绩",),
    "figure": ("数值项",),
    "expect": ("预期结论",),
    "expect_fails": ("预期不符合",),
    "expect_waived": ("预期放宽",),
    "expect_exception": ("预期破格",),
    "expect_boundary": ("预期临界",),
    "expect_flags": ("预期提示",),
    "expect_targets": ("预期计入目标",),
    "expect_bonuses": ("预期加分",),
    "expect_remark": ("预期备注",),
    "expect_vote": ("预期推荐有效",),
    "expect_places": ("预期名额",),
    "expect_pass": ("预期合格",),
    "expect_figure": ("预期数值",),
}
_SPELLINGS: Final = {spelling: name for name, others in HEADERS.items() for spelling in (name, *others)}


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake in a table of cases: line from 1, letters of the column (blank for the whole line), what to do."""

    line: int
    column: str
    message: Message
    advice: Message | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """The cases of a plan that could be read, and what could not be."""

    cases: tuple[Case, ...]
    slips: tuple[Slip, ...]


@dataclass(slots=True)
class _Sheet:
    """A table being read: where each column stands and how its cells are read."""

    policy: Policy
    slips: list[Slip] = field(default_factory=list)
    plain: dict[str, int] = field(default_factory=dict)
    facts: dict[Fact, int] = field(default_factory=dict)
    readings: dict[str, int] = field(default_factory=dict)

    def wrong(self, line: int, place: int | None, unfit: Unfit) -> None:
        self.slips.append(Slip(line, "" if place is None else letter(place), unfit.problem, unfit.advice))


def read_cases(rows: Sequence[Sequence[Raw]], policy: Policy) -> Book:
    """Read a table: the first row with anything in it is the header; blank rows and those that begin with # are not."""
    sheet = _Sheet(policy)
    body = [(number, row) for number, row in enumerate(rows, 1) if _says_something(row)]
    if not body:
        return Book((), (Slip(1, "", message("the table of cases is empty")),))
    _head(sheet, *body[0])
    cases = [case for number, row in body[1:] if (case := _case(sheet, number, row)) is not None]
    first: dict[str, int] = {}
    for case in cases:
        if case.name in first:
            said = message("the case {name} was told before, on line {line}", name=case.name, line=first[case.name])
            sheet.slips.append(Slip(case.line, letter(sheet.plain["case"]), said))
        first.setdefault(case.name, case.line)
    return Book(tuple(cases), tuple(sorted(sheet.slips, key=lambda one: (one.line, len(one.column), one.column))))


def _says_something(row: Sequence[Raw]) -> bool:
    told = [cell for cell in row if not is_blank(cell)]
    return bool(told) and not str(told[0]).startswith(_COMMENT)


def _head(sheet: _Sheet, line: int, row: Sequence[Raw]) -> None:
    worded = {squeeze(word(fact_word(fact), lang)): fact for fact in facts_of(sheet.policy) for lang in LANGUAGES}
    for place, cell in enumerate(row):
        title = _text(cell).strip()
        if not title:
            continue
        try:
            _place(sheet, title, place, worded)
        except Unfit as unfit:
            sheet.wrong(line, place, unfit)
    if "case" not in sheet.plain:
        sheet.plain["case"] = 0
        sheet.wrong(line, None, Unfit(message("there is no column {column}", column="case")))
    if not any(name.startswith("expect") for name in sheet.plain):
        sheet.wrong(line, None, Unfit(message("there is no column {column}", column="expect")))


def _place(sheet: _Sheet, title: str, place: int, worded: Mapping[str, Fact]) -> None:
    if (name := _SPELLINGS.get(title)) is not None:
        _keep(sheet.plain, name, place, title)
    elif found := _READING.fullmatch(title):
        known = [one.id for one in sheet.policy.readings]
        _keep(sheet.readings, case_cells.name_of(known)(found[1].strip()), place, title)
    else:
        _keep(sheet.facts, worded.get(squeeze(title)) or fact_named(title, _own(sheet.policy)), place, title)


def _keep(columns: dict[K, int], key: K, place: int, title: str) -> None:
    if key in columns:
        raise Unfit(message("two columns could be {column}: keep one", column=title))
    columns[key] = place


def _own(policy: Policy) -> dict[str, Vocabulary]:
    """Return the facts that only this plan has, its categories among them."""
    own = {one.id: one.vocabulary for one in policy.facts}
    if policy.categories:
        own[CATEGORY] = of_categories({one.id: one.name for one in policy.categories})
    return own


def fact_named(title: str, own: Mapping[str, Vocabulary]) -> Fact:
    """Return the fact of a column such as ``rank_held(level=clerk_1,probation=not_counted)``.

    Raises ``Unfit`` for anything else.
    """
    found = _FACT.fullmatch(squeeze(title))
    if found is None or found[1] not in {**FACTS, **own}:
        raise Unfit(
            message("there is no fact and no column {found}", found=title),
            suggestion(title.split("(", maxsplit=1)[0], [*FACTS, *own, *HEADERS]),
        )
    vocabulary = own.get(found[1]) or FACTS[found[1]]
    given: dict[str, object] = {}
    for part in (found[2] or "").split(",") if found[2] else ():
        key, _, value = part.partition("=")
        number = isinstance(vocabulary.arguments.get(key), range) and value.isdecimal()
        given[key] = value.split("+") if key in vocabulary.lists else int(value) if number else value
    report = Report({}, {})
    table = Table(given, Spot(report))
    fact = fact_of(found[1], table, own)
    table.close()
    if report.problems:
        raise Unfit(report.problems[0].message, report.problems[0].advice)
    return fact


def _text(cell: Raw) -> str:
    read = text(cell)
    return "" if isinstance(read, Problem) else read


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table; a cell with a mistake is told and counts as blank."""

    sheet: _Sheet
    line: int
    cells: Sequence[Raw]

    def read(self, place: int | None, reader: Read[T]) -> T | None:
        if place is None or place >= len(self.cells) or is_blank(self.cells[place]):
            return None
        content = text(self.cells[place])
        try:
            return reader(_usable(content))
        except Unfit as unfit:
            self.sheet.wrong(self.line, place, unfit)
            return None

    def plain(self, name: str, reader: Read[T]) -> T | None:
        return self.read(self.sheet.plain.get(name), reader)


def _usable(content: str | Problem) -> str:
    if isinstance(content, Problem):
        raise Unfit(content.message)
    return content


def _case(sheet: _Sheet, line: int, cells: Sequence[Raw]) -> Case | None:
    before = len(sheet.slips)
    row = _Row(sheet, line, cells)
    facts = {fact: row.read(place, case_cells.of_fact(fact)) for fact, place in sheet.facts.items()}
    chosen = {
        reading.id: row.read(sheet.readings.get(reading.id), case_cells.name_of(list(reading.options)))
        for reading in sheet.policy.readings
    }
    case = Case(
        line=line,
        name=row.plain("case", str) or "",
        why=row.plain("why", str) or "",
        facts={fact: known for fact, known in facts.items() if known is not None},
        expected=_expected(sheet.policy, row),
        as_of=row.plain("as_of", case_cells.day),
        readings=tuple((name, option) for name, option in chosen.items() if option is not None),
        due=row.plain("due", case_cells.whole),
        present=row.plain("present", case_cells.whole),
        posts=row.plain("posts", case_cells.whole),
        mark=row.plain("mark", case_cells.mark),
        figure=row.plain("figure", str) or "",
    )
    if len(sheet.slips) == before:
        if not case.name:
            sheet.wrong(line, sheet.plain["case"], Unfit(message("{column} must be filled in", column="case")))
        if case.expected == Expected():
            sheet.wrong(line, None, Unfit(message("the case {name} expects nothing", name=case.name)))
    return case if len(sheet.slips) == before else None


def _expected(policy: Policy, row: _Row) -> Expected:
    criteria = case_cells.names([one.id for one in policy.criteria])
    yes_no = case_cells.worded(YES_NO, _answer)
    return Expected(
        standing=row.plain("expect", case_cells.worded(STANDINGS, _standing)),
        fails=row.plain("expect_fails", criteria),
        waived=row.plain("expect_waived", criteria),
        exception=row.plain("expect_exception", case_cells.name_of([one.id for one in policy.exceptions])),
        boundary=row.plain("expect_boundary", yes_no),
        flags=row.plain("expect_flags", case_cells.names([one.id for one in policy.flags])),
        targets=row.plain("expect_targets", case_cells.names([one.id for one in policy.targets])),
        bonuses=row.plain("expect_bonuses", case_cells.names([one.id for one in policy.exam.bonuses])),
        remark=row.plain("expect_remark", yes_no),
        vote_counts=row.plain("expect_vote", yes_no),
        places=row.plain("expect_places", case_cells.whole),
        passes=row.plain("expect_pass", case_cells.worded(PASSING, _answer)),
        figure=row.plain("expect_figure", str),
    )


def _standing(value: str) -> Message:
    return {
        "eligible": message("eligible"),
        "ineligible": message("ineligible"),
        "exceptional": message("exceptional"),
        "undecided": message("undecided"),
    }[value]


def _answer(value: str) -> Message:
    return {"yes": message("yes"), "no": message("no"), "refused": message("refused")}[value]
