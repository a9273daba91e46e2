"""``inspections.xlsx`` → what the inspection of each nominee came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from reserve.dates import PartialDate
from reserve.inspection.model import InspectionRow
from reserve.text import message
from reserve.workbook.cells import names, text
from reserve.workbook.dates import partial_date
from reserve.workbook.headers import Column, Presence, Table
from reserve.workbook.person_columns import ID_NUMBER, NAME, UNIT_IF_NEEDED
from reserve.workbook.rows import Rows
from reserve.workbook.words import YES_NO, words

Conclusion = Literal["positive", "negative"]
CONCLUSIONS: Final[Mapping[str, Conclusion]] = {
    "合格": "positive",
    "通过": "positive",
    "同意": "positive",
    "可以列入": "positive",
    "不合格": "negative",
    "不通过": "negative",
    "不同意": "negative",
    "不宜列入": "negative",
}
CONCLUSION: Final[Column[Conclusion]] = Column(
    "conclusion",
    ("考察结论", "结论"),
    words(CONCLUSIONS),
    header=Presence.REQUIRED,
    cell=Presence.EXPECTED,
    choices=("可以列入", "不宜列入"),
)
VETO: Final[Column[bool]] = Column("veto", ("一票否决", "否决"), words(YES_NO), choices=tuple(YES_NO))
INSPECTORS: Final[Column[tuple[str, ...]]] = Column(
    "inspectors", ("考察人", "考察人员"), names, hint=message("two or more names, parted by 、")
)
INTEGRITY: Final[Column[str]] = Column("integrity", ("廉政意见", "廉洁自律结论"), text)
INSPECTED_ON: Final[Column[PartialDate]] = Column(
    "inspected_on", ("考察日期",), partial_date, as_text=True, hint=message("1980.11 or 1980.11.03")
)
INSPECTIONS: Final = Table(
    "inspections.xlsx",
    "考察",
    (NAME, ID_NUMBER, UNIT_IF_NEEDED, CONCLUSION, VETO, INSPECTORS, INTEGRITY, INSPECTED_ON),
    keys=("name",),
)


def read_inspections(rows: Rows, persons: Sequence[int | None]) -> list[InspectionRow]:
    """Return the inspections sorted by person; ``persons`` tells whom each row means."""
    inspections = [
        InspectionRow(
            rows.origins[row],
            person,
            rows.of(CONCLUSION)[row],
            veto=bool(rows.of(VETO)[row]),
            inspectors=rows.of(INSPECTORS)[row] or (),
            integrity=rows.written(row, INTEGRITY),
            inspected_on=rows.of(INSPECTED_ON)[row],
        )
        for row in rows.whole()
        if (person := persons[row]) is not None
    ]
    return sorted(inspections, key=lambda inspection: inspection.person)
