"""What is said when a request fails: what happened and what to do, never a trace."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_409_CONFLICT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from reserve.edge.guard import OWN_PASSWORD
from reserve.errors import Conflict, Invalid, NotFound, ReserveError
from reserve.text import Message, message, word

MEDIA_TYPE: Final = "application/problem+json"
_LOG: Final = logging.getLogger("reserve.edge")
_INCIDENT_BYTES: Final = 5
_ANY: Final = "about:blank"

TITLES: Final[Mapping[int, Message]] = {
    HTTP_400_BAD_REQUEST: message("The address or the form holds something that cannot be read."),
    HTTP_401_UNAUTHORIZED: message("Please sign in first."),
    HTTP_403_FORBIDDEN: message("Your roles do not allow this."),
    HTTP_404_NOT_FOUND: message("There is nothing under this address."),
    HTTP_405_METHOD_NOT_ALLOWED: message("This address cannot be used in this way."),
    HTTP_409_CONFLICT: message("Somebody else changed this meanwhile."),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: message("What was sent is too large."),
    HTTP_422_UNPROCESSABLE_ENTITY: message("This cannot be done as it is."),
    HTTP_500_INTERNAL_SERVER_ERROR: message("Something went wrong on our side."),
}
ADVICE: Final[Mapping[int, Message]] = {
    HTTP_400_BAD_REQUEST: message("Nothing was changed. Go back and start from the page again."),
    HTTP_401_UNAUTHORIZED: message("A session ends after 15 minutes without use and after 8 hours."),
    HTTP_403_FORBIDDEN: message("Nothing was changed. If you need it for your work, ask the security administrator."),
    HTTP_404_NOT_FOUND: message("It may have been mistyped, or belong to another unit."),
    HTTP_405_METHOD_NOT_ALLOWED: message("Nothing was changed. Go back and start from the page again."),
    HTTP_409_CONFLICT: message("Nothing was changed. Load the page again and look at what is there now."),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: message("Nothing was taken in. Send less at a time."),
    HTTP_422_UNPROCESSABLE_ENTITY: message("Nothing was changed."),
    HTTP_500_INTERNAL_SERVER_ERROR: message(
        "Nothing was changed by this request. Tell the system administrator the number of the incident."
    ),
}
# A form that came from elsewhere is refused with 403 too, but no role would help.
_FOREIGN: Final = message("The form did not come from this page as it is open now. Load the page again and repeat.")
# So is everything as long as somebody else knows the password.
_TEMPORARY: Final = message("Somebody else made up your password. Choose one of your own first, under “My account”.")
TEMPORARY: Final = "own-password"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A failure, as programs read it (RFC 9457)."""

    status: int
    title: str
    detail: str
    type: str = _ANY
    reasons: tuple[str, ...] = ()
    fields: Mapping[str, str] = {}
    incident: str = ""


def problem_of(error: Exception, lang: str) -> Problem:
    """Return what is to be said about an error. Side effects: an error of our own is logged under a new number."""
    status = _status(error)
    reasons: tuple[str, ...] = ()
    fields: Mapping[str, str] = {}
    incident, kind = "", _ANY
    detail = ADVICE[status]
    if isinstance(error, Invalid):
        fields = {name: word(reason, lang) for name, reason in error.fields.items()}
    elif isinstance(error, ReserveError):
        reasons = tuple(word(reason, lang) for reason in error.reasons)
    elif isinstance(error, ValidationException):
        fields = {str(part.get("key", "")): str(part.get("message", "")) for part in _parts(error.extra)}
    elif status == HTTP_403_FORBIDDEN and getattr(error, "detail", "") in {"origin", "form token"}:
        detail = _FOREIGN
    elif status == HTTP_403_FORBIDDEN and getattr(error, "detail", "") == OWN_PASSWORD:
        detail, kind = _TEMPORARY, TEMPORARY
    elif status == HTTP_500_INTERNAL_SERVER_ERROR:
        incident = _logged(error)
    return Problem(
        status=status,
        title=word(TITLES[status], lang),
        detail=word(detail, lang),
        type=kind,
        reasons=reasons,
        fields=fields,
        incident=incident,
    )


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        status = error.status_code
    elif isinstance(error, NotFound):
        status = HTTP_404_NOT_FOUND
    elif isinstance(error, Conflict):
        status = HTTP_409_CONFLICT
    else:
        status = HTTP_422_UNPROCESSABLE_ENTITY if isinstance(error, ReserveError) else HTTP_500_INTERNAL_SERVER_ERROR
    if status in TITLES:
        return status
    ours = status >= HTTP_500_INTERNAL_SERVER_ERROR
    return HTTP_500_INTERNAL_SERVER_ERROR if ours else HTTP_400_BAD_REQUEST


def _parts(extra: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 - Litestar's
    return [part for part in extra if isinstance(part, Mapping)] if isinstance(extra, list) else []


def _logged(error: Exception) -> str:
    """Log where an error arose, under a new number; not its text, which may hold a value of somebody's file."""
    incident = secrets.token_hex(_INCIDENT_BYTES)
    frames = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("incident %s: %s\n%s", incident, type(error).__qualname__, frames)
    return incident


def as_json(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """Return the answer for programs."""
    body = {**msgspec.to_builtins(problem), "instance": request.url.path}
    return Response(msgspec.json.encode(body), status_code=problem.status, media_type=MEDIA_TYPE)
