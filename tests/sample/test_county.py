import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from reserve.sample import write_county
from reserve.sample.county import build
from reserve.sample.model import County
from tests.sample.county import FILES, rows

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MEANT_TO_BE_WRONG = 40


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_it_writes_every_workbook_and_the_cases(county: Path) -> None:
    assert set(digests(county)) == {f"{file}.xlsx" for file in FILES} | {"cases.json"}


def test_a_seed_gives_the_same_bytes_whatever_the_hash_seed(county: Path, tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from reserve.sample import write_county; "
    program += "write_county(2026, Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    assert digests(tmp_path) == digests(county)


def test_another_seed_gives_another_county(county: Path, tmp_path: Path) -> None:
    write_county(7, tmp_path)
    ours = digests(county)
    assert all(digest != ours[name] for name, digest in digests(tmp_path).items())


def test_it_has_the_size_of_a_county(county: Path) -> None:
    units = rows(county, "units", "单位")
    assert len(units) == 60
    townships = [row for row in units if row["kind"] in {"乡镇", "镇", "乡"}]
    assert [row["chief_posts"] for row in townships].count(2) + [row["chief_posts"] for row in townships].count(
        "２"
    ) == 18
    assert len(rows(county, "roster", "干部名册")) == 3000
    assert len(rows(county, "members", "在库后备")) == 180


def test_nearly_every_unit_votes_in_both_classes(county: Path) -> None:
    assert len(rows(county, "votes", "会议")) >= 110
    named = Counter((row["unit"], row["place_class"][:2]) for row in rows(county, "votes", "得票"))
    assert max(named.values()) <= 13
    assert len(named) >= 112


def test_id_numbers_have_an_area_that_was_never_assigned_and_a_right_check_digit(county: Path) -> None:
    wrong, seen = 0, set()
    for row in rows(county, "roster", "干部名册"):
        if not row["id_number"]:
            continue
        number = unicodedata.normalize("NFKC", row["id_number"]).upper()
        assert re.fullmatch(r"99\d{15}[\dX]|99\d{13}", number)
        assert number not in seen
        seen.add(number)
        if len(number) == 18:
            total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
            wrong += "10X98765432"[total % 11] != number[-1]
    assert len(seen) > 2800
    assert 1 <= wrong < MEANT_TO_BE_WRONG


def test_nobody_shares_name_and_unit_without_a_number_that_tells(county: Path) -> None:
    people = rows(county, "roster", "干部名册")
    twice = {key for key, count in Counter((row["name"], row["unit"]) for row in people).items() if count > 1}
    doubles = [row for row in people if (row["name"], row["unit"]) in twice]
    assert len(doubles) == 2
    assert all(row["id_number"] for row in doubles)


@pytest.fixture(scope="module", params=[*range(1, 11), 2026])
def built(request: pytest.FixtureRequest) -> County:
    return build(request.param)


def test_counts_of_a_meeting_never_contradict_each_other(built: County) -> None:
    valid = {}
    for row in built.meetings:
        counts = [count for count in (row.valid, row.returned, row.present, row.due) if count is not None]
        assert counts == sorted(counts)
        valid[row.unit, row.place_class] = row.valid
    for tally in built.tallies:
        limit = valid.get((tally.who.unit, tally.place_class))
        assert limit is None or tally.votes <= limit


def test_nobody_is_named_marked_or_a_member_twice(built: County) -> None:
    for named in (
        [(tally.who, tally.place_class) for tally in built.tallies],
        [mark.who for mark in built.marks],
        [member.who for member in built.members],
    ):
        assert len(set(named)) == len(named)
