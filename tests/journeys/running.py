"""``reserve run`` inside the test's own process, and what it wrote."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import reserve.policy
from reserve.cli.main import main

PLANS: Final = ("seed-county", "seed-literal")
LISTS: Final = ("units", "nominees", "members", "exceptions")


@dataclass(frozen=True)
class Ran:
    """Exit status, and the folder with the results."""

    status: int
    folder: Path

    @property
    def bytes(self) -> bytes:
        return (self.folder / "result.json").read_bytes()

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.bytes)
        return found


def plan_file(name: str) -> Path:
    """Where a plan lies that comes with the program."""
    return Path(reserve.policy.__file__).parent / "plans" / f"{name}.toml"


def run(data: Path, out: Path, *options: str, plan: str = "seed-county", lang: str = "zh_CN") -> Ran:
    """Run a campaign of the workbooks in ``data``; the results go to ``out``."""
    words = ["--quiet", "--lang", lang, "run", "--policy", str(plan_file(plan)), "--data", str(data)]
    return Ran(main([*words, "--out", str(out), *options]), out)


def nominees(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The nominees of a result by person and class."""
    return {(row["person_id"], row["class"]): row for row in result["nominees"]}
