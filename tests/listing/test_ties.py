"""Ties decided on the page: as many as places, with a reason and a name, corrected by a later decision."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.actions import create_account
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import RelationRecord
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.audit.record import record
from reserve.audit.tags import Tag
from reserve.cycle import queries as cycle
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Conflict, Invalid, Refused
from reserve.intake import County
from reserve.listing import actions, queries
from reserve.listing.model import Seat, TieDecision
from reserve.listing.tables import TieRecord
from reserve.nominee import queries as nominee
from reserve.roster.model import PlaceClass
from tests.accounts.accounts import PASSWORD
from tests.cycle.town import (
    ACTOR,
    CHIEF,
    DEPUTY,
    EAST,
    EASTERN,
    KEYS,
    ORDINARY,
    REMOVED,
    SECOND,
    TOWN,
    campaign,
    mark,
    meeting,
    tally,
    tie,
)
from tests.roster.builders import person

pytestmark = pytest.mark.usefixtures("quick_hashes")
WANG = Actor("wang", ActorKind.PERSON)
REASON = "基层工作经历更长，群众基础好"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database: for what does not depend on the kind of database."""
    opened = Database(sqlite_url)
    yield opened
    opened.dispose()


def ids(session: Session, *persons: int, place_class: PlaceClass = DEPUTY) -> list[int]:
    known = {(one.person, one.place_class): one.id for one in nominee.nominees(session, 1).values()}
    return [known[person, place_class] for person in persons]


def settle(
    session: Session, tied: tuple[int, ...], listed: tuple[int, ...], reason: str = REASON, actor: Actor = WANG
) -> None:
    actions.settle_tie(
        session, actor, 1, signed_by="王建国", tied=ids(session, *tied), listed=ids(session, *listed), reason=reason
    )


def seated(session: Session) -> set[int]:
    people = nominee.nominees(session, 1)
    return {people[number].person for number, one in queries.listed(session, 1).items() if one.seat is Seat.LISTED}


LEVEL = (EASTERN, REMOVED)


def test_a_tie_is_shown_with_its_people_and_the_places_left(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        (found,) = queries.ties(session, 1)
        assert set(found.ids) == set(ids(session, *LEVEL))
    assert (found.place_class, found.places, found.chosen, found.is_open) == (DEPUTY, 1, (), True)


def test_a_decision_names_everybody_and_is_applied_by_the_next_drawing(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing")
        settle(session, LEVEL, (EASTERN,))
        made = [(one.person, one.decision, one.reason, one.decided_by) for one in queries.tie_rows(session, 1)]
        told = {one.subject: one for one in entries(session, tag=Tag.LISTING_SETTLE_TIE)}
        assert queries.outdated(session, 1) == {Step.TIES}
        assert EASTERN not in seated(session)
        assert actions.draw_list(session, ACTOR, 1) == ()
        assert EASTERN in seated(session)
        assert REMOVED not in seated(session)
        (settled,) = queries.ties(session, 1)
        assert queries.outdated(session, 1) == frozenset()
    assert made == [
        (EASTERN, TieDecision.LIST, REASON, "王建国"),
        (REMOVED, TieDecision.LEAVE_OUT, REASON, "王建国"),
    ]
    assert told.keys() == {"P00007", "P00008"}
    assert told["P00007"].actor == "wang"
    assert (told["P00007"].details["decision"], told["P00008"].details["decision"]) == ("list", "leave_out")
    assert (told["P00007"].details["tied"], told["P00007"].details["places"]) == (["P00007", "P00008"], 1)
    assert not settled.is_open


def test_a_later_decision_corrects_an_earlier_one_and_both_stay(database: Database) -> None:
    with database.writing() as session:
        campaign(session, "listing", replace(TOWN, ties=(tie(EASTERN), tie(REMOVED, TieDecision.LEAVE_OUT))))
        assert EASTERN in seated(session)
        settle(session, LEVEL, (REMOVED,), "重新核对档案后调整")
        actions.draw_list(session, ACTOR, 1)
        assert (REMOVED in seated(session), EASTERN in seated(session)) == (True, False)
        assert len(queries.tie_rows(session, 1)) == 4


@pytest.mark.parametrize(
    ("listed", "why"), [(LEVEL, "2 are chosen, but 1 places"), ((), "as many as places are left: 1")]
)
def test_as_many_are_chosen_as_places_are_left(sqlite: Database, listed: tuple[int, ...], why: str) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        with pytest.raises(Refused, match=why):
            settle(session, LEVEL, listed)
        assert session.scalar(sa.select(sa.func.count()).select_from(TieRecord)) == 0


def test_a_tie_that_a_workbook_decided_for_too_many_can_be_decided_here(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "exam")
        actions.settle_ties(session, ACTOR, 1, (tie(EASTERN), tie(REMOVED)))
        assert len(actions.draw_list(session, ACTOR, 1)) == 2
        settle(session, LEVEL, (EASTERN,))
        assert actions.draw_list(session, ACTOR, 1) == ()
        assert EASTERN in seated(session)


@pytest.mark.parametrize(
    ("tied", "listed"),
    [
        ((EASTERN,), (EASTERN,)),
        ((EASTERN, SECOND), (EASTERN,)),
        ((*LEVEL, SECOND), (SECOND,)),
        (LEVEL, (SECOND,)),
        ((), ()),
    ],
)
def test_people_who_are_no_tie_cannot_be_decided_between(
    sqlite: Database, tied: tuple[int, ...], listed: tuple[int, ...]
) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        with pytest.raises(Conflict, match="changed meanwhile"):
            settle(session, tied, listed)


def test_a_decision_says_why(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        with pytest.raises(Invalid) as error:
            settle(session, LEVEL, (EASTERN,), "  ")
    assert error.value.fields.keys() == {"reason"}


@pytest.mark.parametrize("about", LEVEL)
def test_a_relative_of_one_of_the_tied_does_not_decide(sqlite: Database, about: int) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        account = create_account(
            session, ACTOR, KEYS, name="wang", display_name="王建国", password=PASSWORD, role=Role.OFFICER
        )
        relation = {"account_id": account.id, "person_number": about, "relation": Relation.RELATIVE}
        session.execute(sa.insert(RelationRecord).values(**relation, declared_by="sec", declared_at=clock.now()))
        with pytest.raises(Refused, match="relative of yours"):
            settle(session, LEVEL, (EASTERN,))
        settle(session, LEVEL, (EASTERN,), actor=Actor("li", ActorKind.PERSON))


def test_a_list_that_is_out_of_date_is_drawn_first(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        head = record(session, ACTOR, Tag.EXAM_RECORD, "P00007", {})
        steps.take(session, ACTOR, 1, Step.MARKS, head)
        with pytest.raises(Refused, match="out of date"):
            settle(session, LEVEL, (EASTERN,))
        actions.draw_list(session, ACTOR, 1)
        settle(session, LEVEL, (EASTERN,))


def test_after_submission_no_tie_is_decided(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing")
        actions.submit_list(session, WANG, 1, signed_by="王建国", open_meant=True)
        with pytest.raises(Refused, match="was submitted for approval"):
            settle(session, LEVEL, (EASTERN,))
        assert Step.TIES not in cycle.steps(session, 1)


def two_ties() -> County:
    """Two are level for the only chief place of the township, and for its only deputy place the same two."""
    tallies = (*TOWN.tallies, tally(EASTERN, 20, EAST, CHIEF), tally(REMOVED, 20, EAST, CHIEF))
    people = (*TOWN.people, person(10, unit=EAST))
    units = tuple(
        replace(one, chief_posts=1, chief_adjustment=-1, adjustment_reason="核减") if one.name == EAST else one
        for one in TOWN.units
    )
    return replace(
        TOWN,
        units=units,
        people=people,
        meetings=(*TOWN.meetings, meeting(EAST, CHIEF)),
        tallies=(*tallies, tally(10, 30, EAST)),
        marks=(*TOWN.marks, mark(10)),
    )


def test_who_is_level_for_a_deputy_place_follows_from_the_decision_on_the_chief_place(sqlite: Database) -> None:
    with sqlite.writing() as session:
        campaign(session, "listing", two_ties())
        before = {one.place_class: one for one in queries.ties(session, 1)}
        assert {key: len(one.ids) for key, one in before.items()} == {CHIEF: 2, DEPUTY: 3}
        chiefs = ids(session, *LEVEL, place_class=CHIEF)
        actions.settle_tie(session, WANG, 1, signed_by="王建国", tied=chiefs, listed=chiefs[:1], reason=REASON)
        after = {one.place_class: one for one in queries.ties(session, 1)}
        assert not after[CHIEF].is_open
        # The one with the chief place leaves the other list, drawn again or not.
        assert set(after[DEPUTY].ids) == set(ids(session, REMOVED, 10))
        settle(session, (REMOVED, 10), (10,))
        actions.draw_list(session, ACTOR, 1)
        assert seated(session) >= {EASTERN, 10, ORDINARY}
