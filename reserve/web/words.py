"""What codes are called on pages, and the tone in which each is shown; the word says the same as the colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.reports.wording import CLASSES, DECISIONS, EXAM, OUTCOMES, SEATS, VERDICTS, criterion_word, flag_word
from reserve.text import Message, message

__all__ = ["TONES", "WORDS", "criterion_word", "flag_word"]

WORDS: Final[Mapping[str, Mapping[str, Message]]] = {
    "outcome": OUTCOMES,
    "verdict": VERDICTS,
    "class": CLASSES,
    "seat": SEATS,
    "decision": DECISIONS,
    "mark": EXAM,
    "standing": {
        "listed": message("listed"),
        "reserved": message("place reserved"),
        "not_listed": message("not on the list"),
        "tied": message("tied at the last place"),
    },
    "exam": {
        "passed": message("passed"),
        "not_passed": message("not passed"),
        "missing": message("mark missing"),
    },
    "kind": {"county_organ": message("county organ"), "township": message("township")},
    "reach": {"everywhere": message("everywhere"), "own_unit": message("own unit")},
    "role": {
        "officer": message("Officer"),
        "section_head": message("Section head"),
        "approver": message("Approver"),
        "assessor": message("Assessor"),
        "score_clerk": message("Score clerk"),
        "marker": message("Marker"),
        "unit_liaison": message("Unit liaison"),
        "auditor": message("Auditor"),
        "system_admin": message("System administrator"),
        "security_admin": message("Security administrator"),
        "audit_admin": message("Audit administrator"),
    },
    "permission": {
        "view_cycles": message("See the campaigns"),
        "view_work": message("See the work list"),
        "view_nominees": message("See nominees and verdicts"),
        "view_exceptions": message("Audit the exceptions"),
        "view_members": message("See the present members"),
        "view_places": message("See units and places"),
        "view_list": message("See the list"),
        "view_policies": message("See and check plans"),
        "view_journal": message("Read the journal"),
        "view_rights": message("See the rights table"),
    },
}

TONES: Final[Mapping[str, str]] = {
    "eligible": "good",
    "exceptional": "note",
    "undecided": "open",
    "ineligible": "bad",
    "meets": "good",
    "waived": "note",
    "unknown": "open",
    "fails": "bad",
    "listed": "good",
    "reserved": "note",
    "keep": "good",
    "remove": "bad",
    "defer": "note",
    "none": "open",
    "absent": "bad",
    "void": "bad",
    "missing": "open",
}
