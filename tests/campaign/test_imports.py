"""Imports: read in the background, shown, saved whole or not at all, undone; whatever is interrupted goes on."""

import io
import logging
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter

from reserve.accounts import granting
from reserve.accounts.model import Relation, Role
from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries, head
from reserve.audit.verify import verify
from reserve.campaign import deriving, imports, reading, results, sent, settling
from reserve.campaign.findings import findings
from reserve.campaign.model import ImportState
from reserve.campaign.tables import ImportRecord, WorkbookRecord
from reserve.campaign.worker import Worker
from reserve.cycle import steps
from reserve.cycle.model import Step
from reserve.db import Database
from reserve.errors import Conflict, Invalid, NotFound, Refused
from reserve.exam import actions as exam
from reserve.intake import read_county
from reserve.intake.recognise import Sent
from reserve.text import word
from reserve.workbook.confined import Confined, Limits
from reserve.workbook.findings import Level
from reserve.workbook.grids import Grid
from tests.accounts.accounts import add_person
from tests.campaign import doing, sending
from tests.campaign.sending import OFFICER
from tests.cycle.town import KEYS
from tests.intake.county import changed, county, write

ROSTER, VOTES, MARKS, MEMBERS = "roster.xlsx", "votes.xlsx", "marks.xlsx", "members.xlsx"
FIRST = {"units.xlsx", ROSTER, MEMBERS, VOTES}
WAITING = {MARKS, "exceptions.xlsx", "decisions.xlsx"}


pytestmark = pytest.mark.usefixtures("read_here")


def state(database: Database, cycle_id: int, number: int) -> ImportState:
    return sending.one(database, cycle_id, number).state


def screen(database: Database, cycle_id: int) -> None:
    with database.writing() as session:
        deriving.screen(session, OFFICER, cycle_id, KEYS)


def told(database: Database, tag: str) -> list[tuple[str, str, dict[str, object]]]:
    with database.reading() as session:
        return [(one.actor, one.subject, dict(one.details)) for one in entries(session) if one.tag == tag]


def test_what_was_sent_is_proposed_and_nothing_is_changed(database: Database) -> None:
    cycle_id = sending.opened(database)
    before = sending.contents(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()))
    assert sending.contents(database) == before
    one, outcome = sending.one(database, cycle_id, number), sending.outcome(database, number)
    assert (one.state, one.errors) == (ImportState.PROPOSED, 0)
    assert [file.file for file in one.files][:2] == ["units.xlsx", ROSTER]
    assert outcome.difference is not None
    assert {file.file: file.total for file in outcome.difference.files if file.file in FIRST} == {
        "units.xlsx": 2,
        ROSTER: 4,
        MEMBERS: 2,
        VOTES: 2,
    }
    assert {file.file for file in outcome.difference.files if file.waits} == WAITING
    assert one.changes == outcome.difference.total
    assert [name for name, _, _ in told(database, "campaign.propose_import")] == ["officer"]


def test_a_saved_import_counts_and_what_speaks_of_nominees_waits_for_the_screening(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.taken_in(database, cycle_id)
    with database.reading() as session:
        slots = sent.current(session, cycle_id)
    assert {file for file, slot in slots.items() if slot.waits} == WAITING
    assert (slots[ROSTER].rows, slots[ROSTER].import_id, slots[ROSTER].saved_by) == (4, number, "officer")
    assert sending.contents(database)["mark"] == []
    screen(database, cycle_id)
    imports.apply_waiting(database, KEYS, OFFICER, cycle_id)
    with database.reading() as session:
        assert not any(slot.waits for slot in sent.current(session, cycle_id).values())
    applied = sending.contents(database)
    assert len(applied["mark"]) > 0
    imports.apply_waiting(database, KEYS, OFFICER, cycle_id)
    assert sending.contents(database) == applied
    [(actor, subject, details)] = told(database, "campaign.save_import")
    assert (actor, subject) == ("officer", f"import {number}")
    assert len(str(dict(details["files"])[ROSTER])) == 64  # type: ignore[call-overload] # a mapping
    with database.reading() as session:
        assert verify(session).ok


def test_workbooks_one_by_one_come_to_the_same_as_all_at_once(database: Database, tmp_path: Path) -> None:
    cycle_id = sending.opened(database)
    for file in county():
        sending.taken_in(database, cycle_id, only={file})
    screen(database, cycle_id)
    imports.apply_waiting(database, KEYS, OFFICER, cycle_id)
    with database.writing() as session:
        deriving.draw(session, OFFICER, cycle_id, KEYS)
    outcome = doing.read(database, lambda session: results.result(session, cycle_id, KEYS, "en"))
    fresh = doing.whole(database, read_county(write(county(), tmp_path)))
    assert outcome == doing.read(database, lambda session: results.result(session, fresh, KEYS, "en"))


def test_errors_of_all_files_are_told_at_once_and_nothing_is_stored(database: Database) -> None:
    cycle_id = sending.opened(database)
    before = sending.contents(database)
    files = changed(ROSTER, "干部名册", "职级", "不知道")
    files[MARKS]["成绩"][1][3] = 101.5
    files["units.xlsx"]["单位"][1][1] = "省直"
    number = sending.send(database, cycle_id, sending.workbooks(files))
    one, outcome = sending.one(database, cycle_id, number), sending.outcome(database, number)
    assert (one.state, one.errors, outcome.difference) == (ImportState.REFUSED, 3, None)
    assert {found.file for found in outcome.findings if found.level is Level.ERROR} == {ROSTER, MARKS, "units.xlsx"}
    with pytest.raises(Conflict, match="holds errors"):
        sending.save(database, cycle_id, number)
    assert sending.contents(database) == before


def test_a_workbook_alone_is_read_beside_those_that_count(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county(), {MARKS}))
    assert {(one.file, word(one.message, "en")) for one in sending.outcome(database, number).findings} == {
        ("units.xlsx", "the file is missing"),
        (ROSTER, "the file is missing"),
    }
    sending.taken_in(database, cycle_id, only=FIRST)
    with database.writing() as session:
        imports.read_again(session, OFFICER, cycle_id, number)
    sending.work(database)
    assert state(database, cycle_id, number) is ImportState.PROPOSED


def test_formulas_in_a_sent_workbook_are_refused_by_their_cell(database: Database) -> None:
    cycle_id = sending.opened(database)
    files = sending.workbooks(county())
    number = sending.send(database, cycle_id, {**files, ROSTER: Sent(ROSTER, _with_formula())})
    found = [one for one in sending.outcome(database, number).findings if one.level is Level.ERROR]
    assert [(one.file, one.cell, one.value) for one in found] == [(ROSTER, "F2", '=IF(1<2,"副局长","")')]


def _with_formula() -> bytes:
    header, *rows = county()[ROSTER]["干部名册"]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("干部名册")
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
        sheet.write_formula(1, 5, '=IF(1<2,"副局长","")', None, "副局长")
    return content.getvalue()


def test_a_workbook_that_bursts_is_a_finding_of_its_own(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(219_999, 25, 1)
    cycle_id = sending.opened(database)
    files = {**sending.workbooks(county()), MARKS: Sent(MARKS, content.getvalue())}
    number = sending.send(database, cycle_id, files, read=False)
    sending.work(database, Limits(memory=250 << 20))
    assert state(database, cycle_id, number) is ImportState.REFUSED
    found = [one for one in sending.outcome(database, number).findings if one.level is Level.ERROR]
    assert [one.file for one in found] == [MARKS]
    assert "more memory or time" in found[0].message.msgid


def test_saving_when_something_changed_meanwhile_shows_the_difference_again(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id)
    first = changed(ROSTER, "干部名册", "职务", "局长")
    mine = sending.send(database, cycle_id, sending.workbooks(first, {ROSTER}))
    theirs = sending.send(database, cycle_id, sending.workbooks(changed(ROSTER, "干部名册", "职务", "主任"), {ROSTER}))
    assert sending.save(database, cycle_id, theirs)
    before = sending.contents(database)
    assert not sending.save(database, cycle_id, mine)
    assert sending.contents(database) == before
    assert state(database, cycle_id, mine) is ImportState.READING
    assert sending.one(database, cycle_id, mine).progress == {"again": True}
    sending.work(database)
    difference = sending.outcome(database, mine).difference
    assert difference is not None
    assert [(before, after) for _, before, after in difference.files[0].rows[0].changes] == [("主任", "局长")]
    assert sending.save(database, cycle_id, mine)


def test_a_folder_that_was_read_before_another_import_was_saved_is_not_taken_in(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id)
    mine = sending.send(database, cycle_id, sending.workbooks(county(), {VOTES}))
    stale = imports.folder_to_save(database, KEYS, cycle_id, mine)
    sending.taken_in(database, cycle_id, only={ROSTER})
    with database.writing() as session:
        assert not imports.save(session, OFFICER, KEYS, cycle_id, mine, stale)


def test_changing_what_was_screened_needs_a_reason_and_marks_need_none(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id, only=FIRST)
    screen(database, cycle_id)
    roster = sending.send(database, cycle_id, sending.workbooks(county(), {ROSTER}))
    with pytest.raises(Invalid) as refused:
        sending.save(database, cycle_id, roster, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    assert sending.save(database, cycle_id, roster, reason="补登处分")
    marks = sending.send(database, cycle_id, sending.workbooks(county(), {MARKS}))
    assert sending.save(database, cycle_id, marks)
    with database.reading() as session:
        assert not sent.current(session, cycle_id)[MARKS].waits
    assert told(database, "campaign.save_import")[1][2]["reason"] == "补登处分"


def test_nobody_imports_decisions_about_a_relative(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id, only={"units.xlsx", ROSTER})
    number = sending.send(database, cycle_id, sending.workbooks(county(), {MEMBERS}))
    difference = sending.outcome(database, number).difference
    assert difference is not None
    decided_on = {row.person for row in difference.files[0].rows}
    related = Actor(add_person(database, KEYS, "related", Role.OFFICER).name, ActorKind.PERSON)
    with database.writing() as session:
        granting.declare_relation(session, OFFICER, related.name, min(filter(None, decided_on)), Relation.RELATIVE)
    with pytest.raises(Refused, match="relative"):
        sending.save(database, cycle_id, number, actor=related)
    assert sending.save(database, cycle_id, number)


def test_a_cancelled_import_is_over_and_its_workbooks_are_gone(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()))
    with database.writing() as session:
        imports.cancel(session, OFFICER, cycle_id, number)
    for act in (imports.cancel, imports.read_again):
        with pytest.raises(Conflict, match="cancelled already"), database.writing() as session:
            act(session, OFFICER, cycle_id, number)
    with pytest.raises(Conflict, match="cancelled already"):
        sending.save(database, cycle_id, number)
    with database.reading() as session:
        assert set(session.scalars(sa.select(WorkbookRecord.content))) == {b""}
        assert session.scalar(sa.select(ImportRecord.outcome)) is None
        with pytest.raises(NotFound):
            sent.content(session, KEYS, number, ROSTER)


def test_cancelling_in_the_middle_of_the_reading_ends_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()), read=False)
    opened: list[str] = []
    plainly = Confined.read

    def read(self: Confined, path: Path) -> list[Grid]:
        opened.append(path.name)
        if path.name == ROSTER:
            with database.writing() as session:
                imports.cancel(session, OFFICER, cycle_id, number)
        return plainly(self, path)

    monkeypatch.setattr(Confined, "read", read)
    sending.work(database)
    assert opened == ["units.xlsx", ROSTER]
    assert state(database, cycle_id, number) is ImportState.CANCELLED


def test_a_worker_picks_up_what_a_stop_or_a_crash_left_and_says_how_far_it_is(database: Database) -> None:
    cycle_id = sending.opened(database)
    numbers = [
        sending.send(database, cycle_id, sending.workbooks(county()), read=False),
        sending.send(database, cycle_id, sending.workbooks(county(), {"units.xlsx"}), read=False),
    ]
    worker = Worker(database, KEYS)
    for _ in range(2):
        worker.start()
    _wait(lambda: all(state(database, cycle_id, number) is ImportState.PROPOSED for number in numbers))
    third = sending.send(database, cycle_id, sending.workbooks(county()), read=False)
    worker.wake()
    _wait(lambda: state(database, cycle_id, third) is ImportState.PROPOSED)
    for _ in range(2):
        worker.stop()
    fourth = sending.send(database, cycle_id, sending.workbooks(county()), read=False)
    worker.wake()
    assert state(database, cycle_id, fourth) is ImportState.READING
    worker.start()
    _wait(lambda: state(database, cycle_id, fourth) is ImportState.PROPOSED)
    worker.stop()


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_stop_in_the_middle_of_a_workbook_leaves_it_to_be_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()), read=False)
    worker, plainly = Worker(database, KEYS), Confined.read

    def read(self: Confined, path: Path) -> list[Grid]:
        worker.stop()
        return plainly(self, path)

    with monkeypatch.context() as patched:
        patched.setattr(Confined, "read", read)
        worker.work()
    assert state(database, cycle_id, number) is ImportState.READING
    sending.work(database)
    assert state(database, cycle_id, number) is ImportState.PROPOSED


def test_a_reading_that_breaks_down_gives_a_number_and_no_text(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()), read=False)
    with database.reading() as session:
        sealed = session.scalar(sa.select(WorkbookRecord.content).where(WorkbookRecord.file == ROSTER))
    _seal(database, bytes(60))
    with caplog.at_level(logging.ERROR, logger="reserve.campaign"):
        sending.work(database)
    one = sending.one(database, cycle_id, number)
    assert one.state is ImportState.FAILED
    assert str(one.progress["incident"]) in caplog.text
    assert "import_workbook.content" not in caplog.text
    assert sealed is not None
    _seal(database, sealed)
    with database.writing() as session:
        imports.read_again(session, OFFICER, cycle_id, number)
    sending.work(database)
    assert state(database, cycle_id, number) is ImportState.PROPOSED


def _seal(database: Database, content: bytes) -> None:
    with database.writing() as session:
        session.execute(sa.update(WorkbookRecord).where(WorkbookRecord.file == ROSTER).values(content=content))


def test_saving_that_is_cut_off_leaves_the_import_proposed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()))
    before = sending.contents(database)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(settling, "settle", cut)
        with pytest.raises(KeyboardInterrupt):
            sending.save(database, cycle_id, number)
    assert sending.contents(database) == before
    assert state(database, cycle_id, number) is ImportState.PROPOSED
    assert sending.save(database, cycle_id, number)
    with pytest.raises(Conflict, match="saved already"):
        sending.save(database, cycle_id, number)


def test_workbooks_that_waited_when_the_server_died_are_applied_at_the_next_start(database: Database) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id)
    screen(database, cycle_id)
    worker = Worker(database, KEYS)
    worker.start()
    _wait(lambda: not doing.read(database, lambda s: any(one.waits for one in sent.current(s, cycle_id).values())))
    worker.stop()
    assert {name for name, _, _ in told(database, "exam.record")} == {"officer"}


def test_two_who_apply_what_waited_at_the_same_time_apply_it_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle_id = sending.opened(database)
    sending.taken_in(database, cycle_id, only={*FIRST, MARKS})
    screen(database, cycle_id)
    both_read, both_write = Barrier(2), Barrier(2)
    read, record_marks = reading.read, exam.record_marks

    def reads(proposal: sent.Proposal) -> reading.Folder:
        folder = read(proposal)
        both_read.wait(30)
        return folder

    def records(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        with suppress(BrokenBarrierError):
            both_write.wait(0.3)
        return record_marks(*given, **named)

    monkeypatch.setattr(reading, "read", reads)
    monkeypatch.setattr(exam, "record_marks", records)
    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(lambda _: imports.apply_waiting(database, KEYS, OFFICER, cycle_id), range(2)))
    assert came[0] == came[1]
    recorded = told(database, "exam.record")
    assert recorded
    assert len({subject for _, subject, _ in recorded}) == len(recorded)


def test_nothing_of_a_workbook_stands_in_clear(database: Database) -> None:
    cycle_id = sending.opened(database)
    files = changed(ROSTER, "干部名册", "处分", "金丝雀处分")
    sending.send(database, cycle_id, sending.workbooks(files))
    with database.reading() as session:
        rows = [
            *session.execute(sa.select(ImportRecord.__table__)),
            *session.execute(sa.select(WorkbookRecord.__table__)),
        ]
        everything = str([tuple(row) for row in rows]) + str([one.details for one in entries(session)])
        raw = b"".join(cell for row in rows for cell in row if isinstance(cell, bytes))
    for canary in ("990101198011032313", "张三", "金丝雀"):
        assert canary not in everything
        assert canary.encode() not in raw


def test_the_folder_of_a_reading_is_ours_alone_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(reading, "mkdtemp", lambda prefix: tempfile.mkdtemp(prefix=prefix, dir=tmp_path))
    with reading.laid_out({ROSTER: b"secret"}) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / ROSTER).read_bytes() == b"secret"
        reading.sweep()
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []
    killed = tmp_path / f"{reading.PREFIX}killed"
    killed.mkdir()
    (killed / ".lock").touch()
    (killed / ROSTER).write_bytes(b"secret")
    starting = tmp_path / f"{reading.PREFIX}starting"
    starting.mkdir()
    reading.sweep()
    assert list(tmp_path.iterdir()) == [starting]


def test_findings_of_every_workbook_that_counts_are_kept_up_to_date(database: Database) -> None:
    cycle_id = sending.opened(database)
    files = county()
    files[VOTES]["得票"].append(["县林业局", "正职", "赵新来", None, 3])
    sending.taken_in(database, cycle_id, files)
    found = doing.read(database, lambda session: findings(session, KEYS, cycle_id))
    assert [one.file for one in found] == [VOTES]
    newcomer = [*files[ROSTER]["干部名册"][1]]
    newcomer[0], newcomer[1] = "赵新来", None
    files[ROSTER]["干部名册"].append(newcomer)
    sending.taken_in(database, cycle_id, files, {ROSTER})
    assert doing.read(database, lambda session: findings(session, KEYS, cycle_id)) == ()


def test_after_submission_nothing_is_sent_saved_or_undone(database: Database) -> None:
    cycle_id = sending.opened(database)
    number = sending.send(database, cycle_id, sending.workbooks(county()))
    with database.writing() as session:
        steps.take(session, OFFICER, cycle_id, Step.APPROVAL, head(session))
    for act in (
        lambda: sending.send(database, cycle_id, sending.workbooks(county(), {ROSTER})),
        lambda: sending.save(database, cycle_id, number),
        lambda: sending.undo(database, cycle_id, number),
    ):
        with pytest.raises(Refused, match="submitted"):
            act()
