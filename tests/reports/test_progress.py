"""What the stage bar and the work list count, against rows put there one by one and against the whole result."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pytest
import sqlalchemy as sa
from msgspec.structs import asdict
from sqlalchemy.orm import Session

from reserve import clock
from reserve.accounts.model import Relation, Role
from reserve.accounts.tables import AccountRecord, RelationRecord, RoleRequestRecord
from reserve.campaign.model import ImportState
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.campaign.unsettled import Unsettled, unsettled
from reserve.db import Database
from reserve.eligibility import queries as eligibility
from reserve.eligibility.tables import ApprovalRecord, ExceptionRecord, ScreeningRecord, StandingWord
from reserve.exam.model import CorrectionOutcome, MarkStatus
from reserve.exam.tables import CorrectionRecord, EntryRecord, MarkRecord
from reserve.inspection.model import Outcome
from reserve.inspection.tables import InspectionRecord
from reserve.listing.tables import ListingRecord, SubmissionRecord
from reserve.nominee.tables import NomineeRecord
from reserve.personal import Keys
from reserve.pool.tables import MemberRecord
from reserve.reports.campaigns import Reached, campaigns
from reserve.reports.duties import duties, role_requests
from reserve.reports.progress import progress
from reserve.reports.result import result
from reserve.retention.model import RemovalOutcome
from reserve.retention.tables import RemovalRecord
from tests.accounts.accounts import add_person
from tests.cycle.town import SECOND, TOO_OLD, YOUNG, campaign
from tests.edge.service import Service

DAY: Final = dt.date(2026, 7, 1)


@pytest.fixture
def town(database: Database) -> Database:
    with database.writing() as session:
        campaign(session, "listing")
    return database


def put(session: Session, record: type[Any], **values: Any) -> None:  # noqa: ANN401 - columns of any table
    session.execute(sa.insert(record).values(**values))


def counts(database: Database) -> Mapping[str, int]:
    with database.reading() as session:
        return asdict(progress(session, 1))


def changed(database: Database, before: Mapping[str, int]) -> Mapping[str, int]:
    """Return by how much the counts differ from those before; only those that do."""
    now = counts(database)
    return {name: now[name] - count for name, count in before.items() if now[name] != count}


def test_the_counts_are_those_of_the_whole_result(campaign: Service) -> None:
    with campaign.database.reading() as session:
        found = progress(session, 1)
        whole = result(session, 1, campaign.keys, (), "en")
        papers = eligibility.papers(session, 1)
    nominees = whole["nominees"]
    outcomes = Counter(one["outcome"] for one in nominees)
    candidates = {one["person_id"] for one in nominees if one["outcome"] in {"eligible", "exceptional"}}
    marked = {one["person_id"] for one in nominees if one["exam"] is not None}
    inspected = {one["person_id"] for one in nominees if one["inspection"] is not None}
    assert found.nominees == found.drawn == len(nominees)
    assert {word: getattr(found, word) for word in ("eligible", "exceptional", "undecided", "ineligible")} == outcomes
    assert found.boundary == sum(one["boundary"] for one in nominees)
    assert found.marks_open == len(candidates - marked) > 0
    assert found.inspections_open == len(candidates - inspected) > 0
    assert found.listed == sum(one["listed"] for one in nominees)
    assert found.reserved == sum(one["reserved"] for one in nominees)
    assert found.exceptions_open == len(whole["exceptions"]) - sum(one.complete for one in papers.values())
    assert found.exceptions_unproposed == sum(one["reason"] is None for one in whole["exceptions"])
    assert found.members == len(whole["members"])
    assert found.members_open == sum(one["decision"] == "none" for one in whole["members"])
    assert found.open_places == sum(one[place]["open"] for one in whole["units"] for place in ("chief", "deputy"))
    assert found.units == len(whole["units"])
    assert found.posts_unknown == sum(
        one[place]["posts"] is None for one in whole["units"] for place in ("chief", "deputy")
    )


def test_what_two_clerks_keyed_differently_is_a_conflict_until_a_mark_stands(town: Database) -> None:
    with town.writing() as session:
        session.execute(sa.delete(MarkRecord).where(MarkRecord.person_number == SECOND))
    before = counts(town)
    keyed = {"cycle_id": 1, "status": MarkStatus.TAKEN, "keyed_at": clock.now()}
    with town.writing() as session:
        put(session, EntryRecord, **keyed, person_number=SECOND, ordinal=1, account="clerk.one", hundredths=8000)
    assert changed(town, before) == {"marks_once": 1}
    with town.writing() as session:
        put(session, EntryRecord, **keyed, person_number=SECOND, ordinal=2, account="clerk.two", hundredths=8050)
    assert changed(town, before) == {"mark_conflicts": 1}
    with town.writing() as session:
        put(session, EntryRecord, **keyed, person_number=TOO_OLD, ordinal=1, account="clerk.one", hundredths=1)
    assert changed(town, before) == {"mark_conflicts": 1}
    with town.writing() as session:
        put(
            session, MarkRecord, cycle_id=1, person_number=SECOND, status=MarkStatus.TAKEN, hundredths=8000, passed=True
        )
    assert changed(town, before) == {"marks": 1, "marks_open": -1}


def test_a_withdrawn_inspection_is_missing_again_and_only_the_latest_counts(town: Database) -> None:
    before = counts(town)
    with town.reading() as session:
        table = InspectionRecord.__table__
        row = dict(session.execute(sa.select(table).where(table.c.person_number == SECOND)).mappings().one())
    del row["id"]
    with town.writing() as session:
        put(session, InspectionRecord, **{**row, "withdrawn": True})
    assert changed(town, before) == {"inspections": 1, "inspections_open": 1}
    with town.writing() as session:
        put(session, InspectionRecord, **row)
    assert changed(town, before) == {"inspections": 2}
    with town.writing() as session:
        put(session, InspectionRecord, **{**row, "outcome": Outcome.INCOMPLETE})
    assert changed(town, before) == {"inspections": 3, "inspections_incomplete": 1}


def person_of(database: Database, name: str, role: Role = Role.APPROVER) -> str:
    return add_person(database, Keys.ephemeral(), name, role).name


def relate(session: Session, account: str, person: int) -> None:
    number = session.execute(sa.select(AccountRecord.id).where(AccountRecord.name == account)).scalar_one()
    relation = {"relation": Relation.RELATIVE, "declared_by": "x", "declared_at": clock.now()}
    put(session, RelationRecord, account_id=number, person_number=person, **relation)


def waiting(database: Database, account: str) -> Mapping[str, int]:
    with database.reading() as session:
        return {name: count for name, count in asdict(duties(session, 1, account)).items() if count}


@pytest.mark.usefixtures("quick_hashes")
def test_a_removal_waits_for_anybody_but_the_proposer_and_relatives(town: Database) -> None:
    before = counts(town)
    related = person_of(town, "chen.related")
    with town.writing() as session:
        member = session.execute(sa.select(MemberRecord.__table__)).first()
        assert member is not None
        relate(session, related, member.person_number)
        removal = {"cycle_id": 1, "grounds": ["不胜任"], "proposed_by": "甲", "proposed_on": DAY, "remark": ""}
        put(session, RemovalRecord, **removal, member_id=member.id, proposed_account="wang.fang")
    assert changed(town, before) == {"removals_open": 1}
    assert waiting(town, "li.wei") == {"removals": 1}
    assert waiting(town, "wang.fang") == {}
    assert waiting(town, related) == {}
    decided = {"decided_by": "乙", "decided_account": "li.wei", "decided_at": clock.now()}
    with town.writing() as session:
        session.execute(sa.update(RemovalRecord).values(outcome=RemovalOutcome.REFUSED, **decided))
    assert changed(town, before) == {}
    assert waiting(town, "li.wei") == {}


@pytest.mark.usefixtures("quick_hashes")
def test_an_exception_waits_for_whoever_neither_proposed_nor_signed_it(town: Database) -> None:
    related = person_of(town, "chen.related")
    with town.writing() as session:
        number = session.execute(
            sa.select(NomineeRecord.id)
            .join(ScreeningRecord)
            .where(ScreeningRecord.standing == StandingWord.EXCEPTIONAL)
        ).scalar_one()
        for table in (ListingRecord, ApprovalRecord, ExceptionRecord):
            session.execute(sa.delete(table))
    before = counts(town)
    assert before["exceptions_unproposed"] == before["exceptions_open"] == 1
    with town.writing() as session:
        relate(session, related, YOUNG)
        said = {"proposed_by": "甲", "proposed_on": DAY, "reason": "实绩", "evidence": "文件", "relatives": []}
        put(session, ExceptionRecord, nominee_id=number, proposed_account="wang.fang", complete=False, **said)
        put(session, ApprovalRecord, nominee_id=number, ordinal=1, approver="乙", account="li.wei", approved_on=DAY)
    assert changed(town, before) == {"exceptions_unproposed": -1}
    assert waiting(town, "zhou.min") == {"signatures": 1}
    assert {name: waiting(town, name) for name in ("wang.fang", "li.wei", related)} == {
        "wang.fang": {},
        "li.wei": {},
        related: {},
    }
    with town.writing() as session:
        session.execute(sa.update(ExceptionRecord).values(complete=True))
    assert changed(town, before) == {"exceptions_unproposed": -1, "exceptions_open": -1}
    assert waiting(town, "zhou.min") == {}


def test_a_correction_and_the_list_wait_for_somebody_else(town: Database) -> None:
    before = counts(town)
    with town.writing() as session:
        old = {"old_status": MarkStatus.TAKEN, "old_hundredths": 8000, "status": MarkStatus.ABSENT, "remark": ""}
        who = {"reason": "抄错", "proposed_by": "甲", "proposed_account": "wang.fang", "proposed_at": clock.now()}
        put(session, CorrectionRecord, cycle_id=1, person_number=SECOND, **old, **who)
        lying = {"submitted_by": "甲", "submitted_account": "wang.fang", "submitted_at": clock.now()}
        put(session, SubmissionRecord, cycle_id=1, digest="0" * 64, decision_number="", meeting="", **lying)
    assert changed(town, before) == {"corrections_open": 1, "submitted": 1}
    assert waiting(town, "li.wei") == {"corrections": 1, "approvals": 1}
    assert waiting(town, "wang.fang") == {}
    with town.reading() as session:
        assert [one.reached for one in campaigns(session)] == [Reached.SUBMITTED]
    decided = {"decided_by": "乙", "decided_account": "li.wei", "decided_at": clock.now()}
    with town.writing() as session:
        session.execute(sa.update(CorrectionRecord).values(outcome=CorrectionOutcome.CONFIRMED, **decided))
        session.execute(sa.delete(SubmissionRecord))
    assert changed(town, before) == {}


@pytest.mark.usefixtures("quick_hashes")
def test_a_role_waits_for_somebody_else_than_whoever_asked(town: Database) -> None:
    person_of(town, "zhao.new", Role.OFFICER)
    asked = {"unit_id": None, "requested_by": "sys.admin", "requested_at": clock.now()}
    with town.writing() as session:
        number = session.execute(sa.select(AccountRecord.id)).scalar_one()
        put(session, RoleRequestRecord, account_id=number, role=Role.APPROVER, **asked)
    with town.reading() as session:
        assert (role_requests(session, "sec.admin"), role_requests(session, "sys.admin")) == (1, 0)


def sent(session: Session, number: int, state: ImportState, *files: str) -> None:
    settled = {"settled_by": "x", "settled_at": clock.now()} if state is ImportState.SAVED else {}
    counted = {"errors": 0, "warnings": 0, "changes": 0, "base": 0, "reason": "", "blank_means_none": []}
    given = {"id": number, "cycle_id": 1, "state": state, "uploaded_by": "x", "uploaded_at": clock.now()}
    put(session, ImportRecord, **given, **counted, **settled)
    for file in files:
        put(session, WorkbookRecord, import_id=number, file=file, given_name=file, content=b"", digest="0" * 64)


def test_a_refused_import_is_done_with_when_one_of_its_workbooks_came_again(town: Database) -> None:
    def found() -> Unsettled:
        with town.reading() as session:
            return unsettled(session, 1)

    assert found() == Unsettled(0, 0)
    with town.writing() as session:
        sent(session, 1, ImportState.REFUSED, "roster.xlsx")
        sent(session, 2, ImportState.FAILED, "votes.xlsx", "marks.xlsx")
    assert found() == Unsettled(0, 2)
    with town.writing() as session:
        sent(session, 3, ImportState.PROPOSED, "votes.xlsx")
    assert found() == Unsettled(1, 1)
    with town.writing() as session:
        sent(session, 4, ImportState.SAVED, "roster.xlsx", "units.xlsx")
    assert found() == Unsettled(1, 0)
