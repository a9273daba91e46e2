"""Reading closed vocabularies: a word is known or it is a problem that names what would be accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from reserve.text import message
from reserve.workbook.cells import Problem, Raw, squeeze, worded

T = TypeVar("T")


def words(vocabulary: Mapping[str, T]) -> Callable[[Raw], T | Problem]:
    """Return a parser that knows exactly the keys of ``vocabulary``, whatever their blanks and width."""

    def parse(raw: Raw) -> T | Problem:
        content = worded(raw)
        if isinstance(content, Problem):
            return content
        folded = squeeze(content)
        return vocabulary[folded] if folded in vocabulary else unknown_word(vocabulary)

    return parse


def unknown_word(accepted: Mapping[str, object] | tuple[str, ...]) -> Problem:
    """Return the problem of a word that is not in a closed vocabulary."""
    return Problem(message("not a word known here; accepted: {accepted}", accepted=tuple(accepted)))


YES_NO: Final[Mapping[str, bool]] = {"是": True, "否": False}
