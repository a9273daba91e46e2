"""Ways to falsify a journal from behind: the triggers are taken off first, as an intruder would."""

# ruff: noqa: S608 - the statements are put together from fixed figures

from collections.abc import Callable, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reserve.audit.chain import content, digest
from reserve.audit.queries import entries, head
from reserve.db import Database

Tamper = Callable[[Session], None]


def tamper(database: Database, change: Tamper) -> None:
    """Take all triggers off and change the journal."""
    with database.writing() as session:
        _disarm(session)
        change(session)


def _disarm(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        for table in ("journal", "journal_head"):
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            if table == "journal":
                session.execute(sa.text("ALTER TABLE journal DROP CONSTRAINT uq_journal_previous"))
        return
    for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(sa.text(f"DROP TRIGGER {name}"))


def sql(*statements: str) -> Tamper:
    def change(session: Session) -> None:
        for statement in statements:
            session.execute(sa.text(statement.replace(":", r"\:")))

    return change


def rewrite_from(first: int, *, with_head: bool) -> Tamper:
    """Change one entry and recompute every hash after it, as one who knows how the chain is made."""

    def change(session: Session) -> None:
        session.execute(sa.text(f"UPDATE journal SET actor = 'nobody' WHERE sequence = {first}"))
        previous = None
        for entry in list(entries(session, after=first - 1)):
            hashed = content(entry) | ({"previous": previous} if previous else {})
            previous = digest(hashed)
            values = {"previous": hashed["previous"], "hash": previous, "sequence": entry.sequence}
            session.execute(
                sa.text("UPDATE journal SET previous = :previous, hash = :hash WHERE sequence = :sequence"),
                values,
            )
        if with_head:
            assert previous is not None
            values = {"hash": previous, "sequence": head(session).sequence}
            session.execute(sa.text("UPDATE journal_head SET hash = :hash, sequence = :sequence"), values)

    return change


def rehash_alone(sequence: int) -> Tamper:
    """Change one entry and its own hash, but not what follows."""

    def change(session: Session) -> None:
        entry = next(entries(session, after=sequence - 1))
        values = {"hash": digest({**content(entry), "actor": "nobody"}), "sequence": sequence}
        session.execute(sa.text("UPDATE journal SET actor = 'nobody', hash = :hash WHERE sequence = :sequence"), values)

    return change


_SWAP: Final = tuple(
    f"UPDATE journal SET sequence = {to} WHERE sequence = {what}" for what, to in ((3, 99), (4, 3), (99, 4))
)
_CLOSE_GAP: Final = tuple(f"UPDATE journal SET sequence = {n} WHERE sequence = {n + 1}" for n in range(3, 8))

TAMPERS: Final[Mapping[str, tuple[Tamper, str, int]]] = {
    # what was done, how verify names it, the first bad entry
    "another actor": (sql("UPDATE journal SET actor = 'nobody' WHERE sequence = 5"), "changed", 5),
    "another tag": (sql("UPDATE journal SET tag = 'pool.keep' WHERE sequence = 5"), "changed", 5),
    "another subject": (sql("UPDATE journal SET subject = 'member/99' WHERE sequence = 5"), "changed", 5),
    "another kind of actor": (
        sql("UPDATE journal SET actor_kind = 'system' WHERE sequence = 5"),
        "changed",
        5,
    ),
    "another moment": (
        sql("UPDATE journal SET at = (SELECT '2001-01-01T00:00:00.000000Z') WHERE sequence = 5"),
        "changed",
        5,
    ),
    "another hash": (sql(f"UPDATE journal SET hash = '{'a' * 64}' WHERE sequence = 8"), "changed", 8),
    "another link": (sql(f"UPDATE journal SET previous = '{'a' * 64}' WHERE sequence = 1"), "changed", 1),
    "another format": (sql("UPDATE journal SET format = 2 WHERE sequence = 5"), "changed", 5),
    "other details": (sql("""UPDATE journal SET details = '{"n":6}' WHERE sequence = 5"""), "changed", 5),
    "details twice": (
        sql("""UPDATE journal SET details = '{"n":0,' || substr(details, 2) WHERE sequence = 5"""),
        "changed",
        5,
    ),
    "a blank in the details": (
        sql("UPDATE journal SET details = details || ' ' WHERE sequence = 5"),
        "changed",
        5,
    ),
    "details that are no JSON": (sql("UPDATE journal SET details = 'x' WHERE sequence = 5"), "changed", 5),
    "a float in the details": (sql("UPDATE journal SET details = '1.0' WHERE sequence = 5"), "changed", 5),
    "one deleted": (sql("DELETE FROM journal WHERE sequence = 3"), "missing", 3),
    "the first deleted": (sql("DELETE FROM journal WHERE sequence = 1"), "missing", 1),
    "one deleted, gap closed": (sql("DELETE FROM journal WHERE sequence = 3", *_CLOSE_GAP), "reordered", 3),
    "two swapped": (sql(*_SWAP), "reordered", 3),
    "end cut off": (sql("DELETE FROM journal WHERE sequence > 6"), "missing", 7),
    "all deleted": (sql("DELETE FROM journal"), "missing", 1),
    "head set back": (sql("UPDATE journal_head SET sequence = 6"), "head", 8),
    "head of another journal": (sql(f"UPDATE journal_head SET hash = '{'b' * 64}'"), "head", 8),
    "head deleted": (sql("DELETE FROM journal_head"), "head", 8),
    "one replaced with its hash": (rehash_alone(5), "unlinked", 6),
    "the last replaced with its hash": (rehash_alone(8), "head", 8),
    "rewritten from the fifth on": (rewrite_from(5, with_head=False), "head", 8),
}
