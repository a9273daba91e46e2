"""How far each proof has come, kept between runs; a proof of other code starts anew."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tests.proof.model import Findings

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "var" / "proof"
TROUBLES_KEPT: Final = 50


@dataclass(slots=True)
class Progress:
    """Examples done and what they showed; ``code`` is a digest of what the proof is about."""

    name: str
    code: str
    done: int = 0
    seconds: float = 0.0
    figures: dict[str, int] = field(default_factory=dict)
    troubles: int = 0
    first_troubles: list[str] = field(default_factory=list)
    controls: dict[str, bool] = field(default_factory=dict)

    def add(self, count: int, seconds: float, found: Findings) -> None:
        """Count more examples in."""
        self.done += count
        self.seconds += seconds
        self.figures = dict(Counter(self.figures) + found.figures)
        self.troubles += len(found.troubles)
        self.first_troubles = (self.first_troubles + found.troubles)[:TROUBLES_KEPT]

    @property
    def holds(self) -> bool:
        """Whether nothing spoke against the claim, and every planted fault was found."""
        return self.troubles == 0 and self.done > 0 and bool(self.controls) and all(self.controls.values())


def code_digest(sources: Iterable[str], root: Path = ROOT) -> str:
    """Return a digest of the programs and plans among some files and folders; translations prove nothing."""
    digest = hashlib.sha256()
    for source in sources:
        place = root / source
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in {".py", ".toml"}:
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def stored(name: str, code: str, folder: Path = FOLDER) -> Progress:
    """Return how far a proof has come with this code, from nothing if it was begun with another."""
    path = folder / f"{name}.json"
    if path.exists():
        progress = Progress(**json.loads(path.read_text("utf-8")))
        if progress.code == code:
            return progress
    return Progress(name, code)


def store(progress: Progress, folder: Path = FOLDER) -> None:
    """Keep how far a proof has come."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{progress.name}.json"
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(asdict(progress), ensure_ascii=False, indent=1) + "\n", "utf-8")
    aside.replace(path)
