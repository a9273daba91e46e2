from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import reserve.cli.run
from reserve.sample import write_county


@pytest.fixture(scope="session")
def county_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The sample county of a seed, written once a test process."""

    @cache
    def written(seed: int) -> Path:
        folder = tmp_path_factory.mktemp(f"county-{seed}-")
        write_county(seed, folder)
        return folder

    return written


@pytest.fixture
def no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave result.xlsx out where only result.json is looked at: it takes a third of a run."""
    monkeypatch.setattr(reserve.cli.run, "write_result", lambda *_: None)
