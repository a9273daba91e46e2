"""Second verifier of the journal: shares no code with the program, needs nothing but Python 3.11.

    python3 tools/verify_journal.py var/reserve.db
    python3 tools/verify_journal.py journal.jsonl --anchor 1204:5f0c…

Reads a SQLite database (read-only) or an export of the journal, one JSON object a line. How an entry is
hashed: take its names without "hash", write them as JSON in UTF-8 with sorted keys, no blanks and nothing
escaped that need not be, and take SHA-256 in hexadecimal. "previous" is the hash of the entry before; the
first has 64 zeros there. Exit status: 0 whole, 1 not whole (the first bad entry is named), 2 unreadable.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

NAMES = ("sequence", "at", "actor", "actor_kind", "tag", "subject", "details", "format", "previous", "hash")
FIRST = "0" * 64


class BadJournalError(Exception):
    """The journal is not whole; the text names the entry."""


def canonical(value: object) -> str:
    """Write a value in its one canonical form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_database(path: Path) -> tuple[list[dict[str, Any]], list[Any]]:
    """Read all entries of a SQLite database and what stands in the place of the head."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        # Bytes that are no text must come out as a changed entry, not as an unreadable file.
        connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
        connection.execute("BEGIN")  # entries and head of one moment, also while the program runs
        rows = connection.execute(f"SELECT {', '.join(NAMES)} FROM journal ORDER BY sequence").fetchall()  # noqa: S608 - fixed names
        heads = connection.execute("SELECT sequence, hash FROM journal_head").fetchall()
    entries = [dict(zip(NAMES, row, strict=True)) for row in rows]
    for entry in entries:
        entry["details"] = parse(entry["sequence"], "details", entry["details"])
    return entries, [{"sequence": sequence, "hash": value} for sequence, value in heads]


def from_export(path: Path) -> tuple[list[dict[str, Any]], list[Any]]:
    """Read all entries of an export and what stands in the place of the head."""
    objects = [parse(number, "line", line) for number, line in enumerate(lines(path), start=1)]
    return objects[:-1], [value for name, value in objects[-1].items() if name == "head"]


def lines(path: Path) -> list[str]:
    """Return the lines of an export; only a line feed ends one."""
    return path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def parse(number: int, name: str, text: str) -> dict[str, Any]:
    """Parse a JSON object that must be in its canonical form (so no key can stand there twice)."""
    try:
        value = json.loads(text)
        if isinstance(value, dict) and canonical(value) == text:
            return value
    except (TypeError, ValueError, RecursionError):
        pass
    raise BadJournalError(f"entry {number} was changed: its {name} is not canonical JSON")


def check(entries: list[dict[str, Any]], heads: list[Any], anchor: tuple[int, str] | None) -> tuple[int, str]:
    """Recompute the chain and return its head; raises BadJournalError at the first entry that is wrong."""
    numbers = [entry.get("sequence") for entry in entries]
    previous = FIRST
    for number, entry in enumerate(entries, start=1):
        check_entry(number, entry, previous, numbers)
        previous = entry["hash"]
        if anchor is not None and anchor[0] == number and anchor[1] != previous:
            raise BadJournalError(f"entry {number} is not the anchored one: the journal was rewritten")
    last = len(entries)
    kept = head_of(heads, last)
    if last < max(kept["sequence"], anchor[0] if anchor else 0):
        raise BadJournalError(f"entry {last + 1} is missing: the end was cut off")
    if (kept["sequence"], kept["hash"]) != (last, previous):
        raise BadJournalError(
            f"the journal ends with entry {last}, but the kept head says {kept['sequence']} {kept['hash']}"
        )
    return last, previous


def head_of(heads: list[Any], last: int) -> dict[str, Any]:
    """Return the head kept beside the entries."""
    head = heads[0] if len(heads) == 1 else None
    if isinstance(head, dict) and set(head) == {"sequence", "hash"} and type(head["sequence"]) is int:
        return head
    raise BadJournalError(f"the journal ends with entry {last}, but no head is kept beside it")


def check_entry(number: int, entry: dict[str, Any], previous: str, numbers: list[object]) -> None:
    """Check one entry against its place and the hash before it."""
    if set(entry) != set(NAMES):
        raise BadJournalError(f"entry {number} was changed: it does not have the names of an entry")
    if entry["sequence"] != number:
        what = f"was moved: entry {entry['sequence']} stands in its place" if number in numbers else "is missing"
        raise BadJournalError(f"entry {number} {what}")
    content = {name: entry[name] for name in NAMES if name != "hash"}
    if entry["format"] != 1 or hash_of(content) != entry["hash"]:
        moved = any(hash_of({**content, "sequence": other}) == entry["hash"] for other in range(1, len(numbers) + 1000))
        how = "was moved: it was written under another number" if moved else "was changed"
        raise BadJournalError(f"entry {number} {how}")
    if entry["previous"] != previous:
        raise BadJournalError(f"entry {number} does not follow from the one before it: one of the two was replaced")


def hash_of(content: dict[str, Any]) -> str:
    """Return the hash of an entry's content, "" when no entry can have had it."""
    try:
        return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
    except (TypeError, ValueError):
        return ""


def anchor_of(text: str) -> tuple[int, str]:
    """Read ``sequence:hash``."""
    sequence, _, value = text.partition(":")
    if len(value) != len(FIRST):
        raise ValueError(text)
    return int(sequence), value.lower()


def main(words: list[str] | None = None) -> int:
    """Check one journal and say so; ``words`` are the command line's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("journal", type=Path, help="a SQLite database, or an export of the journal")
    parser.add_argument("--anchor", type=anchor_of, help="a head noted elsewhere, as sequence:hash")
    arguments = parser.parse_args(words)
    try:
        with arguments.journal.open("rb") as file:
            is_database = file.read(16) == b"SQLite format 3\0"
        entries, heads = (from_database if is_database else from_export)(arguments.journal)
        sequence, value = check(entries, heads, arguments.anchor)
    except BadJournalError as error:
        print(f"NOT WHOLE: {error}")
        return 1
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        print(f"cannot read {arguments.journal}: {error}", file=sys.stderr)
        return 2
    print(f"whole: {sequence} entries\nhead: {sequence}:{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
