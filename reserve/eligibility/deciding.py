"""From what is known of nominees to the screenings that are stored: one way for the campaign and for its replay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec

from reserve.eligibility.explain import Demands, Explanation, Verdict, explain, shown_value
from reserve.eligibility.facts import Subject, columns
from reserve.eligibility.keeping import Screening
from reserve.eligibility.rules import Screening as Columnar
from reserve.eligibility.rules import Standing, planned, screen
from reserve.nominee.queries import Nominee
from reserve.personal import Keys, lookup_hash
from reserve.policy.model import Policy
from reserve.policy.vocabulary import CATEGORY
from reserve.text import plain
from reserve.workbook.model import Origin

_NOWHERE: Final = Origin("", "", 0, {})


def decide(
    put_forward: Sequence[Nominee], subjects: Sequence[Subject], policy: Policy, as_of: dt.date
) -> list[Screening]:
    """Screen nominees by what is known of each, in the order given, and word every verdict (rules 1–8).

    Nothing else has a say: the same facts under the same policy give the same screening for ever (rule 15).
    """
    if not put_forward:
        return []
    plan = planned(policy, as_of)
    table = columns(subjects, plan.facts(), as_of)
    screening = screen(table, policy, as_of)
    demands = Demands(plan.calendar)
    decided = []
    for row, (candidate, subject) in enumerate(zip(put_forward, subjects, strict=True)):
        explanation = explain(subject, screening.columns, screening, row, demands)
        one = Screening(
            nominee_id=candidate.id,
            standing=Standing(int(screening.standing[row])).word,
            boundary=bool(screening.boundary[row]),
            verdicts=[_verdict(verdict, "criterion") for verdict in explanation.verdicts],
            exception=_exception(explanation, int(screening.admitted_by[row]), _category(screening, row)),
            # The same text as canonical JSON, in a tenth of the time.
            facts=msgspec.json.encode(subject, order="sorted").decode(),
        )
        decided.append(one)
    return decided


def subject_of(facts: str) -> Subject:
    """Return what was known of somebody from the facts of a screening; raises ``msgspec.ValidationError``."""
    return msgspec.json.decode(facts, type=Subject)


def facts_hash(keys: Keys, subject: Subject) -> str:
    """Return a keyed hash of what is known of somebody, 64 hexadecimal digits, for the journal.

    Where it stood in a workbook is left out: the same facts from another sheet are the same facts.
    """
    facts = replace(subject, person=replace(subject.person, origin=_NOWHERE))
    return lookup_hash(keys, "screening.facts", msgspec.json.encode(facts, order="sorted").decode())


def _verdict(verdict: Verdict, name: str) -> dict[str, object]:
    row: dict[str, object] = {
        name: verdict.criterion,
        "clause": verdict.clause,
        "outcome": verdict.outcome.word,
        "value": verdict.value,
        "required": verdict.required,
        "needs": list(verdict.needs),
        "cells": list(verdict.cells),
    }
    if verdict.change is not None:
        row["change"] = plain(verdict.change)
    return row


def _category(screening: Columnar, row: int) -> str | None:
    """The category in which somebody stands; None where the plan has none, or nobody knows it."""
    place = next((fact for fact in screening.columns if fact.name == CATEGORY), None)
    return None if place is None else shown_value(place, {place: screening.columns[place].part(slice(row, row + 1))})


def _exception(explanation: Explanation, admitted_by: int, category: str | None) -> dict[str, object] | None:
    """The exception that decides, else the first by name, so that its conditions can be shown (rule 3)."""
    if not explanation.exceptions:
        return None
    rule, conditions, waived = explanation.exceptions[max(0, admitted_by)]
    within = {} if category is None else {"category": category}
    return {
        "id": rule,
        **within,
        "conditions": [_verdict(condition, "id") for condition in conditions],
        "waived": [{"criterion": criterion, "required_instead": instead} for criterion, instead in waived],
    }
