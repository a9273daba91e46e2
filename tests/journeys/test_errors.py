"""A file that holds an error: nothing of any file is taken in, and the findings say why."""

import json
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from reserve.cli.main import main
from reserve.db import Base
from tests.intake.county import Files, changed, county, write
from tests.journeys.running import LISTS, plan_file, run


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A whole county with a single wrong cell: a birth month that no calendar has."""
    return write(changed("roster.xlsx", "干部名册", "出生年月", "1980.13"), tmp_path / "county")


def test_one_wrong_cell_keeps_everything_out(spoilt: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    ran = run(spoilt, tmp_path / "out", "--keep", str(kept))
    assert ran.status == 1
    assert [ran.result[name] for name in LISTS] == [[], [], [], []]
    errors = [found for found in ran.result["findings"] if found["level"] == "error"]
    assert [(found["file"], found["cell"], found["value"]) for found in errors] == [("roster.xlsx", "D2", "1980.13")]
    assert ran.result["policy"]["id"] == "seed-county"
    assert rows_of(kept) == {}


def test_all_findings_of_all_files_come_in_one_pass(spoilt: Path, tmp_path: Path) -> None:
    marks = changed("marks.xlsx", "成绩", "成绩", 101)["marks.xlsx"]
    write({"marks.xlsx": marks}, spoilt)
    (spoilt / "votes.xlsx").write_bytes(b"no workbook")
    findings = run(spoilt, tmp_path / "out").result["findings"]
    assert {found["file"] for found in findings if found["level"] == "error"} == {
        "marks.xlsx",
        "roster.xlsx",
        "votes.xlsx",
    }


def test_the_first_errors_are_shown_with_their_cells(
    spoilt: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(spoilt, tmp_path / "out", lang="en")
    shown = capsys.readouterr()
    assert "roster.xlsx 干部名册 D2: [1980.13]" in shown.err
    assert str(tmp_path / "out" / "result.xlsx") in shown.out


def tied_beyond_the_places() -> Files:
    """Two people level for the only place, and a decision that lists both: found out only when the list is drawn."""
    files = county()
    files["units.xlsx"]["单位"][2][3:] = [1, None, None, None]
    roster, votes = files["roster.xlsx"]["干部名册"], files["votes.xlsx"]["得票"]
    marks, decisions = files["marks.xlsx"]["成绩"], files["decisions.xlsx"]["决定"]
    eligible = list(roster[1])
    for name in ("孙一", "孙二"):
        roster.append([name, None, None, "1985.05", "东河乡", *eligible[5:]])
        votes.append(["东河乡", "副职", name, None, 35])
        marks.append([name, None, "东河乡", 80, None])
        decisions.append([name, None, "东河乡", "副职", "并列取舍", "列入", "同意", "县委", "2026.06.20"])
    return files


def test_an_error_found_at_the_very_end_leaves_nothing_behind_either(tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    ran = run(write(tied_beyond_the_places(), tmp_path / "county"), tmp_path / "out", "--keep", str(kept))
    assert ran.status == 1
    assert [ran.result[name] for name in LISTS] == [[], [], [], []]
    errors = [found["file"] for found in ran.result["findings"] if found["level"] == "error"]
    assert errors == ["decisions.xlsx", "decisions.xlsx"]
    assert rows_of(kept) == {}


def test_the_same_county_without_the_decisions_goes_in(tmp_path: Path) -> None:
    files = tied_beyond_the_places()
    files["decisions.xlsx"]["决定"][-2:] = []
    kept = tmp_path / "kept.sqlite3"
    ran = run(write(files, tmp_path / "county"), tmp_path / "out", "--keep", str(kept))
    assert ran.status == 0
    assert rows_of(kept)["person"] == len(files["roster.xlsx"]["干部名册"]) - 1


def rows_of(file: Path) -> dict[str, int]:
    """How many rows each table of a kept database holds; tables without any are left out."""
    if not file.exists():
        return {}
    engine = sa.create_engine(f"sqlite:///{file}")
    with closing(engine.connect()) as connection:
        counts = {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    # The head of an empty journal is a row that was there before.
    return {name: count for name, count in counts.items() if count and name != "journal_head"}


def test_a_plan_with_a_mistake_stops_before_any_file_is_read(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(plan_file("seed-county").read_text("utf-8").replace("not_turned = 46", "not_turned = -46"), "utf-8")
    words = ["--quiet", "run", "--policy", str(plan), "--data", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(words) == 1
    assert not (tmp_path / "out").exists()


def test_an_open_reading_must_be_decided_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.toml"
    text = plan_file("seed-county").read_text("utf-8")
    decided = text.index('chosen = "not_turned_46"')
    end = text.index("[reading.options]", decided)
    plan.write_text(text[:decided] + text[end:], "utf-8")
    data = write(county(), tmp_path / "county")
    words = [
        "--quiet",
        "--lang",
        "en",
        "run",
        "--policy",
        str(plan),
        "--data",
        str(data),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(words) == 1
    assert "age_45" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_result_of_a_refused_run_is_worded_json(spoilt: Path, tmp_path: Path) -> None:
    ran = run(spoilt, tmp_path / "out")
    assert json.loads(ran.bytes)["as_of"] == "2026-06-30"
    assert ran.bytes.endswith(b"\n")
