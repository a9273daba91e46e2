"""Reading the fields of a form, each once, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from reserve.edge.guard import FORM_FIELD
from reserve.intake.recognise import Sent


async def fields(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """Return the fields of a posted form by name, without the form's token; a dependency of handlers.

    Of a field that comes several times the last counts; files are left out.
    """
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str) and name != FORM_FIELD}


async def uploads(request: Request[Any, Any, Any]) -> Sequence[Sent]:
    """Return the files of a posted form with the names that they were given; a dependency of handlers."""
    found = []
    for _, part in (await request.form()).multi_items():
        if isinstance(part, UploadFile):
            found.append(Sent(part.filename, await part.read()))
            await part.close()
    return found
