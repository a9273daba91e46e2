"""How long a guesser waits, when a session is over, and which names and passwords are taken."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from reserve.accounts.model import FAMILIES, ROLES, Family, Role
from reserve.text import Message, message

IDLE: Final = dt.timedelta(minutes=15)
"""A session that is not used for this long is over."""
ABSOLUTE: Final = dt.timedelta(hours=8)
"""A session is over after this long, used or not."""
STEPPED_UP: Final = dt.timedelta(minutes=10)
"""For this long after a second factor no other one is asked for."""
FORGOTTEN_AFTER: Final = dt.timedelta(days=1)
"""Failed sign-ins older than this no longer count."""
SHORTEST: Final = 12
LONGEST: Final = 256
"""Longer passwords are refused, never cut."""

_LONGEST_WAIT: Final = 900
_SHORTEST_NAME: Final = 2
_LONGEST_DISPLAY_NAME: Final = 40
_FEWEST_CHARACTERS: Final = 5
_NAME: Final = re.compile(r"[a-z0-9一-鿿][a-z0-9._一-鿿-]{1,31}")
_LOOKALIKES: Final = str.maketrans("@4031!$57", "aaoeiisst")
_RUNS: Final = tuple(
    run + run[::-1]
    for run in (
        "abcdefghijklmnopqrstuvwxyz" * 2,
        "01234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm" * 2,
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp" * 2,
    )
)
# Words that people here build passwords of; what is left without figures, marks and lookalikes is compared.
_COMMON: Final = frozenset(
    (  # noqa: SIM905 - one word a line would be three pages
        "admin administrator adminadmin root system password passwordpassword passw passwd pass secret "
        "welcome login letmein changeme default guest test testtest user username manager master monkey "
        "dragon sunshine princess football baseball iloveyou iloveyouforever trustnoone superman batman "
        "whatever qwerty qwertyuiop qwertyasdfgh asdfghjkl zxcvbnm abcdef abcabc abcabcabc hello helloworld "
        "computer internet windows microsoft server oracle database woaini woainima woaiwojia woaizhongguo "
        "zhongguo zhonghua beijing shanghai tiananmen gongchandang renminfuwu weirenminfuwu zuzhibu zuzhi "
        "ganbu houbei houbeiganbu dangwei xianwei zhengfu mima wodemima denglu guanliyuan xitong "
        "xitongguanliyuan reserve reservepool taobao weixin wechat alibaba tencent huawei xiaoming nihao "
        "nihaoma wangwei zhangwei lina liwei "
    ).split()
)


def wait(failures: int, free: int) -> int:
    """Return the seconds from the last failure until the next attempt: none at first, then doubling to 15 minutes."""
    if failures <= free:
        return 0
    return min(1 << min(failures - free, _LONGEST_WAIT.bit_length()), _LONGEST_WAIT)


def session_over(created_at: dt.datetime, last_seen_at: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a session has been idle or open for too long."""
    return now - last_seen_at >= IDLE or now - created_at >= ABSOLUTE


def folded_name(name: str) -> str:
    """Return an account's name as it is compared: without blanks round it, full width folded, lower case."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def name_problem(name: str) -> Message | None:
    """Return what keeps a folded name from being an account's."""
    if _NAME.fullmatch(name):
        return None
    return message("A name has 2 to 32 letters, figures, dots, dashes or Chinese characters.")


def exclusive(held: Iterable[Role], wanted: Role) -> Role | None:
    """Return a role that is held and excludes the one that is wanted."""
    return next((role for role in held if role.family is not wanted.family), None)


def display_name_problem(name: str) -> Message | None:
    """Return what keeps a text from being shown as the name of an account's holder; a blank one is the account's."""
    if len(name.strip()) <= _LONGEST_DISPLAY_NAME and name.strip().isprintable():
        return None
    return message("A name to be shown has at most {length} characters, in one line.", length=_LONGEST_DISPLAY_NAME)


def grant_problem(family: Family, held: Iterable[Role], role: Role, unit_id: int | None) -> Message | None:
    """Return what keeps an account of a family, with the roles it holds, from getting a role for a unit or none."""
    if role.family is not family:
        return message(
            "The role {role} cannot be held together with {other}: the three administrators exclude each other.",
            role=ROLES[role],
            other=ROLES.get(exclusive(held, role) or "", FAMILIES[family]),
        )
    if role.of_one_unit and unit_id is None:
        return message("The role {role} needs its unit.", role=ROLES[role])
    if unit_id is not None and not role.of_one_unit:
        return message("The role {role} is not limited to a unit.", role=ROLES[role])
    return None


def password_problem(password: str, name: str) -> Message | None:
    """Return what is wrong with a password for an account of that name, or None.

    Length counts characters. Common: a well-known word, however dressed up with figures; a run of the alphabet or the
    keyboard; few different characters; the account's own name.
    """
    if len(password) < SHORTEST:
        return message("A password has at least {length} characters.", length=SHORTEST)
    if len(password) > LONGEST:
        return message("A password has at most {length} characters.", length=LONGEST)
    lower = password.casefold()
    if len(set(lower)) < _FEWEST_CHARACTERS:
        return message("The password repeats too few different characters.")
    if len(name) > _SHORTEST_NAME and name in lower:
        return message("The password must not contain the name of the account.")
    if _is_common(lower):
        return message("The password is one of those that are tried first; choose another.")
    return None


def _is_common(lower: str) -> bool:
    letters = re.sub(r"[^a-z]", "", lower)
    words = {letters, re.sub(r"[^a-z]", "", lower.translate(_LOOKALIKES))}
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    words |= {stem, re.sub(r"[^a-z]", "", stem.translate(_LOOKALIKES))}
    if lower.isascii() and not letters:
        return True
    if words & _COMMON or any(_doubled(word) for word in words):
        return True
    plain = re.sub(r"[\W_]", "", lower)
    return any(plain in run for run in _RUNS)


def _doubled(word: str) -> bool:
    """Tell whether a word is a common one written several times."""
    return any(word == part * (len(word) // len(part)) for part in _COMMON if word and len(word) % len(part) == 0)
