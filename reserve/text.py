"""The language of messages: a sentence is chosen where it arises and worded at the rim.

Reads the catalogues under ``locale/``; writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

DEFAULT_LANGUAGE: Final = "zh_CN"
LANGUAGES: Final = ("zh_CN", "en")
LOCALE_DIR: Final = Path(__file__).parent / "locale"
_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with named fields, not yet worded in any language."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return word(self)


def message(msgid: str, /, **params: object) -> Message:
    """Return a sentence to be worded later; ``msgid`` is the English text with ``{field}`` places."""
    return Message(msgid, params)


def plain(text: object) -> object:
    """Return a message, with the messages among its fields, as plain values that JSON can hold."""
    if isinstance(text, Message):
        return {"msgid": text.msgid, "params": {name: plain(value) for name, value in text.params.items()}}
    if isinstance(text, (list, tuple)):
        return [plain(part) for part in text]
    return text if isinstance(text, (int, str)) or text is None else str(text)


def from_plain(value: object) -> object:
    """Return the message that ``plain`` made plain."""
    match value:
        case {"msgid": str(msgid), "params": dict(params)}:
            return Message(msgid, {name: from_plain(part) for name, part in params.items()})
        case list(parts):
            return [from_plain(part) for part in parts]
    return value


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return msgid → translation of one language; empty for English, whose sentences are the msgids.

    Raises ``KeyError`` for a language without a catalogue.
    """
    if lang == "en":
        return {}
    if lang not in LANGUAGES:
        raise KeyError(lang)
    with (LOCALE_DIR / lang / "LC_MESSAGES" / "reserve.po").open("rb") as file:
        entries = read_po(file, locale=lang)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}


def word(text: Message | object, lang: str = DEFAULT_LANGUAGE) -> str:
    """Word one message, and the messages among its fields, in ``lang``; anything else is its ``str``."""
    if isinstance(text, (list, tuple)):
        return ("、" if lang.startswith("zh") else ", ").join(word(part, lang) for part in text)
    if not isinstance(text, Message):
        return str(text)
    first, *rest = _parts(text.msgid, lang)
    if not rest:
        return first
    # Not str.format: a value from a workbook may hold braces, and a missing field must not raise.
    params, worded = text.params, [first]
    for at in range(0, len(rest), 2):
        name = rest[at]
        worded += (word(params[name], lang) if name in params else f"{{{name}}}", rest[at + 1])
    return "".join(worded)


@lru_cache(maxsize=4096)
def _parts(msgid: str, lang: str) -> tuple[str, ...]:
    """Return a sentence in a language, cut up: text, name of a field, text, name of a field, …, text."""
    return tuple(_FIELD.split(catalogue(lang).get(msgid, msgid)))
