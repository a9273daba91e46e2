"""From a template and frozen rows to a page; everything is worded and escaped here."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import jinja2
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.status_codes import HTTP_200_OK

from reserve.dates import PartialDate
from reserve.edge.guard import FORM_FIELD
from reserve.edge.headers import nonce
from reserve.exam.rules import shown
from reserve.roster.model import person_id
from reserve.text import word
from reserve.web import assets, wording, words

TEMPLATES: Final = Path(__file__).parent / "templates"
_MANY: Final = 2048
OFFICE_TIME: Final = dt.timezone(dt.timedelta(hours=8))

Asked = Request[Any, Any, Any]


def page(
    request: Asked, lang: str, template: str, context: Mapping[str, object], *, status: int = HTTP_200_OK
) -> Response[str]:
    """Return a page. ``context`` holds frozen rows only: nothing is loaded while a template is filled in."""
    said = {"nonce": nonce(request.scope), "done": words.DONE.get(request.query_params.get("done", ""))}
    text = environment(lang).get_template(template).render(**{"failure": None, **context, **said})
    return Response(text, media_type=MediaType.HTML, status_code=status)


@cache
def environment(lang: str) -> wording.Environment:
    """Return the templates of one language: a name that is missing is an error, every value is escaped."""
    made = wording.Environment(lang, jinja2.FileSystemLoader(TEMPLATES))
    made.globals |= {
        "asset": assets.address,
        "form_field": FORM_FIELD,
        "fresh": lambda: secrets.token_urlsafe(16),
        "lang": lang,
        "tones": words.TONES,
        "version": version("reserve"),
        "words": words.WORDS,
    }
    made.filters |= {
        "word": lambda text: word(text, lang),
        "coded": lru_cache(_MANY)(lambda code, kind: word(words.WORDS[kind].get(str(code), str(code)), lang)),
        "flag": lambda name: word(words.flag_word(name), lang),
        "criterion": lambda name: word(words.criterion_word(name), lang),
        "mark": lambda hundredths: "" if hundredths is None else shown(hundredths),
        "share": _share,
        "by_sheet": _by_sheet,
        "day": _day,
        "unit_option": lambda unit: (unit.id, unit.name),
        "option": lambda code, kind: (code, word(words.WORDS[kind][code], lang)),
        "plain_option": lambda code: (code, code),
        "role_head": lambda code: {"text": word(words.WORDS["role"][code], lang)},
        "worded_pair": lambda pair: (pair[0], word(pair[1], lang)),
        "person_id": person_id,
        "moment": lambda moment: moment.astimezone(OFFICE_TIME).strftime("%Y.%m.%d %H:%M:%S"),
    }
    made.ready()
    return made


def _by_sheet(cells: Iterable[str]) -> list[tuple[str, str]]:
    """Return cells such as ``roster.xlsx 干部名册!H33`` as one line a sheet: its name, and the cells on it."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        sheet, _, place = cell.rpartition("!")
        found.setdefault(sheet, []).append(place)
    return [(sheet, "、".join(places)) for sheet, places in found.items()]


def _share(parts: int | None) -> str:
    """Return 1/10,000 as a percentage with two decimals."""
    return "" if parts is None else f"{shown(parts)}%"


def _day(day: dt.date | PartialDate | None) -> str:
    """Return a day or month as the office writes it."""
    if day is None:
        return ""
    return day.strftime("%Y.%m.%d") if isinstance(day, dt.date) else str(day)
