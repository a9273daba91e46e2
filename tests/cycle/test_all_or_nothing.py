"""Whatever stage fails, nothing of it is left: no row, and no entry in the journal; done again, it doubles nothing."""

from dataclasses import replace

import pytest

from reserve.audit.verify import verify
from reserve.db import Database
from reserve.intake import County
from tests.cycle.laws import counts
from tests.cycle.town import STAGES, TOWN, Stage, campaign

# What is derived may be made anew, and the journal says each time that it was.
JOURNAL = {"journal", "journal's end"}


def test_a_stage_that_breaks_off_or_is_done_again_leaves_the_state_before_it(database: Database) -> None:
    """One campaign, stage by stage: each is broken off first, then done, then done a second time."""
    with database.writing() as session:
        cycle_id = campaign(session, "cycle")
    for name, stage in STAGES.items():
        before = state(database)
        with pytest.raises(InterruptedError):
            broken_off(database, stage, cycle_id)
        assert state(database) == before, name

        with database.writing() as session:
            stage(session, cycle_id, TOWN)
        done = rows(database)
        with database.writing() as session:
            stage(session, cycle_id, TOWN)
        assert rows(database) == done, name
    with database.reading() as session:
        assert verify(session).ok


def broken_off(database: Database, stage: Stage, cycle_id: int) -> None:
    """Do everything a stage does, and fail just before its end."""
    with database.writing() as session:
        before = counts(session)
        stage(session, cycle_id, TOWN)
        session.flush()
        assert counts(session) != before
        raise InterruptedError


def state(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return counts(session)


def rows(database: Database) -> dict[str, int]:
    return {name: count for name, count in state(database).items() if name not in JOURNAL}


def test_every_stage_but_the_appraisal_stands_in_the_journal(database: Database) -> None:
    with database.writing() as session:
        cycle_id = campaign(session, "cycle")
        for name, stage in STAGES.items():
            before = counts(session)["journal's end"]
            stage(session, cycle_id, TOWN)
            assert (counts(session)["journal's end"] > before) is (name != "appraisal"), name


def test_a_county_without_votes_is_carried_out_all_the_same(database: Database) -> None:
    empty: County = replace(TOWN, meetings=(), tallies=(), members=(), decisions=(), marks=(), exceptions=())
    with database.writing() as session:
        campaign(session, "listing", empty)
        found = counts(session)
    assert (found["nominee"], found["listing"], found["place"]) == (0, 0, 2 + 3 + 4 + 1)
