"""A page of 50 of 3,000 nominees through the whole application, against one query and a bare template.

The other side reads the same 50 rows by their keys with one statement on a bare connection, and prints the same cells
with a template of nothing but the table: no application, no session, no rights, no menu, no filters, no count.
"""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final, TypeAlias

import jinja2
import sqlalchemy as sa

from benchmarks.served import served
from benchmarks.timing import Table

NOMINEES: Final = 3000
ROUNDS: Final = 16
# So many of one side before it is the other's turn: a processor that has just done something else is slow at first.
IN_A_ROW: Final = 25
AT_LEAST: Final = 400
AT_MOST: Final = 1.5
PAGE: Final = "/cycles/1/nominees"

_IDS: Final = """
SELECT nominee.id FROM nominee JOIN unit ON unit.id = nominee.unit_id WHERE nominee.cycle_id = 1
ORDER BY unit.name, nominee.place_class, nominee.person_number LIMIT 50
"""
_ROWS: Final = """
SELECT nominee.id, nominee.person_number, person.name, unit.name AS unit, nominee.place_class, screening.standing,
  screening.boundary, screening.verdicts, tally.votes, meeting.valid, mark.hundredths, mark.status, listing.seat,
  listing_reason.msgid,
  (SELECT count(*) FROM tally AS other WHERE other.cycle_id = tally.cycle_id AND other.unit_id = tally.unit_id
    AND other.place_class = tally.place_class AND other.votes > tally.votes) + 1 AS rank
FROM nominee JOIN person ON person.number = nominee.person_number JOIN unit ON unit.id = nominee.unit_id
JOIN screening ON screening.nominee_id = nominee.id
LEFT JOIN meeting ON meeting.cycle_id = nominee.cycle_id AND meeting.unit_id = nominee.unit_id
  AND meeting.place_class = nominee.place_class
LEFT JOIN tally ON tally.cycle_id = nominee.cycle_id AND tally.unit_id = nominee.unit_id
  AND tally.place_class = nominee.place_class AND tally.person_number = nominee.person_number
LEFT JOIN mark ON mark.cycle_id = nominee.cycle_id AND mark.person_number = nominee.person_number
LEFT JOIN listing ON listing.nominee_id = nominee.id
LEFT JOIN listing_reason ON listing_reason.nominee_id = nominee.id
WHERE nominee.id IN ({ids})
"""
_TEMPLATE: Final = """<table>{% for row in rows %}
<tr><td>{{ row.person_number }}</td><th><a href="/cycles/1/nominees/{{ row.id }}">{{ row.name }}</a></th>
<td>{{ row.unit }}</td><td>{{ row.place_class }}</td>
<td>{{ row.standing }}{% if row.boundary %} <span class="badge">boundary</span>{% endif %}</td>
<td>{% for verdict in row.verdicts %}<span class="dot" title="{{ verdict.criterion }}">{{ verdict.outcome }}</span>
{% endfor %}</td>
<td>{{ row.votes }}</td><td>{{ row.share }}%</td><td>{{ row.rank }}</td>
<td>{% if row.hundredths is not none %}{{ row.hundredths }}{% elif row.status %}{{ row.status }}{% endif %}</td>
<td>{{ row.seat }}</td><td>{{ row.msgid }}</td></tr>
{% endfor %}</table>"""


def run(table: Table) -> None:
    """Measure both sides in turn; also a page deep in the table, one right after a change, and a verdict sheet."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(measured(Path(folder)))
    medians = {name: median(taken) for name, taken in seconds.items()}
    slowest = {name: quantiles(taken, n=100)[-1] for name, taken in seconds.items()}
    job = f"page of 50 of {NOMINEES:,} nominees ({1 / medians['page']:.0f}/s)"
    enough = 1 / medians["page"] >= AT_LEAST
    table.compare(job, medians, "page", "bare", at_most=AT_MOST, or_else=(f"≥ {AT_LEAST}/s", enough))
    table.tell("the same, p99", slowest, "page", "bare")
    table.tell("page 30 of the same", medians, "page 30", "bare")
    table.tell("the first page after something was recorded", medians, "first", "bare")
    table.tell("verdict sheet", medians, "sheet", "bare")


async def measured(folder: Path, rounds: int = ROUNDS) -> Mapping[str, list[float]]:
    """Return the seconds of every page, by what was asked for; the county is made in ``folder`` unless it is there."""
    async with served(folder, NOMINEES) as site:
        bare = _Bare.over(folder / "county.sqlite3")

        async def other() -> str:
            return bare.page()

        async def first() -> bytes:
            return await site.get(PAGE)

        sides: Mapping[str, Side] = {
            "page": lambda: site.get(PAGE),
            "bare": other,
            "page 30": lambda: site.get(PAGE, "page=30"),
            "sheet": lambda: site.get(f"{PAGE}/7"),
            "first": first,
        }
        return await _in_turn(sides, rounds, {"first": site.change})


Side: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Bare:
    """The other side: a connection, a statement for 50 rows, a template."""

    connection: sa.Connection
    statement: sa.TextClause
    template: jinja2.Template

    @classmethod
    def over(cls, file: Path) -> _Bare:
        connection = sa.create_engine(f"sqlite:///{file}").connect()
        ids = connection.execute(sa.text(_IDS)).scalars().all()
        statement = sa.text(_ROWS.format(ids=", ".join(map(str, ids))))
        return cls(connection, statement, jinja2.Environment(autoescape=True).from_string(_TEMPLATE))

    def page(self) -> str:
        """Return the table of 50 rows."""
        rows = [
            {
                **row,
                "verdicts": json.loads(row["verdicts"]),
                "share": round(100 * row["votes"] / row["valid"], 2) if row["valid"] else None,
            }
            for row in self.connection.execute(self.statement).mappings()
        ]
        return self.template.render(rows=rows)


async def _in_turn(
    sides: Mapping[str, Side], rounds: int, before: Mapping[str, Callable[[], None]]
) -> Mapping[str, list[float]]:
    """Return every time of each side; ``before`` is done before each page of a side and not timed."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            gc.collect()
            await side()
            for _ in range(IN_A_ROW):
                before.get(name, _nothing)()
                start = time.perf_counter()
                await side()
                if number:
                    seconds[name].append(time.perf_counter() - start)
    return seconds


def _nothing() -> None:
    """Do nothing before a page."""
