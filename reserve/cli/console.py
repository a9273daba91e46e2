"""What the command line says, and in which language: results on standard output, progress and errors beside it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reserve.text import Message, message, word

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Console:
    """Words messages in one language; ``quiet`` leaves progress out."""

    lang: str
    quiet: bool = False

    def say(self, text: Message | str) -> None:
        """Print a line of the result."""
        print(word(text, self.lang))

    def progress(self, text: Message) -> None:
        """Tell on standard error how far the work is."""
        if not self.quiet:
            print(word(text, self.lang), file=sys.stderr, flush=True)

    def complain(self, text: Message | str) -> None:
        """Print a line of an error on standard error."""
        print(word(text, self.lang), file=sys.stderr)

    def usage(self, *reasons: Message) -> int:
        """Say what is wrong with the command's words; return exit status 2."""
        for reason in reasons:
            self.complain(reason)
        return USAGE

    def summary(self, outcome: Mapping[str, Any], out: Path) -> int:
        """Say in a few lines what came out, or which errors forbid it; return 0 or 1."""
        levels = Counter(found["level"] for found in outcome["findings"])
        if levels["error"]:
            self._errors([found for found in outcome["findings"] if found["level"] == "error"])
            self.say(message("Nothing was taken in. All findings: {file}", file=out / "result.xlsx"))
            return FAILED
        outcomes = Counter(nominee["outcome"] for nominee in outcome["nominees"])
        listed = sum(nominee["listed"] for nominee in outcome["nominees"])
        reserved = sum(nominee["reserved"] for nominee in outcome["nominees"])
        opened = sum(unit[place]["open"] for unit in outcome["units"] for place in ("chief", "deputy"))
        self.say(
            message(
                "Nominees: {total}: {eligible} eligible, {exceptional} under the exception, {undecided} undecided, "
                "{ineligible} not eligible.",
                total=len(outcome["nominees"]),
                **{name: outcomes[name] for name in ("eligible", "exceptional", "undecided", "ineligible")},
            )
        )
        self.say(
            message(
                "Open places: {opened}; listed {listed}, reserved {reserved}.",
                opened=opened,
                listed=listed,
                reserved=reserved,
            )
        )
        self.say(message("Warnings: {warnings} (sheet “findings”).", warnings=levels["warning"]))
        self.say(message("Results: {workbook} and {data}", workbook=out / "result.xlsx", data=out / "result.json"))
        return OK

    def _errors(self, errors: Sequence[Mapping[str, Any]]) -> None:
        for found in errors[:_SHOWN]:
            where = " ".join(filter(None, [found["file"], found["sheet"], found["cell"]]))
            value = f" [{found['value']}]" if found["value"] else ""
            self.complain(f"{where}:{value} {found['message']}")
        if len(errors) > _SHOWN:
            self.complain(message("… and {more} more errors.", more=len(errors) - _SHOWN))
