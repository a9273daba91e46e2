"""A cycle bound into one file, and its verifier, which finds whatever was changed in it."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.cli import main
from reserve.evidence.archiving import archive
from tests.edge.service import HOST, Service, scratch_copy, sign_in
from tools import verify_archive

Files = dict[str, bytes]
VERIFIER = Path(verify_archive.__file__)


@pytest.fixture(scope="module")
def packed(campaign: Service) -> bytes:
    """The archive of the county that was run."""
    with campaign.database.reading() as session:
        return archive(session, campaign.keys, 1, "zh_CN")


def unpacked(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def written(files: Mapping[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def test_an_archive_can_be_read_and_is_whole(packed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "2026.zip"
    path.write_bytes(packed)
    assert verify_archive.main([str(path)]) == 0
    assert capsys.readouterr().out.startswith("whole: cycle 1, ")
    files = unpacked(packed)
    result = json.loads(files["result.json"])
    dossiers = [name for name in files if name.startswith("dossiers/")]
    assert len(dossiers) == len(result["nominees"]) == len(files["screenings.jsonl"].splitlines())
    one = next(row for row in result["nominees"] if row["outcome"] == "exceptional")
    told = files[f"dossiers/{one['person_id']}-{one['class']}.txt"].decode()
    assert one["name"] in told
    assert "破格" in told
    assert "差异 0 处" in files["replay.txt"].decode()
    assert "说明.txt" in files


def test_the_verifier_needs_nothing_but_python(packed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "2026.zip"
    path.write_bytes(packed)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def in_the_manifest(files: Files, name: str) -> None:
    """Give a changed file the digest it has now, as a forger would."""
    content = files[name]
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()


def a_dossier(files: Files) -> None:
    name = next(name for name in files if name.startswith("dossiers/"))
    files[name] += b"!"


def a_file_less(files: Files) -> None:
    del files["result.xlsx"]


def a_file_more(files: Files) -> None:
    files["more.txt"] = b""


def a_plan_that_was_forged(files: Files) -> None:
    files["plan.toml"] = files["plan.toml"].replace(b"not_turned = 46", b"not_turned = 47")
    in_the_manifest(files, "plan.toml")


def a_verdict_that_was_forged(files: Files) -> None:
    first, *rest = files["screenings.jsonl"].split(b"\n")
    files["screenings.jsonl"] = b"\n".join([first.replace(b'"meets"', b'"fails"'), *rest])
    in_the_manifest(files, "screenings.jsonl")


def a_journal_that_was_forged(files: Files) -> None:
    files["journal.jsonl"] = files["journal.jsonl"].replace(b"reserve", b"nobody!", 1)
    in_the_manifest(files, "journal.jsonl")


def a_journal_that_was_cut(files: Files) -> None:
    *entries, _, _ = files["journal.jsonl"].split(b"\n")[:-1]
    last = json.loads(entries[-1])
    head = json.dumps({"head": {"hash": last["hash"], "sequence": last["sequence"]}}, separators=(",", ":"))
    files["journal.jsonl"] = b"\n".join([*entries, head.encode(), b""])
    in_the_manifest(files, "journal.jsonl")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (a_dossier, "was changed"),
        (a_file_less, "result.xlsx is missing"),
        (a_file_more, "more.txt is not in the manifest"),
        (a_plan_that_was_forged, "not the plan"),
        (a_verdict_that_was_forged, "not as the journal tells"),
        (a_journal_that_was_forged, "journal.jsonl: "),
        (a_journal_that_was_cut, "head of the manifest"),
    ],
)
def test_whatever_was_changed_is_named(
    packed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Files], None], told: str
) -> None:
    files = unpacked(packed)
    change(files)
    assert verify_archive.main([str(written(files, tmp_path / "forged.zip"))]) == 1
    assert told in capsys.readouterr().out


def test_what_is_no_archive_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert verify_archive.main([str(tmp_path / "no.zip")]) == 2
    assert "cannot read" in capsys.readouterr().err


@pytest.mark.parametrize("campaign", ["sqlite"], indirect=True)
def test_the_command_and_the_page_hand_it_out_on_record(
    campaign: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scratch_copy(campaign, tmp_path) as copy:
        file = str(copy.database.url.database)
        stored = ["--database", file, "--keys", str(Path(file).with_suffix(".keys"))]
        out = tmp_path / "2026.zip"
        assert main(["--lang", "en", "archive", "1", "--out", str(out), *stored]) == 0
        assert verify_archive.main([str(out)]) == 0
        assert main(["--lang", "en", "archive", "1", "--out", str(out), *stored]) == 1
        assert "is there already" in capsys.readouterr().err
        officer = copy.person(Role.OFFICER)
        with copy.client() as client:
            sign_in(client, officer)
            page = client.get("/cycles/1/steps")
            assert "archive.zip" in page.text
            refused = client.post("/cycles/1/archive.zip", headers={"origin": HOST})
            assert refused.status_code in {403, 422}
