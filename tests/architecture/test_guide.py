"""The officers' guide shows pages as they are: its pictures are those that the browser journey takes."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
GUIDE: Final = ROOT / "docs/guide.md"
JOURNEY: Final = ROOT / "tests/browser/test_journey.py"


def test_every_picture_of_the_guide_is_there_and_taken_by_the_journey() -> None:
    shown = set(re.findall(r"\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8")))
    taken = set(re.findall(r'look\(f?"([\w-]+)', JOURNEY.read_text(encoding="utf-8"))) | {"import-units"}
    assert len(shown) >= 10
    assert shown <= taken
    assert [name for name in shown if not (ROOT / f"docs/pictures/{name}.png").is_file()] == []


def test_every_link_of_the_guide_leads_somewhere() -> None:
    links = re.findall(r"\]\(([\w/.-]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []
