"""What the tests read back from a written county, with nothing but openpyxl."""

import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from reserve.sample import headers

FILES = ("units", "roster", "members", "votes", "marks", "inspections", "exceptions", "decisions")
KEYS = {
    "单位": headers.UNITS,
    "干部名册": headers.ROSTER,
    "在库后备": headers.MEMBERS,
    "会议": headers.MEETINGS,
    "得票": headers.TALLIES,
    "成绩": headers.MARKS,
    "考察": headers.INSPECTIONS,
    "破格": headers.EXCEPTIONS,
    "决定": headers.DECISIONS,
}


def rows(folder: Path, file: str, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by canonical key; names without the blanks that offices type into them."""
    book = load_workbook(folder / f"{file}.xlsx", read_only=True)
    keys = {synonym: key for key, synonyms in KEYS[sheet].items() for synonym in synonyms}
    lines = [line for line in book[sheet].iter_rows(values_only=True) if sum(cell is not None for cell in line) > 1]
    header = [keys.get("".join(str(cell or "").split())) for cell in lines[0]]
    found = [dict(zip(header, line, strict=False)) for line in lines[1:]]
    return [{key: clean(value) for key, value in row.items() if key} for row in found]


def clean(value: object) -> object:
    """A text as it was meant: no blanks round or inside names, one kind of dot."""
    if not isinstance(value, str):
        return value
    return "".join(value.split()).replace("•", "·").replace("・", "·")


def cases(folder: Path) -> list[dict[str, Any]]:
    """The hard cases as they are recorded."""
    listed: list[dict[str, Any]] = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    return listed
