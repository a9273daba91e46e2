"""How an import stands."""

from __future__ import annotations

from enum import StrEnum


class ImportState(StrEnum):
    """An import is read in the background, proposed with its difference, then saved or not; a saved one can be undone.

    REFUSED: the files hold errors. FAILED: the reading itself broke down.
    """

    READING = "reading"
    PROPOSED = "proposed"
    REFUSED = "refused"
    FAILED = "failed"
    SAVED = "saved"
    CANCELLED = "cancelled"
    UNDONE = "undone"
