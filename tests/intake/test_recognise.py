"""Which workbook a file is: by its name, by its headers, out of an archive; and what is said of any other."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from reserve.errors import Invalid
from reserve.intake.files import FILES
from reserve.intake.recognise import Sent, kind_by_headers, kind_by_name, sort_out
from reserve.intake.templates import template
from reserve.text import word
from reserve.workbook.grids import read_grids


def sent(folder: Path, *names: str) -> list[Sent]:
    return [Sent(name, (folder / name).read_bytes()) for name in names]


def archive(*parts: tuple[str, bytes], flags: int = 0x800) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts:
            made.writestr(name, part)
    plain = content.getvalue()
    if flags:
        return plain
    # Programs for archives in China write names in GBK and do not say so.
    names = {name.encode("ascii"): name.replace("ROST", "名册").encode("gbk") for name, _ in parts}
    for ours, theirs in names.items():
        plain = plain.replace(ours, theirs)
    return plain


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("roster.xlsx", "roster.xlsx"),
        ("Roster (2).XLSX", "roster.xlsx"),
        ("marks-marked.xlsx", "marks.xlsx"),
        ("units副本.xlsx", "units.xlsx"),
        ("votes.xls", "votes.xlsx"),
        ("rosters.xlsx", None),
        ("干部名册.xlsx", None),
        ("roster.docx", None),
        ("roster", None),
    ],
)
def test_a_name_tells_the_workbook(name: str, file: str | None) -> None:
    assert kind_by_name(name) == file


@pytest.mark.parametrize("file", FILES)
def test_headers_tell_every_workbook_apart(clean: Path, tmp_path: Path, file: str) -> None:
    assert kind_by_headers(read_grids(clean / file)) == file
    (tmp_path / "template.xlsx").write_bytes(template(file))
    assert kind_by_headers(read_grids(tmp_path / "template.xlsx")) == file


def test_files_of_any_name_are_sorted_out_in_the_order_of_reading(clean: Path) -> None:
    files = [Sent("成绩.xlsx", (clean / "marks.xlsx").read_bytes()), *sent(clean, "roster.xlsx", "units.xlsx")]
    found = sort_out(files, read_grids)
    assert list(found) == ["units.xlsx", "roster.xlsx", "marks.xlsx"]
    assert found["marks.xlsx"].name == "成绩.xlsx"


@pytest.mark.parametrize("flags", [0, 0x800])
def test_an_archive_is_unpacked_whatever_its_names_are_written_in(clean: Path, flags: int) -> None:
    roster, notes = (clean / "roster.xlsx").read_bytes(), ("__MACOSX/ROST.xlsx", b"notes")
    packed = archive(("2026/ROST.xlsx", roster), notes, ("readme.txt", b"-"), flags=flags)
    found = sort_out([Sent("all.zip", packed)], read_grids)
    assert {file: one.content for file, one in found.items()} == {"roster.xlsx": roster}
    assert found["roster.xlsx"].name == ("ROST.xlsx" if flags else "名册.xlsx")


def refused(files: list[Sent]) -> str:
    with pytest.raises(Invalid) as error:
        sort_out(files, read_grids)
    return word(error.value.fields["files"], "en")


def test_nothing_sent_the_same_twice_and_anything_else_are_refused_with_names(clean: Path, tmp_path: Path) -> None:
    assert refused([]) == refused([Sent("", b"")]) == refused([Sent("a.zip", archive())])
    twice = [*sent(clean, "units.xlsx"), Sent("县直单位.xlsx", (clean / "units.xlsx").read_bytes())]
    assert "units.xlsx and 县直单位.xlsx are both taken for units.xlsx" in refused(twice)
    with xlsxwriter.Workbook(tmp_path / "other.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["日期", "金额"])
    text = refused([Sent("账目.xlsx", (tmp_path / "other.xlsx").read_bytes())])
    assert "账目.xlsx is none of the workbooks" in text
    assert "decisions.xlsx" in text
    assert "报告.docx" in refused([Sent("报告.docx", b"not a workbook")])


def test_archives_that_lie_or_burst_are_refused() -> None:
    assert "cannot be unpacked" in refused([Sent("a.zip", b"PK\x03\x04 not really")])
    assert "more than" in refused([Sent("a.zip", archive(("roster.xlsx", bytes(41_000_000))))])
    many = archive(*((f"{number}.xlsx", b"x") for number in range(51)))
    assert "more than" in refused([Sent("a.zip", many)])
    plain = archive(("roster.xlsx", bytes(5_000)))
    lying = plain.replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != plain
    text = refused([Sent("a.zip", lying)])
    assert "more than" in text or "cannot be unpacked" in text
