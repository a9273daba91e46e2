"""Run the long proofs: ``python -m tests.proof [--only NAME] [--limit N]``.

Exit status: 0 nothing speaks against any claim, 1 something does or a planted fault was not found, 2 called wrongly.
"""

import argparse
import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.proof import ages, counties, kills, over_http, plans, races, workbooks
from tests.proof.model import Proof
from tests.proof.progress import FOLDER, Progress, code_digest, store, stored
from tests.proof.report import DOCUMENT, table, write

PROOFS: Final = (
    counties.PROOF,
    workbooks.PROOF,
    plans.PROOF,
    ages.PROOF,
    races.PROOF,
    kills.PROOF,
    over_http.PROOF,
)
TOLD_EVERY: Final = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the proofs that were asked for, as far as asked for, and write their figures down."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--only", choices=[proof.name for proof in PROOFS], help="one proof instead of all")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="stop after N examples in all (default: the whole proof)"
    )
    given = parser.parse_args(arguments)
    with contextlib.suppress(KeyboardInterrupt):
        for proof in PROOFS:
            if given.only in (None, proof.name):
                advance(proof, current(proof), given.limit)
    ran = [(proof, current(proof)) for proof in PROOFS]
    print(table(ran))
    write(ran, DOCUMENT)
    return 0 if all(progress.holds for proof, progress in ran if given.only in (None, proof.name)) else 1


def current(proof: Proof) -> Progress:
    """Return how far a proof has come with the sources as they are now."""
    return stored(proof.name, code_digest(proof.sources))


def advance(proof: Proof, progress: Progress, limit: int | None, folder: Path = FOLDER) -> Progress:
    """Go on with a proof up to its end or to a number of examples; what is done is kept after every batch."""
    if not progress.controls:
        with workspace() as space:
            progress.controls = proof.controls(space)
        store(progress, folder)
    end = min(proof.total, proof.total if limit is None else limit)
    told = time.monotonic()
    while progress.done < end:
        count = min(proof.batch, proof.total - progress.done)
        began = time.monotonic()
        with workspace() as space:
            found = proof.look(progress.done, count, space)
        progress.add(count, time.monotonic() - began, found)
        store(progress, folder)
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            print(f"{proof.name}: {progress.done:,} of {end:,}, {progress.troubles} troubles", file=sys.stderr)
    return progress


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """Yield a folder that is gone afterwards; what the program says there is not shown."""
    said = io.StringIO()
    with (
        tempfile.TemporaryDirectory(prefix="proof-") as folder,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
