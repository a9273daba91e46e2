"""The sheets about people: screening, open questions, exceptions, present members, exam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reserve.reports import frames
from reserve.reports.cells import (
    AMBER,
    BLUE,
    CENTRED,
    GREEN,
    RED,
    Cell,
    Coded,
    Column,
    Row,
    Sheet,
    Text,
    centred,
    mark,
    number,
    several,
    share,
    text,
)
from reserve.reports.rows import counted, rows
from reserve.reports.wording import (
    ASKED_BY,
    CLASSES,
    DECISIONS,
    EXAM,
    INSPECTIONS,
    NOT_KNOWN,
    OUTCOMES,
    SEATS,
    VERDICTS,
    YES_NO,
    column_words,
    criterion_word,
    flag_word,
    required_word,
    value_used_word,
)
from reserve.text import Message, message

Plain = Mapping[str, Any]

OUTCOME_FILLS: Final = {"eligible": GREEN, "exceptional": AMBER, "undecided": BLUE, "ineligible": RED}
SEAT_FILLS: Final = {"listed": GREEN, "reserved": AMBER}
_VERDICT_FILLS: Final = {"waived": AMBER, "unknown": BLUE, "fails": RED}
_EXAM_FILLS: Final = {"absent": RED, "void": RED, "missing": BLUE}
_PASSED: Final = {True: message("passed"), False: message("not passed")}
_BOUNDARY: Final = {True: message("boundary")}

_UNIT: Final = Column(message("Unit"), text("unit"), 24)
CLASS: Final = Column(message("Class"), Coded("class", CLASSES), 8)
VOTES: Final = Column(message("Votes received"), number("votes"), 7)
SHARE: Final = Column(message("Share"), share("share"), 8)
_RANK: Final = Column(message("Rank by votes"), number("rank"), 7)
_WHO: Final = (
    Column(message("Number"), centred("person_id"), 9),
    Column(message("Name"), text("name"), 14),
    _UNIT,
    CLASS,
)
_OUTCOME: Final = Column(message("Outcome"), Coded("outcome", OUTCOMES, OUTCOME_FILLS), 11)
_SEAT: Final = Column(message("On the list"), Coded("seat", SEATS, SEAT_FILLS), 10)
_NAMED: Final = 2  # number and name stay in sight


def screening(outcome: Plain) -> Sheet:
    """One row a nominee with every criterion, the votes, the exam and why."""
    table = frames.screening(outcome)
    criteria = [
        Column(criterion_word(name), Coded(frames.CRITERION + name, VERDICTS, _VERDICT_FILLS), 9, below=clause)
        for name, clause in frames.criteria(outcome).items()
    ]
    return Sheet(
        name=message("screening"),
        title=message("Screening of the nominees"),
        summary=message(
            "{total} nominees: {eligible} eligible, {exceptional} under the exception, {undecided} undecided, "
            "{ineligible} not eligible",
            total=len(table),
            **counted(table["outcome"], OUTCOMES),
        ),
        columns=(
            *_WHO,
            _OUTCOME,
            Column(message("Age reading"), Coded("boundary", _BOUNDARY, {True: BLUE}), 9),
            *criteria,
            VOTES,
            SHARE,
            _RANK,
            Column(message("Many votes"), _many, 7),
            Column(message("Exam mark"), lambda row: mark(row["exam"], EXAM), 9),
            _SEAT,
            Column(message("Why"), text("why"), 50),
        ),
        rows=rows(table),
        nothing=message("Nobody was put forward."),
        group="unit",
        frozen=_NAMED,
    )


def _many(row: Row) -> Cell:
    return Cell(YES_NO.get(row["many"], NOT_KNOWN), CENTRED)


def undecided(outcome: Plain) -> Sheet:
    """One row an open question: what is not known, and in which column it would be filled in."""
    table = frames.undecided(outcome)
    return Sheet(
        name=message("undecided"),
        title=message("Open questions about nominees"),
        summary=message(
            "{people} undecided nominees, {questions} open questions",
            people=len(table.drop_duplicates(["person_id", "class"])),
            questions=len(table),
        ),
        columns=(
            *_WHO,
            Column(message("Asked as"), Coded("asked_by", ASKED_BY), 16),
            Column(message("Criterion"), lambda row: Cell(criterion_word(row["criterion"])), 18),
            Column(message("Clause"), centred("clause"), 10),
            Column(message("Known so far"), lambda row: Cell(_lines(_used(row))), 26),
            Column(message("Required"), lambda row: Cell(_required(row)), 40),
            Column(message("To be filled in"), lambda row: Cell([column_words(row["needs"])]), 24),
        ),
        rows=rows(table),
        nothing=message("Nobody is undecided."),
        group="unit",
        frozen=_NAMED,
    )


def _used(row: Row) -> Text | list[Message]:
    return value_used_word(row["value"], row["required"])


def _required(row: Row) -> Text:
    required = required_word(row["required"])
    if row["asked_by"] == "weaker":
        return message("not met as it stands: {required}; open whether the weaker demand is met", required=required)
    return required


def _lines(words: Text | list[Message]) -> list[Message] | list[Text]:
    return words if isinstance(words, list) else [words]


def exceptions(outcome: Plain) -> Sheet:
    """One row an exceptional nominee: what was waived, on which conditions, on whose word."""
    table = frames.exceptions(outcome)
    return Sheet(
        name=message("exceptions"),
        title=message("Nominees under the exception"),
        summary=message(
            "{total} under the exception: {listed} listed, {reserved} with a place reserved until approval",
            total=len(table),
            **counted(table["seat"], SEATS),
        ),
        columns=(
            *_WHO,
            Column(message("Waived"), several("waived", _waived), 38),
            Column(message("Conditions of the exception"), several("conditions", _condition), 34),
            VOTES,
            Column(message("Reason"), text("reason"), 24),
            Column(message("Evidence"), text("evidence"), 20),
            Column(message("Proposed by"), text("proposed_by"), 12),
            Column(message("Approved by"), several("approved_by", str), 12),
            _SEAT,
        ),
        rows=rows(table),
        nothing=message("Nobody stands under the exception."),
        frozen=_NAMED,
    )


def _waived(waiver: Any) -> Text:  # noqa: ANN401 - a tuple out of a data frame
    criterion, required, instead = waiver
    return message(
        "{criterion}: {instead}; instead of: {required}",
        criterion=criterion_word(criterion),
        required=required_word(required),
        instead=required_word(instead),
    )


def _condition(condition: Any) -> Text:  # noqa: ANN401 - a tuple out of a data frame
    name, outcome, value, required = condition
    return message(
        "{condition}: {outcome} ({value})",
        condition=criterion_word(name),
        outcome=VERDICTS.get(outcome, outcome),
        value=value_used_word(value, required),
    )


def members(outcome: Plain) -> Sheet:
    """One row a present member of the pool: what was decided, and on what grounds."""
    table = frames.members(outcome)
    return Sheet(
        name=message("members"),
        title=message("Present members of the pool"),
        summary=message(
            "{total} members: {keep} kept, {remove} removed, {defer} deferred, {none} without a decision",
            total=len(table),
            **counted(table["decision"], DECISIONS),
        ),
        columns=(
            *_WHO,
            Column(message("Decision"), Coded("decision", DECISIONS, {"none": BLUE, "remove": RED}), 12),
            Column(message("Grounds"), several("grounds", str), 34),
            Column(message("Remarks"), several("flags", flag_word), 30),
            VOTES,
            SHARE,
            _RANK,
        ),
        rows=rows(table),
        nothing=message("There are no present members."),
        group="unit",
        frozen=_NAMED,
    )


def exam(outcome: Plain) -> Sheet:
    """One row a nominee who sat the exam or should sit it, with what came of the inspection before it."""
    table = frames.exam(outcome)
    statuses = counted(table["status"], EXAM)
    return Sheet(
        name=message("exam"),
        title=message("Unified exam"),
        summary=message(
            "{total} nominees: {passed} passed, {taken} sat the exam, {absent} absent, {void} made void, "
            "{missing} not recorded",
            total=len(table),
            passed=int(table["passed"].sum()),
            **statuses,
        ),
        columns=(
            *_WHO,
            _OUTCOME,
            Column(message("Inspection"), Coded("inspection", INSPECTIONS, {"negative": RED}), 14),
            Column(message("Exam mark"), lambda row: mark(row["score"], {}), 10),
            Column(message("Exam status"), Coded("status", EXAM, _EXAM_FILLS), 14),
            Column(message("Result"), Coded("passed", _PASSED, {True: GREEN, False: RED}), 12),
        ),
        rows=rows(table),
        nothing=message("Nobody is expected to sit the exam."),
        group="unit",
        frozen=_NAMED,
        portrait=True,
    )
