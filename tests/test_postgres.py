"""The tests' own PostgreSQL: apart from the machine's, and gone when its tests are, however they end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))


def test_each_database_is_empty_and_its_own(postgres_cluster: postgres.Cluster) -> None:
    first, second = postgres_cluster.create(), postgres_cluster.create()
    with connect(postgres_cluster.url(first)) as connection:
        connection.execute("CREATE TABLE only_here ()")
    with connect(postgres_cluster.url(second)) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
    postgres_cluster.drop(first)
    postgres_cluster.drop(second)


def test_a_database_is_dropped_under_an_open_connection(postgres_cluster: postgres.Cluster) -> None:
    name = postgres_cluster.create()
    with connect(postgres_cluster.url(name)) as connection:
        postgres_cluster.drop(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_only_its_own_user_may_look_into_the_folder(postgres_cluster: postgres.Cluster) -> None:
    assert postgres_cluster.folder.stat().st_mode & 0o077 == 0


def test_a_killed_test_run_leaves_no_server_and_no_folder() -> None:
    program = (
        "import time\n"
        "from tests.postgres import cluster\n"
        "with cluster() as own:\n"
        "    print(own.folder, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        run.kill()
    assert gone_within(20.0, folder, server)


def gone_within(seconds: float, folder: Path, process: int) -> bool:
    deadline = time.monotonic() + seconds
    while folder.exists() or running(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_without_a_server_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: [])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(postgres.Unavailable, match="make test-fast"):
        postgres.programs()
