"""Whatever happened to a file, it is a finding: never a traceback, never a partial county that passes for whole."""

import random
import shutil
import zipfile
from pathlib import Path

import pytest

from reserve.intake import County, read_county
from reserve.text import word
from reserve.workbook.findings import Level
from tests.intake.county import COUNTY, Cell, county, write, write_book

FUZZED = 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def file_findings(read: County) -> list[tuple[Level, str, str, str]]:
    return [(one.level, one.file, one.cell, word(one.message, "en")) for one in read.findings if one.cell == ""]


@pytest.mark.parametrize("name", COUNTY)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"name,unit\n", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (OLE + bytes(600), "old .xls"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
    ids=["empty", "text", "stump", "xls", "encrypted"],
)
def test_a_file_that_is_no_workbook_is_one_error(folder: Path, name: str, content: bytes, reason: str) -> None:
    (folder / name).write_bytes(content)
    read = read_county(folder)
    [(level, file, _, text)] = file_findings(read)
    assert (level, file) == (Level.ERROR, name)
    assert reason in text
    assert read.blocked


@pytest.mark.parametrize("name", ["units.xlsx", "roster.xlsx", "members.xlsx", "votes.xlsx", "marks.xlsx"])
def test_a_missing_required_file_is_one_error(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert [(one.level, one.file) for one in read_county(folder).findings] == [(Level.ERROR, name)]


def test_an_empty_folder_and_a_missing_one_are_five_errors(tmp_path: Path) -> None:
    assert len(read_county(tmp_path).findings) == 5
    assert len(read_county(tmp_path / "nowhere").findings) == 5


def test_a_folder_in_place_of_a_file_is_an_error(folder: Path) -> None:
    (folder / "marks.xlsx").unlink()
    (folder / "marks.xlsx").mkdir()
    assert [one.level for one in read_county(folder).findings] == [Level.ERROR]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_one_error(folder: Path, kept: float) -> None:
    whole = (folder / "votes.xlsx").read_bytes()
    (folder / "votes.xlsx").write_bytes(whole[: int(len(whole) * kept)])
    assert [(one.level, one.file) for one in read_county(folder).findings] == [(Level.ERROR, "votes.xlsx")]


def rezip(path: Path, part: str, content: bytes | None) -> None:
    """Replace one part of a workbook, or leave it out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in parts.items():
            new = content if name == part else old
            if new is not None:
                archive.writestr(name, new)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("content", [None, b"", b"<", b"<worksheet><sheetData><row r='1'><c r='A1'", b"\xff\xfe\x00"])
def test_a_broken_part_is_a_finding(folder: Path, part: str, content: bytes | None) -> None:
    rezip(folder / "marks.xlsx", part, content)
    read = read_county(folder)
    assert read.blocked
    assert {one.file for one in read.findings} == {"marks.xlsx"}


SHEET = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{}</worksheet>"


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        "<row r='1048576'><c r='A1048576'><v>1</v></c></row><row r='1048577'><c r='ZZ1'><v>1</v></c></row>",
        "<row r='9999999999999'><c r='A9999999999999'><v>1</v></c></row>",
        "<row r='1'><c r='ZZZZZZZ1'><v>1</v></c></row>",
    ],
)
def test_a_cell_at_the_end_of_the_world_does_not_eat_the_memory(folder: Path, rows: str) -> None:
    first = "<row r='1'><c r='A1'><v>1</v></c></row>"
    rezip(
        folder / "marks.xlsx",
        "xl/worksheets/sheet1.xml",
        SHEET.format(f"<sheetData>{first}{rows}</sheetData>").encode(),
    )
    assert read_county(folder).blocked


def test_a_sheet_that_only_claims_to_be_huge_is_read(folder: Path) -> None:
    with zipfile.ZipFile(folder / "marks.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    claimed = sheet.replace('<dimension ref="A1:E4"/>', '<dimension ref="A1:XFD1048576"/>')
    assert claimed != sheet
    rezip(folder / "marks.xlsx", "xl/worksheets/sheet1.xml", claimed.encode())
    assert read_county(folder).findings == ()


@pytest.mark.parametrize("value", ["NaN", "inf", "-inf", "1e999", "", "zwölf"])
def test_a_number_that_is_none_is_a_finding(folder: Path, value: str) -> None:
    with zipfile.ZipFile(folder / "marks.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    spoilt = sheet.replace("<v>59.99</v>", f"<v>{value}</v>")
    assert spoilt != sheet
    rezip(folder / "marks.xlsx", "xl/worksheets/sheet1.xml", spoilt.encode())
    read = read_county(folder)
    assert read.blocked or (value == "" and len(read.marks) == 2)


def test_sheets_without_cells_are_no_table(folder: Path) -> None:
    write_book({"空表": [], "又一张": [[None]]}, folder / "marks.xlsx")
    assert [(one.level, one.file) for one in read_county(folder).findings] == [(Level.ERROR, "marks.xlsx")]


def test_a_workbook_of_one_kind_under_the_name_of_another_is_an_error(folder: Path) -> None:
    shutil.copy(folder / "units.xlsx", folder / "marks.xlsx")
    assert [one.file for one in read_county(folder).findings] == ["marks.xlsx"]


def damaged(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    place = rng.randrange(len(changed))
    match rng.choice(["cut", "flip", "blank", "insert", "swap"]):
        case "cut":
            del changed[place:]
        case "flip":
            for _ in range(rng.choice([1, 3, 30])):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
        case "blank":
            changed[place : place + 60] = bytes(min(60, len(changed) - place))
        case "insert":
            changed[place:place] = rng.randbytes(20)
        case _:
            changed = changed[place:] + changed[:place]
    return bytes(changed)


def test_a_hundred_workbooks_with_damaged_bytes_never_raise(folder: Path) -> None:
    whole = read_county(folder)
    rng = random.Random(1)
    originals = {name: (folder / name).read_bytes() for name in COUNTY}
    for _ in range(FUZZED):
        name = rng.choice(list(COUNTY))
        (folder / name).write_bytes(damaged(originals[name], rng))
        read = read_county(folder)
        # Damage that hits no content leaves the county whole; any other blocks it.
        assert read.blocked or read == whole
        (folder / name).write_bytes(originals[name])
    assert read_county(folder) == whole


STRANGE: list[Cell] = [
    *(
        "",
        " ",
        "无",
        "=1/0",
        "#N/A",
        "注：",
        "１２３",
        "张三",
        "正职",
        "1980.11",
        "x" * 5000,
        "\u202e\u0000"[:1],
        "{name}",
        "%s",
    ),
    *("-1", "99999999999999999999", "=A1", "'", '"', "<b>&amp;</b>", "\n\n", "😀", "ﷺ", "1e9", "TRUE"),
    *(-1, 0, 1e15, 0.1, 1980.1, 29528, -1e-9, True, False, None),
]


def test_a_hundred_workbooks_with_strange_cells_never_raise(folder: Path, clean: Path) -> None:
    rng = random.Random(2)
    for _ in range(FUZZED):
        files = county()
        name = rng.choice(list(COUNTY))
        for _change in range(rng.randint(1, 5)):
            table = rng.choice(list(files[name].values()))
            row = rng.choice(table)
            row[rng.randrange(len(row))] = rng.choice(STRANGE)
        read = read_county(write({name: files[name]}, folder))
        assert all(word(one.message) for one in read.findings)
        shutil.copy(clean / name, folder / name)
