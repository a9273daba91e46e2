"""Fixtures for every test: databases of both kinds, and how thoroughly hypothesis searches.

``database_url`` and ``database`` run a test once on SQLite and once on PostgreSQL, each time with all tables
and no rows; ``bare_url`` the same without tables, for the tests of the migrations. ``sqlite_url`` and
``postgres_url`` are single ones with tables.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from reserve.accounts import passwords
from reserve.db import Database, upgrade
from tests import postgres
from tests.accounts.accounts import QUICK
from tests.edge.service import Service, run_county, service

# The gate must give the same answer twice; `HYPOTHESIS_PROFILE=search` looks further, with a fresh seed.
settings.register_profile(
    "gate", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A server of this test process; started by the first test that asks for it."""
    try:
        with postgres.cluster() as cluster:
            yield cluster
    except postgres.Unavailable as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: postgres.Cluster) -> str:
    """A database with all tables and no rows: copying it is faster than migrating each time."""
    name = postgres_cluster.create()
    upgrade(postgres_cluster.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@contextmanager
def _postgres(cluster: postgres.Cluster, template: str) -> Iterator[str]:
    name = cluster.create(template=template)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with all tables."""
    path = tmp_path / "reserve.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables; the test also needs ``@pytest.mark.postgres``."""
    with _postgres(postgres_cluster, postgres_template) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables, on each backend in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The two doors of a fresh database, on each backend in turn."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(params=BOTH)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each backend in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite3'}"
        return
    with _postgres(request.getfixturevalue("postgres_cluster"), "template0") as url:
        yield url


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash passwords with little work: for tests that are not about hashing."""
    passwords._decoy.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    yield
    passwords._decoy.cache_clear()


@pytest.fixture(scope="session", params=BOTH)
def campaign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over a whole county that was run, on each backend in turn; tests only read the campaign."""
    folder = tmp_path_factory.mktemp("campaign")
    keys = folder / "county.keys"
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'county.sqlite3'}"
    else:
        cluster: postgres.Cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.url(cluster.create())
    run_county(url, keys, folder)
    with service(url, keys) as running:
        yield running
