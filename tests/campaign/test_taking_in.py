"""Taking in workbooks: exactly the difference, as often as they come."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.campaign import results
from reserve.campaign.difference import MOST_ROWS, Difference
from reserve.campaign.findings import findings
from reserve.campaign.taking_in import FILES
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.eligibility import queries as eligibility_queries
from reserve.errors import Refused
from reserve.intake import County
from reserve.pool import queries as pool
from reserve.roster import queries as roster
from reserve.roster.identity import identity
from reserve.roster.tables import PersonRecord
from reserve.text import Message, message
from reserve.workbook.findings import Finding, Level
from tests.campaign import doing
from tests.campaign.doing import TIED, ready
from tests.cycle.town import (
    ACTOR,
    CANARY_ID,
    KEPT,
    KEYS,
    ORDINARY,
    REMOVED,
    SECOND,
)
from tests.roster.builders import person


def kinds(found: Difference) -> dict[str, tuple[int, int, int, int, int]]:
    return {one.file: (one.new, one.changed, one.same, one.gone, one.conflicts) for one in found.files}


@pytest.mark.parametrize("prepare", [doing.opened, ready])
def test_taking_in_twice_changes_nothing_the_second_time(
    database: Database, prepare: Callable[[Database], int]
) -> None:
    cycle_id = prepare(database)
    doing.take(database, cycle_id, TIED)
    before = doing.everything(database)
    doing.take(database, cycle_id, TIED)
    assert doing.everything(database) == before


def test_whatever_was_taken_in_is_the_same_afterwards(database: Database) -> None:
    cycle_id = doing.opened(database)
    first = doing.difference(database, cycle_id, TIED)
    assert kinds(first) == {
        "units.xlsx": (2, 0, 0, 0, 0),
        "roster.xlsx": (9, 0, 0, 0, 0),
        "members.xlsx": (2, 0, 0, 0, 0),
        "votes.xlsx": (3, 0, 0, 0, 0),
        "inspections.xlsx": (2, 0, 0, 0, 0),
        "exceptions.xlsx": (1, 0, 0, 0, 0),
        "marks.xlsx": (5, 0, 0, 0, 0),
        "decisions.xlsx": (2, 0, 0, 0, 0),
    }
    assert [one.file for one in first.files if one.waits] == ["exceptions.xlsx", "marks.xlsx", "decisions.xlsx"]
    doing.take(database, cycle_id, TIED)
    doing.screen(database, cycle_id)
    doing.waiting(database, cycle_id, TIED)
    again = doing.difference(database, cycle_id, TIED)
    assert again.total == 0
    assert [one.same for one in again.files] == [one.new for one in first.files]
    assert not any(one.waits for one in again.files)


def moved(county: County) -> County:
    """The same rows elsewhere in their files."""

    def turned(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(row, origin=replace(row.origin, row=90 - number)) for number, row in enumerate(rows))[::-1]

    fields = ("units", "people", "members", "decisions", "meetings", "tallies", "marks", "inspections", "exceptions")
    return replace(county, **{field: turned(getattr(county, field)) for field in fields}, ties=turned(county.ties))


def test_rows_in_another_order_change_nothing_but_where_they_stand(database: Database) -> None:
    cycle_id = ready(database)
    doing.draw(database, cycle_id)
    outcome = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    other = moved(TIED)
    assert doing.difference(database, cycle_id, other).total == 0
    steps_before = doing.taken(database, cycle_id)
    doing.take(database, cycle_id, other)
    assert doing.taken(database, cycle_id) == steps_before
    found = doing.read(database, lambda session: roster.people(session, KEYS))
    assert {number: one.origin.row for number, one in found.items()} == {
        one.number: one.origin.row for one in other.people
    }
    derived = doing.screen(database, cycle_id)
    assert (derived.added, derived.changed, derived.withdrawn, derived.lapsed) == (0, 0, 0, 0)
    assert doing.everything(database)["screening_superseded"] == []
    cells = {
        cell
        for one in doing.read(database, lambda session: eligibility_queries.screenings(session, cycle_id)).values()
        for verdict in one.verdicts
        for cell in verdict["cells"]
    }
    assert cells
    assert min(int("".join(filter(str.isdigit, cell.partition("!")[2]))) for cell in cells) > 80
    doing.waiting(database, cycle_id, other)
    doing.draw(database, cycle_id)
    assert doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en")) == outcome


def test_the_findings_of_the_files_are_kept_and_replaced(database: Database) -> None:
    cycle_id = doing.opened(database)
    warnings = tuple(Finding(Level.WARNING, file, "", "", "", message("x")) for file in ("roster.xlsx", "votes.xlsx"))
    doing.take(database, cycle_id, replace(TIED, findings=warnings), {"units.xlsx", "roster.xlsx"})
    found = doing.read(database, lambda session: findings(session, KEYS, cycle_id))
    assert [one.file for one in found] == ["roster.xlsx"]
    doing.take(database, cycle_id, TIED, {"roster.xlsx", "votes.xlsx"})
    assert doing.read(database, lambda session: findings(session, KEYS, cycle_id)) == ()


def test_a_file_with_an_error_is_not_taken_in(database: Database) -> None:
    cycle_id = doing.opened(database)
    before = doing.everything(database)
    wrong = replace(TIED, findings=(Finding(Level.ERROR, "votes.xlsx", "", "", "", message("x")),))
    with pytest.raises(Refused, match="errors"):
        doing.take(database, cycle_id, wrong)
    assert doing.everything(database) == before
    doing.take(database, cycle_id, wrong, {"units.xlsx", "roster.xlsx"})


@pytest.mark.parametrize("act", [doing.take, doing.waiting])
def test_nothing_is_taken_in_while_the_list_lies_before_the_committee(
    database: Database, act: Callable[[Database, int, County], object]
) -> None:
    cycle_id = ready(database)
    with database.writing() as session:
        head = record(session, ACTOR, Tag.LISTING_SUBMIT, f"cycle {cycle_id}")
        steps.take(session, ACTOR, cycle_id, Step.APPROVAL, head)
    before = doing.everything(database)
    with pytest.raises(Refused, match="submitted"):
        act(database, cycle_id, replace(TIED, marks=()))
    assert doing.everything(database) == before


def test_each_file_takes_its_step(database: Database) -> None:
    cycle_id = doing.opened(database)
    taken = {}
    for file in FILES:
        before = doing.taken(database, cycle_id)
        doing.take(database, cycle_id, TIED, {file})
        now = doing.taken(database, cycle_id)
        taken[file] = {step.value for step in Step if now.get(step) != before.get(step)}
    assert taken == {
        "units.xlsx": {"roster"},
        "roster.xlsx": {"roster"},
        "members.xlsx": {"members", "retention"},
        "votes.xlsx": {"votes"},
        "inspections.xlsx": {"inspections"},
        "exceptions.xlsx": set(),
        "marks.xlsx": set(),
        "decisions.xlsx": set(),
    }
    doing.screen(database, cycle_id)
    before = doing.taken(database, cycle_id)
    doing.waiting(database, cycle_id, TIED)
    now = doing.taken(database, cycle_id)
    assert now.keys() - before.keys() == {Step.EXCEPTIONS, Step.MARKS, Step.TIES}


def test_an_empty_list_of_members_or_votes_is_a_step_taken_once(database: Database) -> None:
    cycle_id = doing.opened(database)
    empty = replace(TIED, members=(), decisions=(), meetings=(), tallies=())
    doing.take(database, cycle_id, empty)
    before = doing.taken(database, cycle_id)
    assert before.keys() >= {Step.MEMBERS, Step.VOTES}
    doing.screen(database, cycle_id)
    doing.take(database, cycle_id, empty, {"members.xlsx", "votes.xlsx"})
    after = doing.taken(database, cycle_id)
    assert {step: after[step] for step in (Step.MEMBERS, Step.VOTES)} == {
        step: before[step] for step in (Step.MEMBERS, Step.VOTES)
    }


def test_a_difference_survives_being_kept(database: Database) -> None:
    cycle_id = ready(database)
    changed = doing.person_changed(TIED, ORDINARY, id_number="990101199607010013", post="局长")
    found = doing.difference(database, cycle_id, changed)
    assert any(isinstance(after, Message) for one in found.files for row in one.rows for *_, after in row.changes)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Difference) == found
    assert CANARY_ID not in msgspec.json.encode(found).decode()


def test_no_more_rows_are_kept_than_can_be_looked_at_but_all_are_counted(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    cycle_id = doing.opened(database)
    many = replace(TIED, people=tuple(person(number) for number in range(1, MOST_ROWS + 6)))
    found = doing.of_file(database, cycle_id, many, "roster.xlsx")
    assert (found.new, len(found.rows)) == (MOST_ROWS + 5, MOST_ROWS)
    database.dispose()


def test_a_second_campaign_shares_people_and_leaves_the_first_as_it_was(database: Database) -> None:
    first = doing.whole(database, TIED)
    outcome = doing.read(database, lambda session: results.result(session, first, KEYS, "en"))
    rows = doing.everything(database)
    second = doing.opened(database)
    assert doing.difference(database, second, TIED, {"units.xlsx", "roster.xlsx"}).total == 0
    doing.take(database, second, TIED)
    with pytest.raises(Refused, match="not screened"):
        doing.draw(database, second)
    doing.screen(database, second)
    doing.waiting(database, second, TIED)
    doing.draw(database, second)
    now = doing.everything(database)
    assert {table: now[table] for table in ("person", "unit", "member")} == {
        table: rows[table] for table in ("person", "unit", "member")
    }
    assert doing.read(database, lambda session: results.result(session, first, KEYS, "en")) == outcome
    assert doing.read(database, lambda session: results.result(session, second, KEYS, "en")) == outcome
    # Whoever stands on a place of the first campaign stays a member in the second.
    doing.take(database, second, replace(TIED, members=(), decisions=()), {"members.xlsx"})
    assert {one.person for one in doing.read(database, pool.present).values()} == {KEPT, REMOVED}


def test_an_id_number_is_found_in_either_spelling(database: Database) -> None:
    cycle_id = doing.opened(database)
    old = doing.person_changed(TIED, SECOND, id_number="990101850214123")
    doing.take(database, cycle_id, old, {"units.xlsx", "roster.xlsx"})
    with database.reading() as session:
        before = session.scalar(sa.select(PersonRecord.id_lookup).where(PersonRecord.number == SECOND))
    new = doing.person_changed(TIED, SECOND, id_number=identity("990101850214123"), name="改名")
    doing.take(database, cycle_id, new, {"roster.xlsx"})
    found = doing.read(database, lambda session: roster.stored(session, KEYS))[SECOND].person
    assert (found.name, found.id_number) == ("改名", identity("990101850214123"))
    with database.reading() as session:
        assert session.scalar(sa.select(PersonRecord.id_lookup).where(PersonRecord.number == SECOND)) == before
