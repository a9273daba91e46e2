"""Sentences come in the language asked for; everything else of a result is the same in both."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.running import run

# Names of files are the same in every language.
LATIN = re.compile(r"[A-Za-z]{2,}")
FILE = re.compile(r"\b\w+\.xlsx\b")
# A place for a value that was left blank or never filled in.
EMPTY = re.compile(r"[：:]\s*[。.]?$|[{}]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.usefixtures("no_workbook")
def test_sentences_come_in_the_language_asked_for(county_of: Callable[[int], Path], tmp_path: Path) -> None:
    chinese, english = (run(county_of(1), tmp_path / lang, lang=lang).result for lang in ("zh_CN", "en"))
    assert [text for text in sentences(chinese) if LATIN.search(FILE.sub("", text))] == []
    assert [text for text in sentences(chinese) if not CHINESE.search(text)] == []
    # What the plan demands is quoted in the plan's own words, and so are the columns and names of the files.
    assert [text for text in sentences(english) if not LATIN.search(text)] == []
    assert len({re.sub(r"[\d.]+", "", text) for text in sentences(english) if not CHINESE.search(text)}) > 12
    for result in (chinese, english):
        assert [text for text in sentences(result) if EMPTY.search(text)] == []
    assert dict(facts(chinese)) == dict(facts(english))


def sentences(result: dict[str, Any]) -> list[str]:
    said = [row[name] for row in result["nominees"] for name in ("why", "remark") if row[name] is not None]
    return said + [found["message"] for found in result["findings"]]


def facts(part: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a result with its path, sentences left out."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in ("why", "remark", "message"):
                yield from facts(value, f"{path}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from facts(value, f"{path}[{number}]")
    else:
        yield path, part
