"""The only caller of the system clock."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return today's date in the office's time zone (China has one, UTC+8, without summer time)."""
    return now().astimezone(dt.timezone(dt.timedelta(hours=8))).date()
