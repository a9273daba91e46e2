"""The fixed names exist, and each package of the stack does its work where it is meant to."""

import ast
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FIXED_NAMES: Final = [
    "pyproject.toml",
    "reserve/__init__.py",
    "reserve/eligibility/__init__.py",
    "reserve/exam/__init__.py",
    "reserve/api/__init__.py",
    "migrations/env.py",
    "tests/__init__.py",
]
# Package of the stack → the module or package that imports it.
MEANT_TO_BE_IN: Final = {
    "alembic": "migrations/env",
    "argon2": "reserve/accounts",
    "babel": "reserve/text",
    "cryptography": "reserve/personal",
    "hypothesis": "tests",
    "jinja2": "reserve/web",
    "litestar": "reserve/api",
    "numpy": "reserve/eligibility",
    "openpyxl": "tests/oracle",
    "pandas": "reserve/reports",
    "psycopg": "tests/postgres",
    "pytest": "tests",
    "python_calamine": "reserve/workbook",
    "sqlalchemy": "reserve/db",
    "uvicorn": "reserve/cli",
    "xlsxwriter": "reserve/reports",
}


def imported_in(place: str) -> set[str]:
    """The top-level packages that a module, or any module of a package, imports."""
    folder = ROOT / place
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("name", FIXED_NAMES)
def test_fixed_name_exists(name: str) -> None:
    assert (ROOT / name).is_file()


@pytest.mark.parametrize(("package", "place"), sorted(MEANT_TO_BE_IN.items()))
def test_package_is_imported_where_it_is_meant_to_be(package: str, place: str) -> None:
    assert (ROOT / place).is_dir() or (ROOT / f"{place}.py").is_file()
    assert package in imported_in(place)
