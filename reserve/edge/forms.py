"""Reading the fields of a form, each once, as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request

from reserve.edge.guard import FORM_FIELD


async def fields(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """Return the fields of a posted form by name, without the form's token; a dependency of handlers.

    Of a field that comes several times the last counts; files are left out.
    """
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str) and name != FORM_FIELD}
