"""Both verifiers find a whole journal whole, and name the first bad entry of a falsified one."""

import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from reserve.audit.model import Head
from reserve.audit.queries import export_lines, head
from reserve.audit.verify import verify
from reserve.db import Database
from tests.audit.tampering import TAMPERS, rewrite_from, sql, tamper
from tools import verify_journal


class Answer(NamedTuple):
    status: int
    text: str


def second_verifier(journal: Path, *options: str) -> Answer:
    """Run it in this process: hundreds of journals are checked here."""
    with redirect_stdout(StringIO()) as printed:
        return Answer(verify_journal.main([str(journal), *options]), printed.getvalue())


def test_the_second_verifier_needs_nothing_but_python(journal: Database, tmp_path: Path) -> None:
    # -I and -S: without site-packages and without the checkout, so it cannot lean on the program.
    tool = str(verify_journal.__file__)
    command = [sys.executable, "-I", "-S", tool, str(export(journal, tmp_path / "journal.jsonl"))]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.startswith("whole: 8 entries")
    assert answer.stderr == ""


def export(database: Database, path: Path) -> Path:
    with database.reading() as session:
        path.write_text("".join(f"{line}\n" for line in export_lines(session)), encoding="utf-8")
    return path


def test_an_untouched_journal_is_whole_for_both(journal: Database, tmp_path: Path) -> None:
    with journal.reading() as session:
        verdict = verify(session)
        assert (verdict.ok, verdict.entries, verdict.head) == (True, 8, head(session))
    answer = second_verifier(export(journal, tmp_path / "journal.jsonl"))
    assert answer == (0, f"whole: 8 entries\nhead: 8:{verdict.head.hash}\n")


def test_an_empty_journal_is_whole_for_both(database: Database, tmp_path: Path) -> None:
    with database.reading() as session:
        assert verify(session).ok
    assert second_verifier(export(database, tmp_path / "journal.jsonl")).status == 0


@pytest.mark.parametrize("name", TAMPERS)
def test_every_falsification_is_named(journal: Database, name: str) -> None:
    change, trouble, sequence = TAMPERS[name]
    if name == "another moment" and journal.url.get_backend_name() == "postgresql":
        change = sql("UPDATE journal SET at = at + interval '1 microsecond' WHERE sequence = 5")
    tamper(journal, change)
    with journal.reading() as session:
        verdict = verify(session)
    assert (verdict.trouble, verdict.sequence) == (trouble, sequence)
    assert str(sequence) in str(verdict.reason)


@pytest.mark.parametrize("name", TAMPERS)
def test_the_second_verifier_agrees_on_the_database_file(sqlite_journal: Database, name: str) -> None:
    change, _, sequence = TAMPERS[name]
    path = Path(str(sqlite_journal.url.database))
    assert second_verifier(path).status == 0
    tamper(sqlite_journal, change)
    answer = second_verifier(path)
    assert answer.status == 1
    assert re.search(rf"entry {sequence}\b", answer.text)


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ("UPDATE journal SET actor = x'ff' WHERE sequence = 5", 5),
        ("UPDATE journal SET actor = CAST(x'ff' AS TEXT) WHERE sequence = 5", 5),
        ("UPDATE journal SET at = 7 WHERE sequence = 5", 5),
        ("UPDATE journal SET details = '" + "[" * 100_000 + "' WHERE sequence = 5", 5),
        ("UPDATE journal_head SET sequence = 'x'", 8),
    ],
)
def test_values_of_another_type_are_named_too(sqlite_journal: Database, change: str, sequence: int) -> None:
    tamper(sqlite_journal, sql(change))
    answer = second_verifier(Path(str(sqlite_journal.url.database)))
    assert answer.status == 1
    assert re.search(rf"entry {sequence}\b", answer.text)
    with sqlite_journal.reading() as session:
        assert verify(session).sequence == sequence


def test_the_anchor_shows_a_journal_that_was_rewritten_whole(journal: Database, tmp_path: Path) -> None:
    with journal.reading() as session:
        anchor = head(session)
    tamper(journal, rewrite_from(5, with_head=True))
    exported = export(journal, tmp_path / "journal.jsonl")
    with journal.reading() as session:
        assert verify(session).ok, "nothing inside can show it"
        assert verify(session, anchor).trouble == "anchor"
    assert second_verifier(exported).status == 0
    assert second_verifier(exported, "--anchor", f"{anchor.sequence}:{anchor.hash}").status == 1


def test_the_anchor_shows_a_journal_cut_off_together_with_its_head(journal: Database, tmp_path: Path) -> None:
    with journal.reading() as session:
        anchor = head(session)
    cut = (
        "DELETE FROM journal WHERE sequence > 6",
        "UPDATE journal_head SET sequence = 6, hash = (SELECT hash FROM journal WHERE sequence = 6)",
    )
    tamper(journal, sql(*cut))
    with journal.reading() as session:
        assert verify(session).ok, "nothing inside can show it"
        verdict = verify(session, anchor)
    assert (verdict.trouble, verdict.sequence) == ("missing", 7)
    exported = export(journal, tmp_path / "journal.jsonl")
    assert "entry 7" in second_verifier(exported, "--anchor", f"{anchor.sequence}:{anchor.hash}").text


def test_an_anchor_noted_earlier_holds_for_ever(journal: Database) -> None:
    with journal.reading() as session:
        third = json.loads(list(export_lines(session))[2])
        assert verify(session, Head(3, third["hash"])).ok


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "order",
    [
        pytest.param([0, 1, 3, 2, 4, 5, 6, 7, 8], id="swapped"),
        pytest.param([0, 1, 3, 4, 5, 6, 7, 8], id="one taken out"),
        pytest.param([0, 1, 2, 2, 3, 4, 5, 6, 7, 8], id="one twice"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7], id="head taken out"),
        pytest.param([0, 1, 2, 3, 4, 5, 8], id="end taken out"),
        pytest.param([], id="empty"),
    ],
)
def test_an_export_is_checked_line_by_line(journal: Database, tmp_path: Path, order: list[int]) -> None:
    path = export(journal, tmp_path / "journal.jsonl")
    lines = lines_of(path)
    path.write_text("".join(f"{lines[n]}\n" for n in order), encoding="utf-8")
    assert second_verifier(path).status == 1


@pytest.mark.parametrize("line", range(9))
def test_no_letter_of_an_export_can_be_changed(journal: Database, tmp_path: Path, line: int) -> None:
    path = export(journal, tmp_path / "journal.jsonl")
    lines = lines_of(path)
    for place in range(0, len(lines[line]), 7):
        letter = "x" if lines[line][place] != "x" else "y"
        changed = lines[line][:place] + letter + lines[line][place + 1 :]
        path.write_text("\n".join([*lines[:line], changed, *lines[line + 1 :]]), encoding="utf-8")
        assert second_verifier(path).status == 1, (place, changed)


def test_what_cannot_be_read_is_no_verdict(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"SQLite format 3\0" + bytes(200))
    assert second_verifier(tmp_path / "not there").status == 2
    assert second_verifier(other).status == 2
    with pytest.raises(SystemExit, match="2"):
        second_verifier(other, "--anchor", "x")
