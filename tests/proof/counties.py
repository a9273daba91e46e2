"""Sample counties under both plans: the program against the oracle, and every hard case as it was promised."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import Any
from unittest.mock import patch

import reserve.cli.run
import reserve.exam.actions
from reserve.exam.model import MarkStatus
from reserve.sample import write_county
from tests.journeys.running import PLANS, run
from tests.oracle import judge
from tests.oracle.compare import differences
from tests.oracle.read import read_county
from tests.proof.model import Findings, Proof

FIRST_SEED = 1
OF_NOMINEES = ("outcome", "listed", "reserved", "boundary")


def look(first: int, count: int, folder: Path) -> Findings:
    """Judge the counties of some seeds, each under both plans."""
    found = Findings()
    for seed in range(FIRST_SEED + first, FIRST_SEED + first + count):
        county = folder / f"county-{seed}"
        write_county(seed, county)
        found.add(disagreements(seed, county, folder))
        rmtree(county)
    return found


def disagreements(seed: int, county: Path, folder: Path) -> Findings:
    """Compare the program's result with the oracle's under both plans, for everybody and every place."""
    found = Findings()
    found.figures["counties"] += 1
    read_once = cache(read_county)
    for plan in PLANS:
        # The printed workbook is made of the same result, and takes a third of the time.
        with patch.object(reserve.cli.run, "write_result", lambda *_: None):
            ran = run(county, folder / f"result-{seed}", plan=plan)
        result = ran.result
        with patch.object(judge, "read_county", read_once):
            expected = judge.expect(county, plan)
        wrong = [f"exit status {ran.status}"] if ran.status else differences(result, expected)
        if plan == PLANS[0]:
            wrong += broken_promises(county, result)
        found.troubles += [f"seed {seed}, {plan}: {what}" for what in wrong]
        found.figures["nominees judged"] += len(result["nominees"])
        found.figures["places counted"] += sum(
            unit[side]["places"] or 0 for unit in result["units"] for side in ("chief", "deputy")
        )
    rmtree(folder / f"result-{seed}")
    return found


def broken_promises(county: Path, result: dict[str, Any]) -> Iterator[str]:
    """Yield the hard cases of cases.json that did not come out as they say."""
    for case in json.loads((county / "cases.json").read_text("utf-8")):
        where = (case["name"], case["unit"], case["class"])
        rows = [row for row in result["nominees"] if (row["name"], row["unit"], row["class"]) == where]
        promised = {key: case[key] for key in OF_NOMINEES if key in case}
        # Two people of one name in one unit are two cases: some row must be as promised.
        if promised and not any(promised.items() <= row.items() for row in rows):
            yield f"case {case['case']}: promised {promised}"
        if case.get("nominee") is False and rows:
            yield f"case {case['case']}: a nominee"
        if "decision" in case:
            decided = [row["decision"] for row in result["members"] if (row["name"], row["unit"]) == where[:2]]
            if decided != [case["decision"]]:
                yield f"case {case['case']}: {decided}"


def controls(folder: Path) -> dict[str, bool]:
    """Let 60.00 fail the exam: one hundredth, in one rule."""

    def passed(status: MarkStatus, hundredths: int | None, pass_line: int) -> bool:
        return status is MarkStatus.TAKEN and hundredths is not None and hundredths > pass_line

    with patch.object(reserve.exam.actions, "passed", passed):
        troubles = look(0, 1, folder).troubles
    return {
        "60.00 does not pass: the oracle says otherwise": any(": nominees[" in trouble for trouble in troubles),
        "60.00 does not pass: a case is not as promised": any("case mark-60.00" in trouble for trouble in troubles),
    }


PROOF = Proof(
    "counties",
    "`reserve run` gives what the oracle gives, for every person and place, under both plans",
    total=1000,
    batch=1,
    look=look,
    controls=controls,
    sources=("reserve", "tests/oracle", "tests/journeys/running.py", "tests/proof/counties.py"),
)
