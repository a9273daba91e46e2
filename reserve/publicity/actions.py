"""What changes around an approved list."""

from __future__ import annotations

from reserve.publicity.days import confirm_year, set_days

__all__ = ["confirm_year", "set_days"]
