"""Masked values are shown to somebody who says why, and the journal keeps the reason, never the value."""

import json

import pytest

from reserve.audit.model import Actor, ActorKind
from reserve.audit.queries import entries
from reserve.db import Database
from reserve.errors import Invalid, NotFound
from reserve.roster import actions, queries
from reserve.roster.actions import LONGEST_REASON, SHORTEST_REASON
from tests.cycle.laws import counts
from tests.cycle.town import CANARY_ID, CANARY_SANCTION, KEYS, ORDINARY, SANCTIONED, campaign

ACTOR = Actor("wang.fang", ActorKind.PERSON)
BOTH = ["id_number", "discipline"]


@pytest.fixture
def town(database: Database) -> Database:
    with database.writing() as session:
        campaign(session, "roster")
    return database


def test_a_value_is_revealed_with_its_reason_on_record(town: Database) -> None:
    with town.writing() as session:
        shown = actions.reveal(session, ACTOR, KEYS, ORDINARY, BOTH, reason=" 核对档案 ")
        (entry,) = (one for one in entries(session, subject="P00001") if one.tag == "roster.reveal")
    assert shown["id_number"] == CANARY_ID
    assert entry.actor == "wang.fang"
    assert entry.details == {"fields": ["discipline", "id_number"], "reason": "核对档案"}


def test_the_journal_never_holds_what_was_revealed(town: Database) -> None:
    with town.writing() as session:
        shown = actions.reveal(session, ACTOR, KEYS, SANCTIONED, ["discipline"], reason="核对档案")
        said = json.dumps([[one.subject, one.details] for one in entries(session)], ensure_ascii=False, default=str)
    assert getattr(shown["discipline"], "kind", "") == CANARY_SANCTION
    assert set(shown) == {"discipline"}
    assert CANARY_SANCTION not in said
    assert CANARY_ID not in said


@pytest.mark.parametrize(
    ("fields", "reason", "wrong"),
    [
        (BOTH, "x" * (SHORTEST_REASON - 1), {"reason"}),
        (BOTH, "x   ", {"reason"}),
        (BOTH, "x" * (LONGEST_REASON + 1), {"reason"}),
        ([], "核对档案", {"fields"}),
        (["name"], "核对档案", {"fields"}),
        (["birth", "id_number"], "", {"fields", "reason"}),
    ],
)
def test_without_a_reason_nothing_is_revealed(town: Database, fields: list[str], reason: str, wrong: set[str]) -> None:
    with town.reading() as session:
        before = counts(session)
    with pytest.raises(Invalid) as caught, town.writing() as session:
        actions.reveal(session, ACTOR, KEYS, ORDINARY, fields, reason=reason)
    assert set(caught.value.fields) == wrong
    with town.reading() as session:
        assert counts(session) == before


def test_nobody_is_revealed_who_is_not_there(town: Database) -> None:
    with pytest.raises(NotFound), town.writing() as session:
        actions.reveal(session, ACTOR, KEYS, 99, BOTH, reason="核对档案")


def test_only_the_ending_of_an_id_number_is_shown_unasked(town: Database) -> None:
    with town.reading() as session:
        known, unknown = (queries.sealed(session, KEYS, number) for number in (ORDINARY, SANCTIONED))
        assert queries.sealed(session, KEYS, 99) is None
    assert known is not None
    assert unknown is not None
    assert (known.id_ending, unknown.id_ending) == (CANARY_ID[-4:], "")
    assert unknown.discipline.kind == CANARY_SANCTION
