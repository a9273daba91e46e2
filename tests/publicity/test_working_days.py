"""Working days: by the official calendar, by the office's own word, and never guessed."""

import datetime as dt
from typing import Any

import pytest

from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.publicity import actions, queries
from reserve.publicity.model import Calendar, Clock, Pause
from reserve.publicity.rules import clock, special, works
from reserve.publicity.tables import OfficeDayRecord, OfficeYearRecord
from tests.cycle.laws import keeps

WANG = Actor("wang", ActorKind.PERSON)
NEW_YEAR = {dt.date(2027, 1, 1): False}
TOLD = Calendar(NEW_YEAR, frozenset({2027}))


def day(text: str) -> dt.date:
    """A day of 2026, or of the year that is written."""
    return dt.date.fromisoformat(text if len(text) == len("2026-07-06") else f"2026-{text}")


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        ("07-06", 5, "07-10"),  # a whole week, the first day counts
        ("07-03", 5, "07-09"),  # over a weekend
        ("07-04", 5, "07-10"),  # put up on a Saturday
        ("07-06", 1, "07-06"),
        ("07-06", 7, "07-14"),
        ("09-28", 5, "10-09"),  # National Day, 1 to 7 October
        ("10-08", 3, "10-10"),  # Saturday the 10th is worked for it
        ("09-18", 3, "09-21"),  # Sunday the 20th is worked
        ("12-30", 2, "12-31"),
    ],
)
def test_the_end_of_a_notice_by_the_official_calendar(first: str, days: int, last: str) -> None:
    assert clock(Calendar(), day(first), days, (), day("06-01")).last == day(last)


def test_a_notice_over_the_turn_of_the_year_needs_that_year() -> None:
    with pytest.raises(Refused, match="working days of 2027 are not known: enter its public holidays"):
        clock(Calendar(), day("12-30"), 5, (), day("12-30"))
    with pytest.raises(Refused):
        clock(Calendar(NEW_YEAR), day("12-30"), 5, (), day("12-30"))
    assert clock(TOLD, day("12-30"), 5, (), day("12-30")).last == dt.date(2027, 1, 6)


def test_what_the_office_said_goes_before_the_official_calendar() -> None:
    said = Calendar({day("07-08"): False, day("07-11"): True})
    assert clock(said, day("07-06"), 5, (), day("07-06")).last == day("07-11")
    assert works(said, day("07-11"))
    assert not works(said, day("07-08"))


@pytest.mark.parametrize(
    ("today", "left", "over"),
    [("07-01", 5, False), ("07-06", 5, False), ("07-08", 3, False), ("07-10", 1, False), ("07-11", 0, True)],
)
def test_what_is_left_counts_today_until_it_is_over(today: str, left: int, over: bool) -> None:  # noqa: FBT001 - a fact
    assert clock(Calendar(), day("07-06"), 5, (), day(today)) == Clock(day("07-06"), day("07-10"), left, over)


def test_an_objection_stops_the_clock_and_what_was_left_goes_on_afterwards() -> None:
    stands = clock(Calendar(), day("07-06"), 5, [Pause(day("07-08"), None)], day("07-20"))
    assert (stands.stopped, stands.last, stands.left, stands.over) == (True, None, 3, False)
    ended = [Pause(day("07-08"), day("07-14"))]
    assert clock(Calendar(), day("07-06"), 5, ended, day("07-14")).left == 3
    assert clock(Calendar(), day("07-06"), 5, ended, day("07-14")).last == day("07-17")
    both = [*ended, Pause(day("07-13"), day("07-15"))]
    assert clock(Calendar(), day("07-06"), 5, both, day("07-16")).last == day("07-20")
    late = [Pause(day("07-13"), None)]
    assert clock(Calendar(), day("07-06"), 5, late, day("07-14")).over


def test_the_odd_days_of_a_year_are_shown_together() -> None:
    spans = special(Calendar(), 2026)
    assert spans is not None
    found = {(span.first, span.last): span.works for span in spans}
    assert found[day("10-01"), day("10-07")] is False
    assert found[day("10-10"), day("10-10")] is True
    assert found[day("09-20"), day("09-20")] is True
    assert special(Calendar(), 2027) is None
    assert [(span.first, span.last) for span in special(TOLD, 2027) or ()] == [
        (dt.date(2027, 1, 1), dt.date(2027, 1, 3))
    ]


def test_days_and_a_year_are_decided_on_record(database: Database) -> None:
    first, last = dt.date(2027, 2, 5), dt.date(2027, 2, 11)
    with database.writing() as session:
        with pytest.raises(Invalid) as wrong:
            actions.confirm_year(session, WANG, year=2027, source="国办发明电〔2026〕9号", signed_by="王建国")
        assert wrong.value.fields.keys() == {"year"}
        named = {"reason": "国办发明电〔2026〕9号", "signed_by": "王建国"}
        assert actions.set_days(session, WANG, first=first, last=last, works=False, **named) == 7
        actions.set_days(session, WANG, first=last, last=None, works=True, **named)
        actions.confirm_year(session, WANG, year=2027, source="国办发明电〔2026〕9号", signed_by="王建国")
        with pytest.raises(Conflict):
            actions.confirm_year(session, WANG, year=2027, source="x", signed_by="王建国")
    with database.reading() as session:
        said = queries.calendar(session)
        told = [one for one in entries(session) if one.subject == "calendar"]
    assert (works(said, first), works(said, last), works(said, dt.date(2027, 3, 1))) == (False, True, True)
    assert [one.tag for one in told] == ["publicity.set_days", "publicity.set_days", "publicity.confirm_year"]
    assert told[0].details["last"] == "2027-02-11"


def test_everything_that_is_wrong_is_said_at_once(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(Invalid) as wrong:
            actions.set_days(session, WANG, first=None, last=None, works=None, reason=" ", signed_by="王建国")
        assert wrong.value.fields.keys() == {"first", "works", "reason"}
        long: dict[str, Any] = {
            "first": day("07-01"),
            "last": day("08-30"),
            "works": True,
            "reason": "x",
            "signed_by": "王建国",
        }
        with pytest.raises(Invalid):
            actions.set_days(session, WANG, **long)
        with pytest.raises(Invalid):
            actions.confirm_year(session, WANG, year=2026, source="x", signed_by="王建国")
        moment = dt.datetime(2026, 7, 6, tzinfo=dt.UTC)
        row = {"day": day("07-06"), "works": True, "reason": "x", "decided_by": "王", "decided_account": "w"}
        keeps(session, OfficeDayRecord, {**row, "decided_at": moment}, {"reason": ""}, "ck_office_day_named")
        year = {"year": 2027, "source": "x", "confirmed_by": "王", "confirmed_account": "w", "confirmed_at": moment}
        keeps(session, OfficeYearRecord, year, {"source": ""}, "ck_office_year_named")
