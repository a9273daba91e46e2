"""What changes around an approved list."""

from __future__ import annotations

from reserve.publicity.admitting import admit, replace
from reserve.publicity.days import confirm_year, set_days
from reserve.publicity.notices import open_notice
from reserve.publicity.objecting import decide_objection, take_objection

__all__ = ["admit", "confirm_year", "decide_objection", "open_notice", "replace", "set_days", "take_objection"]
