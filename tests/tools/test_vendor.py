"""The browser parts are those of the manifest, with their licences, and load nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from tools.vendor import ROOT, Part, complaints, main, parts


def test_what_is_kept_is_what_is_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "those of the manifest" in capsys.readouterr().out
    assert {part.name for part in parts()} == {"tabulator-tables", "axe-core"}


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_every_part_has_its_licence_and_its_styles_load_nothing(part: Part) -> None:
    assert (ROOT / part.kept_in / "LICENSE").is_file()
    for file in (ROOT / part.kept_in).glob("*.css"):
        assert not re.search(r"@import|url\((?!['\"]?data:)", file.read_text("utf-8"))


def test_what_is_missing_changed_or_added_is_complained_about(tmp_path: Path) -> None:
    part = Part("grid", "1.0", Path("vendor"), "0" * 64, {"LICENSE": "0" * 64, "dist/grid.js": "1" * 64})
    folder = tmp_path / "vendor/grid-1.0"
    folder.mkdir(parents=True)
    (folder / "grid.js").write_text("other", "utf-8")
    (folder / "more.js").write_text("", "utf-8")
    found = [one.split(" is ")[0] for one in complaints([part], tmp_path)]
    assert found == [
        "missing: vendor/grid-1.0/LICENSE",
        "changed: vendor/grid-1.0/grid.js",
        "not pinned: vendor/grid-1.0/more.js",
    ]


def test_another_word_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chekc"]) == 2
    assert "tools.vendor" in capsys.readouterr().err
