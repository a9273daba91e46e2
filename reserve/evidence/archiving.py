"""A cycle bound into one archive: files that any office can open, with their digests and the journal's head."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.orm import Session

from reserve import clock
from reserve.audit import queries as journal
from reserve.audit.model import Entry
from reserve.campaign import results
from reserve.cycle import queries as cycle
from reserve.cycle.queries import Cycle
from reserve.db import canonical_json, moment_text
from reserve.eligibility.replaying import rescreened
from reserve.evidence import dossiers
from reserve.evidence.model import Replay
from reserve.evidence.replaying import replay
from reserve.evidence.wording import difference_words, summary
from reserve.personal import Keys
from reserve.policy.describe import describe
from reserve.reports import nominees, verdicts
from reserve.reports.nominees import Filters
from reserve.reports.result import as_text
from reserve.reports.spreadsheet import workbook
from reserve.roster.model import person_id
from reserve.text import message, word

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
# A zip holds a date for every file; one and the same, so that the same cycle gives the same bytes.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
Files = Iterator[tuple[str, bytes]]


def archive(session: Session, keys: Keys, cycle_id: int, lang: str) -> bytes:
    """Return a zip of everything that a cycle rests on and came to; ``tools/verify_archive.py`` checks it.

    In it: the plan as text and in words, the result as ``reserve run`` writes it, every screening with its facts, a
    readable dossier of each nominee, the whole journal, what a replay found today, and a manifest with the SHA-256 of
    each file and the journal's head. It holds personal values in clear. Reads only. Raises ``NotFound`` for the cycle,
    ``Refused`` before the first screening.
    """
    campaign = cycle.cycle(session, cycle_id)
    found = replay(session, keys, cycle_id)
    packed = io.BytesIO()
    listed: dict[str, dict[str, object]] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _files(session, keys, campaign, found, lang):
            _write(file, name, content)
            listed[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        _write(file, MANIFEST, _manifest(session, campaign, found, listed))
    return packed.getvalue()


def _write(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, content)


def _manifest(session: Session, campaign: Cycle, found: Replay, listed: Mapping[str, Mapping[str, object]]) -> bytes:
    head = journal.head(session)
    told = {
        "format": FORMAT,
        "cycle": campaign.id,
        "as_of": campaign.as_of.isoformat(),
        "policy": {"id": campaign.policy.id, "digest": campaign.policy.digest},
        "made_at": moment_text(clock.now()),
        "journal": {"sequence": head.sequence, "hash": head.hash},
        "differences": len(found.differences),
        "files": listed,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _files(session: Session, keys: Keys, campaign: Cycle, found: Replay, lang: str) -> Files:
    outcome = results.result(session, campaign.id, keys, lang)
    yield _README[lang], _text(_ABOUT, lang)
    yield "plan.toml", campaign.policy.text.encode()
    yield "plan.txt", _lines(describe(campaign.policy, lang))
    yield "result.json", as_text(outcome).encode()
    yield "result.xlsx", workbook(outcome, lang)
    yield "screenings.jsonl", _lines(_screenings(session, campaign, keys))
    yield "replay.txt", _lines([*(word(text, lang) for text in difference_words(found)), word(summary(found), lang)])
    yield "journal.jsonl", _lines(journal.export_lines(session))
    yield from _dossiers(session, campaign, lang)


def _text(lines: tuple[object, ...], lang: str) -> bytes:
    return _lines(word(line, lang) for line in lines)


def _lines(lines: Iterator[str] | list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _screenings(session: Session, campaign: Cycle, keys: Keys) -> Iterator[str]:
    for one in rescreened(session, campaign, keys):
        if one.stored is not None:
            stored = dict(one.stored)
            stored["facts"] = json.loads(one.stored["facts"]) if one.stored["facts"] else None
            del stored["nominee_id"]
            subject = {"person": person_id(one.nominee.person), "class": one.nominee.place_class.value}
            yield canonical_json({**subject, **stored})


def _dossiers(session: Session, campaign: Cycle, lang: str) -> Files:
    told: dict[str, list[Entry]] = {}
    for entry in journal.entries(session):
        told.setdefault(entry.subject, []).append(entry)
    rows = list(nominees.each(session, campaign, Filters()))
    for sheet in verdicts.sheets(session, campaign, rows):
        name = f"dossiers/{sheet.row.person_id}-{sheet.row.place_class.value}.txt"
        lines = dossiers.lines(sheet, campaign, told.get(sheet.row.person_id, ()))
        yield name, _lines(word(line, lang) for line in lines)


_README: Final = {"zh_CN": "说明.txt", "en": "README.txt"}
_ABOUT: Final = (
    message("Archive of one cycle of the reserve pool."),
    message("It holds personal data: keep it where only authorised people read."),
    "",
    message("plan.toml, plan.txt: the plan the cycle is pinned to, as it was read and in words"),
    message("result.json, result.xlsx: everybody's outcome, the list and its reasons"),
    message("screenings.jsonl: every verdict with the facts it rests on, one nominee a line"),
    message("dossiers/: each nominee's criteria, exception, exam, place and reasons, to be read"),
    message("journal.jsonl: who did what when, each entry linked to the one before by its hash"),
    message("replay.txt: what working the cycle out again from its facts found when this archive was made"),
    message("manifest.json: the SHA-256 of each file, and the head of the journal"),
    "",
    message("To check it, with nothing but Python: python3 tools/verify_archive.py ARCHIVE.zip"),
)
