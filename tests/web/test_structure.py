"""Structure targets on a page: met or not, who would come in and leave, and what would do; nothing is changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reserve.campaign.whole import carry_out
from reserve.listing import queries as listing
from reserve.policy.load import parse
from tests.accounts.accounts import ACTOR
from tests.cycle.town import ORDINARY, SECOND, SEED, TOWN, mark, tally
from tests.edge.service import Service
from tests.web.desks import fresh, signed_in
from tests.web.towns import copied

pytestmark = pytest.mark.usefixtures("quick_hashes")
PAGE = "/cycles/1/list/targets"
TARGET = """
[[target]]
id = "older"
clause = "五"
wording = "一九八〇年代前期出生的{words}"
document = "方案"
who = {{ fact = "birth", {who} }}
of = "list"
{bounds}
"""


@contextmanager
def desk(template: Path, folder: Path, targets: str) -> Iterator[Service]:
    """Yield a service over the town with two who passed for one deputy place, under a plan with targets."""
    plan = parse(SEED.text + targets).policy
    assert plan is not None
    county = replace(TOWN, tallies=(tally(ORDINARY, 29), tally(SECOND, 28)),
                     marks=(mark(ORDINARY), mark(SECOND)), exceptions=(), inspections=())  # fmt: skip
    with fresh(copied(template, folder), folder) as running:
        with running.database.writing() as session:
            carry_out(session, ACTOR, county, plan, None, running.keys, lambda _: None)
        yield running


def text(answer: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer))


def test_a_plan_without_targets_says_so(sqlite_template: Path, tmp_path: Path) -> None:
    with desk(sqlite_template, tmp_path, "") as running, signed_in(running) as client:
        assert "The plan names no structure targets." in client.get(PAGE).text
        assert PAGE not in client.get("/cycles/1/list").text


def test_a_target_that_is_met_asks_for_nothing(sqlite_template: Path, tmp_path: Path) -> None:
    targets = TARGET.format(words="不限", who="on_or_after = 1950-01-01", bounds='at_least = "50%"')
    with desk(sqlite_template, tmp_path, targets) as running, signed_in(running) as client:
        shown = text(client.get(PAGE).text)
        assert "The list meets every target as it is." in shown
        assert "2 of 2" in shown
        assert PAGE in client.get("/cycles/1/list").text


def test_a_target_that_nobody_can_meet_is_told_and_nothing_is_changed(sqlite_template: Path, tmp_path: Path) -> None:
    targets = TARGET.format(words="不少于一名", who="on_or_before = 1960-01-01", bounds="at_least = 1")
    with desk(sqlite_template, tmp_path, targets) as running, signed_in(running) as client:
        with running.database.reading() as session:
            before = listing.digest(session, 1)
        shown = text(client.get(PAGE).text)
        assert "1 too few" in shown
        assert "there are not enough such people among those who passed" in shown
        with running.database.reading() as session:
            assert listing.digest(session, 1) == before


def test_a_maximum_leaves_out_who_is_too_many(sqlite_template: Path, tmp_path: Path) -> None:
    targets = TARGET.format(words="不超过一名", who="on_or_after = 1950-01-01", bounds="at_most = 1")
    with desk(sqlite_template, tmp_path, targets + "binding = true\n") as running, signed_in(running) as client:
        shown = text(client.get(PAGE).text)
        assert "1 too many" in shown
        assert shown.count("leaves") == 1
        assert "comes in" not in shown
