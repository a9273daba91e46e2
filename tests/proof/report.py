"""The figures of the proofs as a table, printed and written into docs/proofs.md."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.proof.model import Proof
from tests.proof.progress import ROOT, Progress

DOCUMENT: Final = ROOT / "docs" / "proofs.md"
BEGIN: Final = "<!-- figures: written by python -m tests.proof -->"
END: Final = "<!-- end of figures -->"


def table(ran: Sequence[tuple[Proof, Progress]]) -> str:
    """Return the figures of some proofs as Markdown."""
    lines = [
        "| proof | examples | of | against the claim | planted faults found | minutes | code |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for proof, progress in ran:
        controls = f"{sum(progress.controls.values())} of {len(progress.controls)}"
        lines.append(
            f"| {proof.name} | {progress.done:,} | {proof.total:,} | {progress.troubles:,} | {controls} "
            f"| {progress.seconds / 60:.1f} | {progress.code} |"
        )
    for proof, progress in ran:
        if progress.done == 0:
            lines += ["", f"**{proof.name}** — {proof.claim}.", "Not run with this code yet."]
            continue
        counted = ", ".join(f"{number:,} {name}" for name, number in sorted(progress.figures.items()))
        planted = "; ".join(f"{fault}: {'found' if seen else 'NOT FOUND'}" for fault, seen in progress.controls.items())
        lines += ["", f"**{proof.name}** — {proof.claim}.", f"Looked at: {counted}. Planted: {planted}."]
        lines += [f"- {trouble}" for trouble in progress.first_troubles]
    return "\n".join(lines)


def write(ran: Sequence[tuple[Proof, Progress]], document: Path = DOCUMENT) -> None:
    """Put the figures into their place in the document; raises ``ValueError`` when it has none."""
    text = document.read_text("utf-8")
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    figures = f"\n\n{table(ran)}\n\n"
    document.write_text(text[:before] + figures + text[after:], "utf-8")
