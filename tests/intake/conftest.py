"""The county's workbooks, written once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.intake.county import county, write


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with nothing wrong; not to be written to."""
    return write(county(), tmp_path_factory.mktemp("county"))


@pytest.fixture
def folder(clean: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    copy = tmp_path / "county"
    shutil.copytree(clean, copy)
    return copy
