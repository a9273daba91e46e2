"""Who may import whom: the contracts of pyproject.toml, and the rules between stages that they cannot say."""

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import grimp
import pytest
from importlinter.api import read_configuration

ROOT: Final = Path(__file__).parents[2]
RESERVE: Final = ROOT / "reserve"
RIVER: Final = "A stage imports only what lies upstream"
# The tables of every stage may be read across by reports, of which nothing else in the program depends.
READS_ALL_TABLES: Final = {"reports"}
# Who starts an act: the pages, the interface for programs, the command line, and what joins several stages for them.
FRONTS: Final = {"api", "campaign", "cli", "web"}
# What another stage offers: reads, its frozen rows, and the doors through which every change of it goes.
OFFERED: Final = {"queries", "model"}
# Acts of accounts that do not stand in its actions: signing in and the rest, roles, forms that are sent twice.
ACTS: Final = {("accounts", "entering"), ("accounts", "granting"), ("accounts", "once")}
DOORS: Final = {
    ("audit", "record"),
    ("audit", "tags"),
    ("cycle", "steps"),
    ("nominee", "actions"),
    ("pool", "actions"),
}


def layers() -> list[str]:
    contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    (river,) = [contract for contract in contracts if contract["name"] == RIVER]
    return [name.strip() for layer in river["layers"] for name in layer.split("|")]


def stages() -> set[str]:
    names = [name.strip("()") for name in layers()]
    return set(names[names.index("publicity") : names.index("audit") + 1])


@cache
def imports() -> list[tuple[str, str, str, str]]:
    """Every import across packages of reserve: importing package and module, imported package and module."""
    graph = grimp.build_graph("reserve", cache_dir=None)
    return sorted(
        (*importer, *imported)
        for module in graph.modules
        for target in graph.find_modules_directly_imported_by(module)
        if (importer := _split(module))[0] != (imported := _split(target))[0]
    )


def _split(module: str) -> tuple[str, str]:
    _, package, name, *_ = [*module.split("."), "", ""]
    return package, name


def offences() -> Iterator[str]:
    known = stages()
    for package, module, target, file in imports():
        said = f"reserve.{package}.{module} imports reserve.{target}.{file}"
        if target not in known or file == "":
            continue
        if file == "tables" and package not in READS_ALL_TABLES:
            yield f"{said}: the tables of a stage are its own"
        elif _acts(target, file) and package not in FRONTS | _edge(target):
            yield f"{said}: only {', '.join(sorted(FRONTS))} start an act"
        elif package in known and file not in OFFERED and (target, file) not in DOORS:
            yield f"{said}: a stage offers others its {' and '.join(sorted(OFFERED))}"


def _acts(target: str, file: str) -> bool:
    return (file == "actions" or (target, file) in ACTS) and (target, file) not in DOORS


def _edge(target: str) -> set[str]:
    """Logging in and out is an act of accounts that the rim itself starts."""
    return {"edge"} if target == "accounts" else set()


def test_every_import_contract_is_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stages_reach_into_each_other_only_by_queries_model_and_doors() -> None:
    assert list(offences()) == []


@pytest.mark.parametrize("name", [name for name in layers() if name.startswith("(")])
def test_a_layer_stands_in_brackets_only_until_it_is_built(name: str) -> None:
    built = name.strip("()")
    assert not (RESERVE / built / "__init__.py").exists()
    assert not (RESERVE / f"{built}.py").exists()


def test_ballot_tables_are_imported_by_nobody_else() -> None:
    assert not [row for row in imports() if row[2:] == ("ballot", "tables")]
