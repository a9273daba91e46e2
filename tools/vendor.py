"""Browser parts kept in the repository: ``python -m tools.vendor`` refreshes them, ``... check`` compares digests.

``tools/vendor.toml`` pins each npm package by version and SHA-256, and each file that is taken out of it. Refreshing
asks npm for the packages (npm knows where from) and takes nothing whose digest is another; the check needs no network.
To take a newer version, change it in the manifest, refresh, read what changed, and write in the digests it names.
Exit status: 0 as pinned, 1 not (what differs is printed), 2 wrong usage.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
MANIFEST: Final = Path(__file__).with_suffix(".toml")


class Part(NamedTuple):
    """One npm package: where its files go, its own digest, and the digest of every file taken out of it by path."""

    name: str
    version: str
    folder: Path
    sha256: str
    files: Mapping[str, str]

    @property
    def kept_in(self) -> Path:
        """The folder of this version, relative to the repository."""
        return self.folder / f"{self.name}-{self.version}"


def parts(manifest: Path = MANIFEST) -> Sequence[Part]:
    """Return what is pinned."""
    found = tomllib.loads(manifest.read_text("utf-8"))["part"]
    return [Part(one["name"], one["version"], Path(one["folder"]), one["sha256"], one["files"]) for one in found]


def complaints(pinned: Sequence[Part], root: Path = ROOT) -> Iterator[str]:
    """Say what of the kept files is missing, changed, or not in the manifest."""
    wanted = {part.kept_in / Path(path).name: digest for part in pinned for path, digest in part.files.items()}
    for path, digest in sorted(wanted.items()):
        file = root / path
        if not file.is_file():
            yield f"missing: {path}"
        elif (found := _digest(file.read_bytes())) != digest:
            yield f"changed: {path} is {found}, pinned is {digest}"
    for folder in sorted({part.folder for part in pinned}):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.relative_to(root) not in wanted:
                yield f"not pinned: {file.relative_to(root)}"


def refresh(pinned: Sequence[Part], root: Path = ROOT) -> None:
    """Fetch every part anew. Side effects: replaces the parts' folders. Raises ``ValueError`` for another digest."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = [(part, _contents(part, Path(folder))) for part in pinned]
    for place in {part.folder for part in pinned}:
        shutil.rmtree(root / place, ignore_errors=True)
    for part, files in fetched:
        (root / part.kept_in).mkdir(parents=True)
        for path, content in files.items():
            (root / part.kept_in / Path(path).name).write_bytes(content)


def _contents(part: Part, folder: Path) -> Mapping[str, bytes]:
    packed = ["npm", "pack", "--silent", f"{part.name}@{part.version}"]
    subprocess.run(packed, cwd=folder, check=True, capture_output=True)  # noqa: S603 - of the manifest
    package = folder / f"{part.name}-{part.version}.tgz"
    _same(package.name, package.read_bytes(), part.sha256)
    found = {}
    with tarfile.open(package) as archive:
        for path, digest in part.files.items():
            file = archive.extractfile(f"package/{path}")
            if file is None:
                raise ValueError(f"{package.name}: {path} is no file")
            found[path] = _same(f"{package.name}: {path}", file.read(), digest)
    return found


def _same(name: str, content: bytes, digest: str) -> bytes:
    found = _digest(content)
    if found != digest:
        raise ValueError(f"{name} is {found}, pinned is {digest}")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Refresh or check, and print what was found."""
    pinned = parts()
    if not arguments:
        try:
            refresh(pinned)
        except ValueError as error:
            print(error)
            return 1
    elif list(arguments) != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(complaints(pinned))
    print("\n".join(found) or "The browser parts are those of the manifest.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
