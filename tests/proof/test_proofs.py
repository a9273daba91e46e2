"""A hundredth of the long proofs, with the faults that they must find; the ten counties are in tests/journeys."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.proof import __main__ as command
from tests.proof import ages, counties, kills, plans, races, report, workbooks
from tests.proof.acts import CHAINS
from tests.proof.model import Findings, Proof
from tests.proof.mortal import FAULTS
from tests.proof.progress import ROOT, Progress, code_digest, store, stored

WORKBOOKS = 200
PAIRS = 1000
ATTEMPTS = 10_000
AROUND = ((1, 1), (2, 27), (2, 28), (3, 1), (3, 2), (12, 31))


def test_two_hundred_damaged_workbooks_are_refused_or_read_whole(tmp_path: Path) -> None:
    found = workbooks.look(0, WORKBOOKS, tmp_path)
    assert found.troubles == []
    assert found.figures["workbooks"] == WORKBOOKS
    # The damage is of every kind: none of the three ends is rare.
    assert len(found.figures) == 4
    assert min(found.figures.values()) > WORKBOOKS / 40


def test_a_thousand_pairs_of_plan_and_person_are_judged_as_rule_2_does(tmp_path: Path) -> None:
    found = plans.look(0, PAIRS, tmp_path)
    assert found.troubles == []
    assert found.figures["pairs of plan and person"] >= PAIRS
    assert {"eligible", "exceptional", "undecided", "ineligible", "at the boundary"} <= found.figures.keys()


def test_every_birth_date_is_judged_as_counting_birthdays_does(tmp_path: Path) -> None:
    # The days round which the calendar turns, and a hundredth of the others.
    days = [(dt.date(year, month, day) - ages.FIRST).days for year in (2024, 2025) for month, day in AROUND]
    days += [(dt.date(2024, 2, 29) - ages.FIRST).days, *range(0, ages.DAYS, 150)]
    found = Findings()
    for number in days:
        found.add(ages.look(number, 1, tmp_path))
    assert found.troubles == []
    assert found.figures["pairs of a date and a day"] > 1_000_000
    assert found.figures["unknown"] >= 4


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_ten_thousand_attempts_overfill_no_unit(kind: str, tmp_path: Path) -> None:
    found = Findings()
    with races.arena(kind, tmp_path) as url:
        races.fight(url, 7, ATTEMPTS, found)
    assert found.troubles == []
    assert found.figures["attempts"] == ATTEMPTS
    assert min(found.figures[kind] for kind in ("taken", "given back", "full")) > ATTEMPTS / 50


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_decision_is_done_once_or_not_at_all_wherever_the_server_is_killed(kind: str, tmp_path: Path) -> None:
    with kills.scene(tmp_path, kind, "deciding") as here:
        done = kills.tried(here, CHAINS["deciding"][0], start=3, every=5)
        assert here.found.troubles == []
        assert here.found.figures["kills"] == 2
        assert done.before.differences(done.after)
        if kind == "sqlite":  # the scene is there; the faults are the same on both
            assert kills.planted(here) == dict.fromkeys(FAULTS, True)


@pytest.mark.parametrize(
    "proof",
    [counties.PROOF, workbooks.PROOF, plans.PROOF, ages.PROOF, races.PROOF],
    ids=lambda proof: proof.name,
)
def test_every_planted_fault_is_found(proof: Proof, tmp_path: Path) -> None:
    found = proof.controls(tmp_path)
    assert found
    assert [fault for fault, seen in found.items() if not seen] == []


# ---- going on, and writing down ------------------------------------------------------------------------


class Counting:
    """A proof that counts, and finds something wrong with some numbers."""

    def __init__(self, wrong: frozenset[int] = frozenset()) -> None:
        self.looked_at: list[int] = []
        self.wrong = wrong
        self.planted = 0
        self.proof = Proof("counting", "numbers are right", 25, 10, self.look, self.controls, ("reserve",))

    def look(self, first: int, count: int, folder: Path) -> Findings:
        assert folder.is_dir()
        numbers = range(first, first + count)
        self.looked_at += numbers
        found = Findings(troubles=[f"{number} is wrong" for number in numbers if number in self.wrong])
        found.figures["numbers"] += count
        return found

    def controls(self, folder: Path) -> dict[str, bool]:
        assert folder.is_dir()
        self.planted += 1
        return {"a wrong number": True}


def test_a_proof_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    counting = Counting()
    command.advance(counting.proof, stored("counting", "code", tmp_path), 10, tmp_path)
    assert counting.looked_at == list(range(10))
    progress = command.advance(counting.proof, stored("counting", "code", tmp_path), None, tmp_path)
    assert counting.looked_at == list(range(25))
    assert (progress.done, progress.figures, counting.planted) == (25, {"numbers": 25}, 1)
    assert progress.holds
    assert stored("counting", "code", tmp_path) == progress


def test_a_proof_of_other_code_begins_anew(tmp_path: Path) -> None:
    store(Progress("counting", "old", done=20), tmp_path)
    assert stored("counting", "new", tmp_path).done == 0
    assert stored("counting", "old", tmp_path).done == 20


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"troubles": 1}, False),
        ({"done": 0}, False),
        ({"controls": {}}, False),
        ({"controls": {"one": True, "two": False}}, False),
    ],
)
def test_a_claim_holds_only_if_something_was_looked_at_and_faults_would_be_seen(
    changes: dict[str, object], *, holds: bool
) -> None:
    whole = {"name": "counting", "code": "", "done": 5, "controls": {"one": True}}
    assert Progress(**{**whole, **changes}).holds is holds  # type: ignore[arg-type]


def test_the_figures_are_written_between_their_marks(tmp_path: Path) -> None:
    counting = Counting(frozenset({3}))
    progress = command.advance(counting.proof, Progress("counting", "code"), None, tmp_path)
    document = tmp_path / "proofs.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", "utf-8")
    report.write([(counting.proof, progress)], document)
    text = document.read_text("utf-8")
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "| counting | 25 | 25 | 1 | 1 of 1 | 0.0 | code |" in text
    assert "- 3 is wrong" in text
    assert "old" not in text


def test_the_document_has_the_place_for_the_figures() -> None:
    text = report.DOCUMENT.read_text("utf-8")
    assert text.index(report.BEGIN) < text.index(report.END)


def test_the_digest_changes_with_the_code_and_not_with_its_translations(tmp_path: Path) -> None:
    (tmp_path / "reserve").mkdir()
    (tmp_path / "one.py").write_text("x = 1\n", "utf-8")
    sources = ("reserve", "one.py")
    digests = [code_digest(sources, tmp_path)]
    for name in ("reserve/new.py", "one.py", "reserve/plan.toml"):
        (tmp_path / name).write_text("y = 2\n", "utf-8")
        digests.append(code_digest(sources, tmp_path))
    assert len(set(digests)) == 4
    (tmp_path / "reserve" / "reserve.po").write_text('msgid ""\n', "utf-8")
    assert code_digest(sources, tmp_path) == digests[-1]


@pytest.mark.parametrize("proof", command.PROOFS, ids=lambda proof: proof.name)
def test_the_sources_of_a_proof_are_there(proof: Proof) -> None:
    assert all((ROOT / source).exists() for source in proof.sources)


def test_progress_is_plain_json(tmp_path: Path) -> None:
    store(Progress("counting", "code", done=3, troubles=1, first_troubles=["第一"]), tmp_path)
    assert json.loads((tmp_path / "counting.json").read_text("utf-8"))["first_troubles"] == ["第一"]
