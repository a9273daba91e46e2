"""The details of the journal's entries in words: what each is called, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.exam.rules import shown
from reserve.roster.model import person_id
from reserve.text import Message, from_plain, message
from reserve.web.words import WORDS, criterion_word

_NAMES: Final[Mapping[str, Message]] = {
    "account": message("Account"),
    "act": message("Act"),
    "adjustment": message("Adjustment"),
    "again": message("Read again"),
    "approvals": message("Approvers"),
    "approvers": message("Approvers"),
    "as_of": message("As of"),
    "batch": message("Import"),
    "changed": message("Changed"),
    "changes": message("Changes"),
    "chief_adjustment": message("Adjustment, chief"),
    "chief_posts": message("Chief posts"),
    "class": message("Class"),
    "complete": message("Approved by all"),
    "conclusion": message("Conclusion"),
    "confirmed_by": message("Confirmed by"),
    "conflicts": message("Conflicts"),
    "count": message("Count"),
    "cycle": message("Campaign"),
    "cycle_id": message("Campaign"),
    "days": message("Number of days"),
    "decided_by": message("Decided by"),
    "decided_on": message("Decided on"),
    "decision": message("Decided"),
    "decision_number": message("Decision number"),
    "deputy_adjustment": message("Adjustment, deputy"),
    "deputy_posts": message("Deputy posts"),
    "digest": message("Fingerprint"),
    "due": message("Due"),
    "entry": message("Entry"),
    "errors": message("Errors"),
    "evidence": message("Evidence"),
    "family": message("Kind"),
    "fields": message("Fields"),
    "file": message("File"),
    "files": message("Files"),
    "findings": message("Findings"),
    "first": message("First day"),
    "from": message("From"),
    "gone": message("Gone"),
    "grounds": message("Grounds"),
    "hundredths": message("Mark"),
    "import": message("Import"),
    "inspectors": message("Inspectors"),
    "integrity": message("Integrity"),
    "last": message("Last day"),
    "listed": message("Listed"),
    "mark": message("Mark"),
    "meeting": message("Meeting"),
    "members": message("Members"),
    "new": message("New"),
    "nominees": message("Nominees"),
    "number": message("Number"),
    "old": message("Before"),
    "old_hundredths": message("Mark before"),
    "old_status": message("State before"),
    "outcome": message("What came out"),
    "paper": message("On what paper"),
    "password": message("Password"),
    "people": message("Persons"),
    "person": message("Person"),
    "persons": message("Persons"),
    "place_class": message("Class"),
    "policy": message("Plan"),
    "present": message("Present"),
    "proposed_by": message("Proposed by"),
    "proposed_on": message("Proposed on"),
    "reason": message("Reason given"),
    "relation": message("Relation"),
    "remark": message("Remark"),
    "request": message("Request"),
    "reserved": message("Reserved"),
    "returned": message("Returned"),
    "role": message("Role"),
    "rows": message("Rows"),
    "scopes": message("Scopes"),
    "seat": message("Place"),
    "seats": message("Places"),
    "second_factor": message("Secret of the authenticator"),
    "sessions": message("Sessions"),
    "source": message("From the machine"),
    "standing": message("Standing"),
    "status": message("State"),
    "submitted_by": message("Submitted by"),
    "to": message("To"),
    "undecided": message("undecided"),
    "unit": message("Unit"),
    "units": message("Units"),
    "valid": message("Valid"),
    "verdicts": message("Verdicts"),
    "veto": message("Veto"),
    "void": message("Void"),
    "votes": message("Number of votes"),
    "waived": message("Waived"),
    "warnings": message("Warnings"),
    "works": message("Worked?"),
    "year": message("Year"),
    "why": message("Reason given"),
    "withdrawn": message("Entered by mistake"),
}
# Which table of words tells the value of a detail.
_KINDS: Final[Mapping[str, str]] = {
    "act": "permission",
    "class": "class",
    "decision": "decision",
    "family": "family",
    "old_status": "mark",
    "outcome": "outcome",
    "place_class": "class",
    "relation": "relation",
    "role": "role",
    "scopes": "permission",
    "seat": "seat",
    "standing": "outcome",
    "status": "mark",
}
_MARKS: Final = frozenset({"hundredths", "mark", "old_hundredths"})
_YES_NO: Final = {True: message("yes"), False: message("no")}


def name_word(name: str) -> Message | str:
    """Return what a detail is called; one that nobody named is shown as it was written."""
    return _NAMES.get(name, name.replace("_", " "))


def value_word(name: str, value: object, units: Mapping[int, str]) -> object:
    """Return the value of a detail in words: a message, a text, or a list of them. ``units``: id → name."""
    if isinstance(value, Mapping):
        return _mapping(name, value, units)
    if isinstance(value, (list, tuple)):
        return [value_word(name, part, units) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(name, value, units)
    if value is None or isinstance(value, bool):
        return "—" if value is None else _YES_NO[value]
    if name == "waived":
        return criterion_word(str(value))
    return WORDS[_KINDS[name]].get(str(value), str(value)) if name in _KINDS else str(value)


def _mapping(name: str, value: Mapping[str, object], units: Mapping[int, str]) -> object:
    if value.keys() == {"msgid", "params"}:
        return from_plain(value)
    if name == "verdicts":
        verdicts = WORDS["verdict"]
        return [_said(criterion_word(key), verdicts.get(str(part), str(part))) for key, part in value.items()]
    return [_said(name_word(key), value_word(key, part, units)) for key, part in value.items()]


def _said(name: Message | str, value: object) -> Message:
    return message("{name}: {value}", name=name, value=value)


def _number(name: str, value: int, units: Mapping[int, str]) -> str:
    if name in _MARKS:
        return shown(value)
    if name == "person":
        return person_id(value)
    return units.get(value, str(value)) if name == "unit" else str(value)
