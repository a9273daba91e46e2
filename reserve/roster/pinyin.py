"""Finding people by Latin letters: initials, whole syllables, or both mixed (欧阳晓明: oyxm, xm, ouyangxm)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

Syllables: TypeAlias = Sequence[Sequence[str]]
"""For each character of a name the ways in which it is read, the most usual first."""

_LONGEST: Final = 24
_MANY: Final = 50_000
# Surnames are read in one way only, and often in another one than the same character elsewhere.
_SURNAMES: Final[Mapping[str, str]] = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "任": "ren", "华": "hua", "盖": "ge",
    "区": "ou", "朴": "piao", "种": "chong", "尉": "wei", "翟": "zhai", "折": "she", "黑": "he", "秘": "bi",
    "冼": "xian", "员": "yun", "召": "shao", "祭": "zhai", "洗": "xian", "缪": "miao", "覃": "qin", "谌": "chen",
    "应": "ying", "过": "guo", "干": "gan", "宁": "ning", "葛": "ge", "曲": "qu", "车": "che", "柏": "bai",
    "沈": "shen", "万": "wan", "薄": "bo", "燕": "yan", "那": "na", "乜": "nie", "撒": "sa", "哈": "ha",
    "句": "gou", "隗": "wei", "郗": "xi", "宓": "mi", "能": "nai", "角": "jue", "牟": "mu", "纪": "ji",
    "都": "du", "盛": "sheng", "强": "qiang", "繁": "po", "石": "shi", "卜": "bu", "贾": "jia", "褚": "chu",
    "俞": "yu", "车正": "che zheng", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu",
    "令狐": "ling hu", "澹台": "tan tai", "鲜于": "xian yu", "宰父": "zai fu", "皇甫": "huang fu",
    "中行": "zhong hang", "夏侯": "xia hou",
}  # fmt: skip
# Some families of one character read it one way, some the other.
_EITHER: Final[Mapping[str, tuple[str, ...]]] = {"乐": ("yue", "le"), "覃": ("qin", "tan"), "牟": ("mu", "mou")}


def latin(typed: str) -> str:
    """Return the letters of a search for pinyin in one form; blank when the search is something else."""
    letters = typed.replace(" ", "").replace("'", "").lower()
    return letters if letters.isascii() and letters.isalpha() and len(letters) <= _LONGEST else ""


def matches(name: str, letters: str) -> bool:
    """Tell whether ``letters`` (from ``latin``) begin syllables of the name that follow each other."""
    read = syllables(name)
    return any(_begins(letters, read[first:]) for first in range(len(read)))


def order(name: str) -> tuple[tuple[str, ...], str]:
    """Return what sorts names as a dictionary does: by the sound of each character, then by the characters."""
    return tuple(ways[0] for ways in syllables(name)), name


@lru_cache(maxsize=_MANY)
def syllables(name: str) -> Syllables:
    """Return how the characters of a name are read; one without a reading is left out."""
    for length in (2, 1):
        surname = name[:length]
        if surname in _EITHER:
            return (_EITHER[surname], *_read(name[length:]))
        if surname in _SURNAMES:
            return (*((sound,) for sound in _SURNAMES[surname].split()), *_read(name[length:]))
    # A surname outside the table is read in its most usual way.
    return (*((ways[0],) for ways in _read(name[:1])), *_read(name[1:]))


def _begins(letters: str, read: Syllables) -> bool:
    if not letters:
        return True
    return bool(read) and any(
        way.startswith(letters[:length]) and _begins(letters[length:], read[1:])
        for way in read[0]
        for length in range(1, len(letters) + 1)
    )


def _read(text: str) -> Syllables:
    return [tuple(ways) for ways in _library().pinyin(text, style=0, heteronym=True, errors="ignore")]


@cache
def _library() -> Any:  # noqa: ANN401 - a module
    """Load the readings when somebody first searches: 12 MB, and 40 more for phrases that no name needs."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    import pypinyin  # noqa: PLC0415 - costs time and memory that other commands need not pay

    return pypinyin
