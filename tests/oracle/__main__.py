"""The command line of the oracle: a folder of workbooks in, expected.json out."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path

from tests.oracle.judge import AS_OF, expect
from tests.oracle.plans import PLANS


def main(arguments: list[str] | None = None) -> int:
    """Read the folder, judge everybody, write expected.json; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with the county's workbooks")
    parser.add_argument("--plan", choices=sorted(PLANS), default="seed-county", help="the plan to judge by")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=AS_OF, metavar="YYYY-MM-DD")
    parser.add_argument("--out", metavar="FILE", help="where to write (default DIR/expected.json, - = standard output)")
    given = parser.parse_args(arguments)

    expected = expect(given.folder, given.plan, given.as_of)
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    if given.out == "-":
        sys.stdout.write(text)
    else:
        Path(given.out or given.folder / "expected.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
