from pathlib import Path

import pytest

from reserve.sample import write_county


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county of the seed that the demonstration uses."""
    folder = tmp_path_factory.mktemp("county")
    write_county(2026, folder)
    return folder
