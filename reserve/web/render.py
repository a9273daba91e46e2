"""From a template and frozen rows to a page; everything is worded and escaped here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
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
from reserve.text import Message, word
from reserve.web import assets, words

TEMPLATES: Final = Path(__file__).parent / "templates"
_OFFICE_TIME: Final = dt.timezone(dt.timedelta(hours=8))

Asked = Request[Any, Any, Any]


def page(
    request: Asked, lang: str, template: str, context: Mapping[str, object], *, status: int = HTTP_200_OK
) -> Response[str]:
    """Return a page. ``context`` holds frozen rows only: nothing is loaded while a template is filled in."""
    text = environment(lang).get_template(template).render(**context, nonce=nonce(request.scope))
    return Response(text, media_type=MediaType.HTML, status_code=status)


@cache
def environment(lang: str) -> jinja2.Environment:
    """Return the templates of one language: a name that is missing is an error, every value is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def translated(msgid: str, /, **params: object) -> str:
        return word(Message(msgid, params), lang)

    made.globals |= {
        "_": translated,
        "asset": assets.address,
        "form_field": FORM_FIELD,
        "lang": lang,
        "tones": words.TONES,
        "version": version("reserve"),
        "words": words.WORDS,
    }
    made.filters |= {
        "word": lambda text: word(text, lang),
        "coded": lambda code, kind: word(words.WORDS[kind].get(str(code), str(code)), lang),
        "flag": lambda name: word(words.flag_word(name), lang),
        "criterion": lambda name: word(words.criterion_word(name), lang),
        "mark": lambda hundredths: "" if hundredths is None else shown(hundredths),
        "share": _share,
        "day": _day,
        "unit_option": lambda unit: (unit.id, unit.name),
        "option": lambda code, kind: (code, word(words.WORDS[kind][code], lang)),
        "plain_option": lambda code: (code, code),
        "permission_head": lambda code: {"text": word(words.WORDS["permission"][code], lang)},
        "moment": lambda moment: moment.astimezone(_OFFICE_TIME).strftime("%Y.%m.%d %H:%M:%S"),
    }
    return made


def _share(parts: int | None) -> str:
    """Return 1/10,000 as a percentage with two decimals."""
    return "" if parts is None else f"{shown(parts)}%"


def _day(day: dt.date | PartialDate | None) -> str:
    """Return a day or month as the office writes it."""
    if day is None:
        return ""
    return day.strftime("%Y.%m.%d") if isinstance(day, dt.date) else str(day)
