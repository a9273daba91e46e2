"""Sentences are chosen where they arise and worded at the rim."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.text import LANGUAGES, Message, catalogue, from_plain, message, plain, word

SENTENCE = "Would be met from {day} on."


def test_english_is_the_sentence_itself() -> None:
    assert word(message(SENTENCE, day="2027-06-30"), "en") == "Would be met from 2027-06-30 on."
    assert catalogue("en") == {}


def test_chinese_comes_from_the_catalogue_and_is_the_default() -> None:
    chinese = word(message(SENTENCE, day="2027-06-30"))
    assert chinese == word(message(SENTENCE, day="2027-06-30"), "zh_CN") == str(message(SENTENCE, day="2027-06-30"))
    assert "2027-06-30" in chinese
    assert "Would" not in chinese


def test_a_sentence_without_a_translation_is_shown_in_english() -> None:
    assert word(message("No catalogue holds this sentence {n}.", n=3)) == "No catalogue holds this sentence 3."


def test_messages_among_the_fields_are_worded_in_the_same_language() -> None:
    outer = message("The sentence: {inner}", inner=message(SENTENCE, day=1))
    assert word(outer, "en") == "The sentence: Would be met from 1 on."
    assert "Would" not in word(outer, "zh_CN").removeprefix("The sentence: ")


def test_lists_are_joined_as_the_language_does_it() -> None:
    both = ["甲", message(SENTENCE, day=1)]
    assert word(both, "en") == "甲, Would be met from 1 on."
    assert word(["甲", "乙"], "zh_CN") == "甲、乙"
    assert word(("甲", 3), "en") == "甲, 3"


@pytest.mark.parametrize("value", ["{day}", "{", "}", "{0}", "{}", "%s", "{day.__class__}", "\\1"])
def test_whatever_a_workbook_holds_is_only_text(value: str) -> None:
    assert word(message(SENTENCE, day=value), "en") == f"Would be met from {value} on."


def test_a_field_without_a_value_is_left_standing() -> None:
    assert word(Message(SENTENCE), "en") == SENTENCE


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(KeyError):
        catalogue("fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_translation_has_the_fields_of_its_sentence(lang: str) -> None:
    for sentence, translation in catalogue(lang).items():
        assert set(fields(sentence)) == set(fields(translation)), sentence


def fields(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:] if "}" in part]


VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=5)),
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.builds(lambda text, value: message("m" + text, value=value), st.text(max_size=3), below),
    ),
    max_leaves=6,
)


@given(VALUES)
def test_a_message_survives_being_stored(value: object) -> None:
    stored = json.loads(json.dumps(plain(value)))
    assert word(from_plain(stored), "en") == word(value, "en")
    assert from_plain(stored) == value


def test_what_json_cannot_hold_is_stored_as_text() -> None:
    assert plain(message("{path}", path=2.5)) == {"msgid": "{path}", "params": {"path": "2.5"}}
