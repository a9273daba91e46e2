"""What was found is kept sealed, by source, and comes back as it was."""

import pytest
import sqlalchemy as sa

from reserve.campaign.findings import findings, store
from reserve.campaign.tables import FoundRecord
from reserve.db import Database
from reserve.personal import BrokenSeal, Keys
from reserve.text import message, word
from reserve.workbook.findings import Finding, Level, ordered
from tests.campaign import doing
from tests.cycle.town import CANARY_ID, KEYS

NESTED = message("{column} is missing", column=message("Birth"))
FOUND = (
    Finding(Level.WARNING, "roster.xlsx", "干部名册", "B3", CANARY_ID, NESTED, 3),
    Finding(Level.ERROR, "roster.xlsx", "", "", "", message("accepted: {accepted}", accepted=("无", "是"))),
    Finding(Level.WARNING, "roster.xlsx", "干部名册", "B10", "", message("{file} {n}", file="a.xlsx", n=None), 3),
)


def test_findings_come_back_in_their_order_and_worded_alike(database: Database) -> None:
    cycle_id = doing.opened(database)
    with database.writing() as session:
        store(session, KEYS, cycle_id, "roster.xlsx", FOUND[:2])
        store(session, KEYS, cycle_id, "list", FOUND[2:])
    found = doing.read(database, lambda session: findings(session, KEYS, cycle_id))
    expected = ordered(FOUND)
    assert [(one.level, one.file, one.sheet, one.cell, one.value, one.person) for one in found] == [
        (one.level, one.file, one.sheet, one.cell, one.value, one.person) for one in expected
    ]
    for lang in ("en", "zh_CN"):
        assert [word(one.message, lang) for one in found] == [word(one.message, lang) for one in expected]


def test_a_source_has_only_what_it_found_the_last_time(database: Database) -> None:
    cycle_id = doing.opened(database)
    with database.writing() as session:
        store(session, KEYS, cycle_id, "list", FOUND)
        store(session, KEYS, cycle_id, "list", FOUND[:1])
        assert len(findings(session, KEYS, cycle_id)) == 1
        store(session, KEYS, cycle_id, "list", ())
        assert findings(session, KEYS, cycle_id) == ()
        assert findings(session, KEYS, cycle_id + 1) == ()


def test_what_was_found_is_sealed_for_its_cycle_and_source(database: Database) -> None:
    cycle_id = doing.opened(database)
    with database.writing() as session:
        store(session, KEYS, cycle_id, "list", FOUND)
        (row,) = session.execute(sa.select(FoundRecord.__table__))
        assert CANARY_ID.encode() not in row.findings
        with pytest.raises(BrokenSeal):
            findings(session, Keys.ephemeral(), cycle_id)
        session.execute(sa.update(FoundRecord).values(source="roster.xlsx"))
        with pytest.raises(BrokenSeal):
            findings(session, KEYS, cycle_id)


def test_the_same_again_leaves_the_row_alone(database: Database) -> None:
    cycle_id = doing.opened(database)

    def sealed() -> bytes:
        with database.writing() as session:
            store(session, KEYS, cycle_id, "list", reversed(FOUND))
            return bytes(session.execute(sa.select(FoundRecord.findings)).scalar_one())

    assert sealed() == sealed()
