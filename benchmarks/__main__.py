"""``make bench``: every benchmark, and a table of ratios; exit status 1 when a target is missed."""

from __future__ import annotations

import platform
import sys

from benchmarks import pages, roster, screening, what_if
from benchmarks.timing import Table

table = Table()
screening.run(table)
roster.run(table)
pages.run(table)
what_if.run(table)
print(f"Python {platform.python_version()}, {platform.machine()}")
print(table)
sys.exit(1 if table.missed else 0)
