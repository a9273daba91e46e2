"""``reserve tls init``, and a real start by https with what it made."""

import http.client
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from reserve import clock
from reserve.cli import main
from reserve.cli.tls import CERTIFICATE, KEY, VALID_DAYS
from reserve.db import Database, upgrade
from reserve.personal import Keys
from tests.accounts.accounts import PASSWORD, Person, add_person

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    hosts = ["--host", "reserve.county.example", "--host", "10.1.2.3"]
    assert main(["--lang", "en", "tls", "init", *hosts, "--data", str(tmp_path)]) == 0
    return capsys.readouterr().out


def test_the_certificate_names_its_hosts_and_is_a_servers_only(tmp_path: Path, made: str) -> None:
    certificate = x509.load_pem_x509_certificate((tmp_path / CERTIFICATE).read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["reserve.county.example", "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["10.1.2.3", "127.0.0.1", "::1"]
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == VALID_DAYS == 825
    assert certificate.not_valid_before_utc < clock.now()
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert re.search("Fingerprint \\(SHA-256\\): (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n", made)


@pytest.mark.usefixtures("made")
def test_the_private_key_is_its_owners_alone_and_is_not_overwritten_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / KEY
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    again = ["--lang", "en", "tls", "init", "--data", str(tmp_path)]
    assert main(again) == 1
    assert "--replace makes a new one" in capsys.readouterr().err
    assert key.read_bytes() == before
    assert main([*again, "--replace"]) == 0
    assert key.read_bytes() != before
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_host_that_no_certificate_can_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "tls", "init", "--host", "a..b", "--data", str(tmp_path)]) == 1
    assert "a..b is no name or address of a machine." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "reserve tls init"),  # noqa: S104 - refused
        (["--host", "10.0.0.1", "--plain"], "Plain http is served on this machine only"),
        (["--certificate", "x"], "go together"),
        (["--certificate", "x", "--certificate-key", "y", "--plain"], "exclude each other"),
    ],
)
def test_plain_http_is_refused_to_other_machines(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RESERVE_DATA", str(tmp_path))
    assert main(["--lang", "en", "serve", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("made")
def test_a_key_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / KEY).chmod(0o640)
    monkeypatch.setenv("RESERVE_DATA", str(tmp_path))
    assert main(["--lang", "en", "serve"]) == 2
    assert "chmod 600" in capsys.readouterr().err


@contextmanager
def served(folder: Path, port: int, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    where = ["--database", str(folder / "reserve.sqlite3"), "--keys", str(folder / "reserve.keys")]
    command = [sys.executable, "-m", "reserve.cli", "serve", "--port", str(port), *where, *words]
    server = subprocess.Popen(command, cwd=ROOT, env={"RESERVE_DATA": str(folder)})
    try:
        deadline = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < deadline:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield server
    finally:
        server.terminate()
        assert server.wait(timeout=20) in {0, -15}


def _person(folder: Path) -> Person:
    url = f"sqlite:///{folder / 'reserve.sqlite3'}"
    upgrade(url)
    database = Database(url)
    person = add_person(database, Keys.load(folder / "reserve.keys"), "zhou.min")
    database.dispose()
    return person


@pytest.mark.usefixtures("made", "quick_hashes")
def test_a_real_start_answers_by_https_alone_with_a_cookie_bound_to_the_host(tmp_path: Path) -> None:
    person = _person(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    trusting = ssl.create_default_context(cafile=str(tmp_path / CERTIFICATE))
    with served(tmp_path, port):
        connection = http.client.HTTPSConnection("localhost", port, timeout=20, context=trusting)
        fields = {"name": person.name, "password": PASSWORD, "code": person.code()}
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": f"https://localhost:{port}",
        }
        connection.request("POST", "/sign-in", urllib.parse.urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303
        cookie = str(answer.headers["set-cookie"])
        assert cookie.startswith("__Host-reserve=")
        assert {"secure", "httponly", "path=/", "samesite=strict"} <= set(cookie.lower().split("; "))
        assert "domain" not in cookie.lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        # A page of the same host without encryption is another origin.
        connection.request("POST", "/sign-in", "", {**headers, "origin": f"http://localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 403
        connection.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            http.client.HTTPSConnection("localhost", port, timeout=20).request("GET", "/sign-in")
        plain = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        plain.request("GET", "/sign-in")
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            plain.getresponse()
        plain.close()
