from pathlib import Path

import pytest

from reserve.workbook.confined import Confined
from reserve.workbook.grids import Grid, read_grids
from tests.journeys.conftest import county_of

__all__ = ["county_of"]


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks in this process: a child costs a fifth of a second, and has tests of its own."""

    def read(_self: Confined, path: Path) -> list[Grid]:
        return read_grids(path, formulas=False)

    monkeypatch.setattr(Confined, "read", read)
