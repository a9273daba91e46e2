"""Verifier of a cycle's archive: shares no code with the program, needs nothing but Python 3.11.

    python3 tools/verify_archive.py 2026.zip
    python3 tools/verify_archive.py 2026.zip --anchor 1204:5f0c…

Checks that the archive holds exactly the files of its manifest, each with its SHA-256; that the journal is whole and
ends with the head in the manifest; that the plan has the digest it is pinned to; and that every screening says what
the journal says of it. Exit status: 0 whole, 1 not whole (everything wrong is named), 2 unreadable.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Run as a script, the folder above is not where Python looks.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import verify_journal

MANIFEST = "manifest.json"


def troubles(archive: zipfile.ZipFile, anchor: tuple[int, str] | None) -> Iterator[str]:
    """Yield everything that is wrong with an archive."""
    manifest = json.loads(archive.read(MANIFEST))
    listed = manifest["files"]
    names = [name for name in archive.namelist() if name != MANIFEST]
    for name in sorted({*names} - {*listed}):
        yield f"{name} is not in the manifest"
    for name in sorted({*listed} - {*names}):
        yield f"{name} is missing"
    if len(names) != len({*names}):
        yield "a file is there twice"
    for name in sorted({*listed} & {*names}):
        if hashlib.sha256(archive.read(name)).hexdigest() != listed[name]["sha256"]:
            yield f"{name} was changed"
    if "plan.toml" in names and plan_digest(archive.read("plan.toml")) != manifest["policy"]["digest"]:
        yield "plan.toml is not the plan that the cycle is pinned to"
    if "journal.jsonl" in names:
        yield from journal_troubles(archive, manifest, anchor)


def plan_digest(text: bytes) -> str | None:
    """Return the SHA-256 of a plan's content, as the program takes it."""
    try:
        data = tomllib.loads(text.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    plain = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)
    return hashlib.sha256(plain.encode()).hexdigest()


def _iso(value: dt.date | dt.time) -> str:
    return value.isoformat()


def journal_troubles(
    archive: zipfile.ZipFile, manifest: dict[str, Any], anchor: tuple[int, str] | None
) -> Iterator[str]:
    """Yield what is wrong with the journal, or with what the screenings say beside it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.jsonl"
        file.write_bytes(archive.read("journal.jsonl"))
        try:
            entries, heads = verify_journal.from_export(file)
            sequence, value = verify_journal.check(entries, heads, anchor)
        except verify_journal.BadJournalError as error:
            yield f"journal.jsonl: {error}"
            return
    if {"sequence": sequence, "hash": value} != manifest["journal"]:
        yield "journal.jsonl does not end with the head of the manifest"
    told = {
        (entry["subject"], entry["details"]["class"]): entry["details"]
        for entry in entries
        if entry["tag"] == "eligibility.screen" and entry["details"].get("cycle") == manifest["cycle"]
        if "class" in entry["details"]
    }
    for line in archive.read("screenings.jsonl").decode().splitlines():
        one = json.loads(line)
        said = told.get((one["person"], one["class"]))
        outcomes = {verdict["criterion"]: verdict["outcome"] for verdict in one["verdicts"]}
        if said is None or (said["outcome"], said["verdicts"]) != (one["standing"], outcomes):
            yield f"screenings.jsonl: {one['person']} {one['class']} is not as the journal tells"


def main(words: list[str] | None = None) -> int:
    """Check one archive and say so; ``words`` are the command line's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, help="the zip that reserve archive wrote")
    parser.add_argument("--anchor", type=verify_journal.anchor_of, help="a head noted elsewhere, as sequence:hash")
    arguments = parser.parse_args(words)
    try:
        with zipfile.ZipFile(arguments.archive) as archive:
            found = list(troubles(archive, arguments.anchor))
            manifest = json.loads(archive.read(MANIFEST))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"cannot read {arguments.archive}: {error}", file=sys.stderr)
        return 2
    for trouble in found:
        print(f"NOT WHOLE: {trouble}")
    if found:
        return 1
    print(f"whole: cycle {manifest['cycle']}, {len(manifest['files'])} files")
    print(f"head: {manifest['journal']['sequence']}:{manifest['journal']['hash']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
