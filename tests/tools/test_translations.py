"""What keeps a catalogue of messages complete, and what the tool says when it is not."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import translations

SAID = {"Nobody was named in {unit}.", "The box is closed."}


def catalogue(**entries: str) -> Catalog:
    found = Catalog(locale="zh_CN")
    for msgid, translation in entries.items():
        found.add(msgid, translation)
    return found


def write_module(folder: Path, text: str) -> Path:
    code = folder / "code"
    code.mkdir()
    (code / "module.py").write_text(text, "utf-8")
    return code


def test_messages_are_found_in_modules_and_templates(tmp_path: Path) -> None:
    code = write_module(tmp_path, 'message("Nobody was named " "in {unit}.", unit=unit)\nother("not this")\n')
    templates = code / "web" / "templates" / "ballot"
    templates.mkdir(parents=True)
    (templates / "box.html").write_text("<p>{{ _('The box is closed.') }}</p>", "utf-8")
    assert translations.said_by_the_code(code) == SAID


def test_a_message_put_together_at_run_time_is_complained_about(tmp_path: Path) -> None:
    code = write_module(tmp_path, 'message("fixed")\nmessage(f"in {unit}")\nmessage(text)\nmessage()\n')
    found = list(translations.unreadable_calls(code))
    assert [line.split(": ")[0] for line in found] == [f"code/module.py:{number}" for number in (2, 3, 4)]


def test_a_complete_catalogue_has_no_complaints() -> None:
    complete = catalogue(**{"Nobody was named in {unit}.": "{unit}无人得票。", "The box is closed.": "票箱已封。"})
    assert translations.complaints(complete, SAID) == []


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ({"The box is closed.": ""}, "missing: 'The box is closed.'"),
        ({}, "missing: 'The box is closed.'"),
        ({"The box is closed.": "票箱已封。", "Long gone.": "旧句。"}, "obsolete: 'Long gone.'"),
        ({"The box is closed.": "{unit}票箱已封。"}, "other fields than []: '{unit}票箱已封。'"),
    ],
)
def test_an_incomplete_catalogue_is_complained_about(entries: dict[str, str], complaint: str) -> None:
    assert translations.complaints(catalogue(**entries), {"The box is closed."}) == [complaint]


def test_a_fuzzy_translation_is_complained_about() -> None:
    fuzzy = Catalog(locale="zh_CN")
    fuzzy.add("The box is closed.", "票箱已封。", flags=["fuzzy"])
    assert translations.complaints(fuzzy, {"The box is closed."}) == ["fuzzy: 'The box is closed.'"]


def test_an_update_keeps_translations_and_drops_what_nobody_says(tmp_path: Path) -> None:
    path = tmp_path / "zh_CN.po"
    translations.write_catalogue(path, "zh_CN", {"The box is closed.": "票箱已封。", "Long gone.": "旧句。"})
    told = translations.update(path, "zh_CN", SAID)
    assert told == ["new: 'Nobody was named in {unit}.'", "gone: 'Long gone.' (was '旧句。')"]
    assert translations.translations_of(translations.read_catalogue(path, "zh_CN")) == {
        "Nobody was named in {unit}.": "",
        "The box is closed.": "票箱已封。",
    }


def test_an_update_without_news_writes_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "zh_CN.po"
    translations.update(path, "zh_CN", SAID)
    first = path.read_bytes()
    assert translations.update(path, "zh_CN", SAID) == []
    assert path.read_bytes() == first
