"""Exit statuses: 0 done, 1 found errors, 2 called wrongly; never a traceback for what a user can mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reserve.cli.main import main
from reserve.db import upgrade
from reserve.intake import read_county
from tests.intake.county import county, write
from tests.journeys.running import plan_file

SEED = str(plan_file("seed-county"))
Words = Callable[[Path], list[str]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a small county, a file that is neither plan nor database, and a kept database."""
    write(county(), tmp_path / "county")
    (tmp_path / "letter.txt").write_text("Dear all,\n", "utf-8")
    upgrade(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    return tmp_path


def running(data: str = "county", out: str = "out", *options: str, policy: str = SEED) -> Words:
    def words(place: Path) -> list[str]:
        fixed = ["--quiet", "run", "--policy", str(place / policy), "--data", str(place / data)]
        return [*fixed, "--out", str(place / out), *(option.replace("@", f"{place}/") for option in options)]

    return words


def on(*command: str) -> Words:
    return lambda place: [word.replace("@", f"{place}/") for word in command]


@pytest.mark.parametrize(
    "words",
    [
        running(),
        running("county", "a/new/folder"),
        running("county", "out", "--as-of", "2026-01-01"),
        running("county", "out", "--blank-means-none", "discipline,probation"),
        running("county", "out", "--keep", "@kept.sqlite3"),
        on("template", "@templates"),
        on("policy", "check", SEED),
        on("policy", "describe", SEED),
        on("audit", "verify", "@empty.sqlite3"),
        on("audit", "export", "@empty.sqlite3"),
    ],
)
def test_what_is_called_rightly_is_exit_status_0(words: Words, place: Path) -> None:
    assert main(words(place)) == 0


@pytest.mark.parametrize(
    "words",
    [
        running("nowhere"),
        running("county", "out", policy="letter.txt"),
        running("county", "out", "--keep", "@empty.sqlite3"),
        on("policy", "check", "@letter.txt"),
        on("policy", "describe", "@letter.txt"),
    ],
)
def test_what_holds_errors_is_exit_status_1(words: Words, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(place)) == 1
    shown = capsys.readouterr()
    assert shown.err or shown.out


@pytest.mark.parametrize(
    "words",
    [
        running("county", "out", "--blank-means-none", "birth"),
        running("county", "letter.txt"),
        on("policy", "check", "@nowhere.toml"),
        on("policy", "check", "@county"),
        on("template", "@letter.txt"),
        on("sample", "--out", "@letter.txt"),
        on("audit", "verify", "@nowhere.sqlite3"),
        on("audit", "export", "@nowhere.sqlite3"),
        on("audit", "verify", "@letter.txt"),
        on("audit", "export", "@letter.txt"),
        on("audit", "verify", "mysql://server/database"),
    ],
)
def test_what_names_the_wrong_file_is_exit_status_2_and_says_so(
    words: Words, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(place)) == 2
    assert capsys.readouterr().err


def test_verifying_a_database_that_is_not_there_makes_none(place: Path) -> None:
    assert main(["audit", "verify", f"sqlite:///{place / 'nowhere.sqlite3'}"]) != 0
    assert not (place / "nowhere.sqlite3").exists()


def test_progress_can_be_left_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loud = [word for word in running()(place) if word != "--quiet"]
    assert main(loud) == 0
    assert len(capsys.readouterr().err.splitlines()) >= 4
    assert main(running()(place)) == 0
    assert capsys.readouterr().err == ""


def test_templates_can_be_read_back_and_are_never_overwritten(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = place / "templates"
    main(["template", str(folder)])
    written = sorted(folder.iterdir())
    assert len(written) == 8
    told = capsys.readouterr().out
    assert [path.name for path in written if path.name not in told] == []
    (folder / "units.xlsx").write_bytes(b"mine")
    main(["template", str(folder)])
    assert (folder / "units.xlsx").read_bytes() == b"mine"
    files = {finding.file for finding in read_county(folder).findings}
    assert "units.xlsx" in files


def test_the_language_comes_from_the_environment_unless_given(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESERVE_LANGUAGE", "en")
    main(running()(place))
    assert "Open places" in capsys.readouterr().out
    main(["--lang", "zh_CN", *running()(place)])
    assert "Open places" not in capsys.readouterr().out


def test_an_exported_journal_ends_with_its_head(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(running("county", "out", "--keep", "@kept.sqlite3")(place))
    capsys.readouterr()
    assert main(["audit", "export", str(place / "kept.sqlite3")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert lines[-1].startswith('{"head":')


def test_a_head_noted_on_paper_anchors_the_journal(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(running("county", "out", "--keep", "@kept.sqlite3")(place))
    capsys.readouterr()
    kept = str(place / "kept.sqlite3")
    main(["--lang", "en", "audit", "verify", kept])
    head = capsys.readouterr().out.split()[-1]
    assert main(["audit", "verify", kept, "--anchor", head]) == 0
    number, digest = head.split(":")
    other = f"{number}:{'0' * len(digest)}"
    assert main(["audit", "verify", kept, "--anchor", other]) == 1
