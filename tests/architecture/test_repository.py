"""What a committed file must never hold: where packages come from, and where this copy happens to lie."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
# Put together from pieces, so that this file does not hold what it forbids.
HOSTS: Final = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("pypi", "python", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("conda", "anaconda", "org"),
        ("pypi", "tuna", "tsinghua", "edu", "cn"),
        ("mirrors", "aliyun", "com"),
        ("npmmirror", "com"),
    )
]
INDEX_OPTIONS: Final = [
    "-".join(parts) for parts in (("--index", "url"), ("--extra", "index-url"), ("--find", "links"))
]
HOMES: Final = re.compile("(?<![\\w.])/" + "(?:home|Users|root|work|opt|mnt)" + "/[\\w.-]")
LOCK_FILES: Final = ["uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"]


def committed() -> list[Path]:
    """Files under git, and new ones that git does not ignore: what the next commit may hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git of the PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = listed.stdout.split("\0")
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


def text_files() -> Iterator[tuple[str, str]]:
    for path in committed():
        try:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of what is committed")
    return dict(text_files())


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_registry(host: str, texts: dict[str, str]) -> None:
    assert [name for name, text in texts.items() if host in text.lower()] == []


def test_no_lock_names_an_index_or_a_folder(texts: dict[str, str]) -> None:
    locks = {name: text for name, text in texts.items() if name.startswith("requirements")}
    assert locks
    assert [
        (name, line)
        for name, text in locks.items()
        for line in text.splitlines()
        if "://" in line or any(option in line for option in INDEX_OPTIONS)
    ] == []


def test_no_file_holds_a_path_of_one_machine(texts: dict[str, str]) -> None:
    assert [
        (name, line)
        for name, text in texts.items()
        for line in text.splitlines()
        if HOMES.search(line) or str(ROOT) in line
    ] == []


@pytest.mark.parametrize("lock", LOCK_FILES)
def test_no_lock_file_of_a_tool_that_writes_registry_addresses(lock: str, texts: dict[str, str]) -> None:
    assert [name for name in texts if Path(name).name == lock] == []


def test_every_pinned_package_has_hashes(texts: dict[str, str]) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=\S)", texts[name].strip())
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_advanced_alchemy_is_not_among_the_packages(texts: dict[str, str]) -> None:
    assert not re.search(r"^advanced.alchemy==", texts["requirements-dev.txt"], re.MULTILINE)
