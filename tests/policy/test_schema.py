"""The JSON Schema for editors is as committed, true of every plan and strict; the documentation's examples load."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema_rs import Draft202012Validator

from reserve.cli.main import main
from reserve.policy.load import PLANS, shipped
from reserve.policy.plan import policy_of
from reserve.policy.problems import Report
from reserve.policy.schema import schema
from reserve.text import word
from tests.policy.plans import PLAN, changed

ROOT: Final = Path(__file__).parents[2]
OWN: Final = sorted((Path(__file__).parent / "plans_of_others").glob("*.toml"))
BLOCKS: Final = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/policy.md").read_text("utf-8"), re.DOTALL)


def wrong(data: dict[str, Any]) -> list[str]:
    plain = json.loads(json.dumps(data, default=str))
    return [f"{one.instance_path}: {one.message[:200]}" for one in Draft202012Validator(schema()).iter_errors(plain)]


def merged(block: str) -> dict[str, Any]:
    """Return the small plan with an example of the documentation in it."""
    data = tomllib.loads(PLAN)
    for key, value in tomllib.loads(block).items():
        data[key] = [*data.get(key, []), *value] if isinstance(value, list) else value
    return data


@pytest.mark.parametrize("path", [*shipped(), *OWN], ids=lambda path: path.stem)
def test_a_plan_that_can_be_loaded_is_right_by_the_schema(path: Path) -> None:
    assert wrong(tomllib.loads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('fact = "vote_share"', 'fact = "vote_share", at_leest = "1/2"'),
        ('forms = ["full_time", "in_service"]', 'forms = ["fulltime"]'),
        ('at_least = "college"', 'at_least = "colledge"'),
        ("not_turned = 30", 'not_turned = "30"'),
        ("approvals = 2\n", ""),
        ("pass = 60", "pas = 60"),
        ("[quota]", "[quotas]"),
    ],
)
def test_a_slip_is_marked_while_typing(old: str, new: str) -> None:
    assert wrong(tomllib.loads(PLAN)) == []
    assert wrong(tomllib.loads(changed(old, new))) != []


def test_the_committed_schema_is_the_one_that_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    committed = (PLANS / "plan.schema.json").read_text("utf-8")
    assert main(["policy", "schema"]) == 0
    assert capsys.readouterr().out == committed
    assert json.loads(committed) == schema()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_an_example_of_the_documentation_can_be_loaded(block: str) -> None:
    data = merged(block)
    report = Report(data, {})
    policy_of(report)
    assert [(one.key, word(one.message, "en")) for one in report.problems] == []
    assert wrong(data) == []


def test_the_documentation_shows_every_kind_of_entry() -> None:
    shown = {key for block in BLOCKS for key in tomllib.loads(block)}
    assert {*schema()["properties"]} - shown == set()
