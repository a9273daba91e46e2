"""What is wrong, doubtful or worth a second look in a plan.

``load`` refuses what cannot be used at all; here is also what can be used but is hardly meant. Reads a text,
writes nothing.
"""

from __future__ import annotations

import tomllib

from reserve.policy.lines import lines_of
from reserve.policy.lint import Plan
from reserve.policy.lint_entries import LINTS as ENTRIES
from reserve.policy.lint_exam import LINTS as EXAM
from reserve.policy.lint_exceptions import LINTS as EXCEPTIONS
from reserve.policy.lint_places import LINTS as PLACES
from reserve.policy.lint_readings import LINTS as READINGS
from reserve.policy.lint_unenforced import LINTS as UNENFORCED
from reserve.policy.load import parse
from reserve.policy.problems import Problem, Report


def check(text: str, name: str = "") -> tuple[Problem, ...]:
    """Return everything to say about a plan, from top to bottom of the file.

    While there are mistakes that keep it from being loaded, only those are told. ``name`` (of the file)
    stands as the key of what concerns the text as a whole.
    """
    loaded = parse(text, name)
    if loaded.policy is None:
        return loaded.problems
    report = Report(tomllib.loads(loaded.policy.text), lines_of(loaded.policy.text))
    plan = Plan.of(loaded.policy, report)
    for lint in (*READINGS, *ENTRIES, *EXCEPTIONS, *PLACES, *EXAM, *UNENFORCED):
        lint(plan)
    return report.sorted()
