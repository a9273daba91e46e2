"""The columns by which every workbook names a person and a unit, and the papers behind a decision."""

from __future__ import annotations

import datetime as dt
from typing import Final

from reserve.text import message
from reserve.workbook.cells import id_number, person_name, text, unit_name
from reserve.workbook.dates import full_day
from reserve.workbook.headers import Column, Presence

NAME: Final[Column[str]] = Column("name", ("姓名",), person_name, header=Presence.REQUIRED, cell=Presence.REQUIRED)
ID_NUMBER: Final[Column[str]] = Column(
    "id_number",
    ("身份证号", "身份证号码", "公民身份号码", "身份证"),
    id_number,
    as_text=True,
    hint=message("18 characters, entered as text"),
)
_UNIT_HEADERS: Final = ("单位", "工作单位", "所在单位", "单位名称", "人事关系所在单位")
UNIT: Final[Column[str]] = Column(
    "unit",
    _UNIT_HEADERS,
    unit_name,
    header=Presence.REQUIRED,
    cell=Presence.REQUIRED,
    fills_down=True,
    hint=message("as it stands in units.xlsx"),
)
UNIT_IF_NEEDED: Final[Column[str]] = Column(
    "unit",
    _UNIT_HEADERS,
    unit_name,
    fills_down=True,
    hint=message("needed where several people bear the name"),
)
DECIDED_BY: Final[Column[str]] = Column("decided_by", ("决定人", "作出决定者"), text, hint=message("who decided"))
DECIDED_ON: Final[Column[dt.date]] = Column(
    "decided_on",
    ("决定日期", "决定时间"),
    full_day,
    as_text=True,
    hint=message("a full date, as 2026.06.15"),
)
