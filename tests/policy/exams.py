"""Exams and stages of real plans, to be put into the small plan."""

from tests.policy.plans import changed

ONE_PAPER = "full = 100\npass = 60\n"

FORESTRY = """pass = 60
rounding = { places = 2, mode = "half_up" }
[[exam.part]]
id = "written"
name = "笔试"
weight = "40%"
minimum = 60
[[exam.part]]
id = "public"
name = "公共科目"
of = "written"
weight = "60%"
[[exam.part]]
id = "professional"
name = "专业科目"
of = "written"
weight = "40%"
[[exam.part]]
id = "interview"
name = "面试"
weight = "60%"
"""
"""A bureau's open selection (P51): written of two papers, 60 to pass it, then written 40 % and interview 60 %."""

CUT_OFF = """pass = 0
rounding = { places = 2, mode = "truncate" }
[[exam.part]]
id = "written"
name = "笔试"
weight = "40%"
[[exam.part]]
id = "interview"
name = "面试"
weight = "60%"
minimum = 70
"""
"""A county's transfer notice (P64): two decimals cut off, an interview below 70 is out."""

RECORD = """pass = 0
[[exam.part]]
id = "education"
name = "学历学位"
full = 15
[[exam.part]]
id = "standing"
name = "任职"
full = 25
[[exam.part]]
id = "title"
name = "职称"
full = 15
[[exam.part]]
id = "appraisal"
name = "考核等次"
full = 30
[[exam.part]]
id = "awards"
name = "奖励"
full = 15
"""
"""A county's scale of records (P61): five parts whose marks are added to 100."""

LOWEST_QUARTER = 'full = 100\ndrop_lowest = "25%"\n'
"""A city's knowledge test (P17): the lowest quarter goes."""

BONUS = """full = 100
pass = 60
bonus_cap = 5
[[exam.bonus]]
id = "master"
clause = "六"
wording = "研究生加3分"
when = { fact = "education", at_least = "postgraduate" }
marks = 3
[[exam.bonus]]
id = "township"
clause = "六"
wording = "乡镇工作加3分"
when = { fact = "unit_kind", is = "township" }
marks = 3
"""


def stage(kind: str, order: int, more: str = "") -> str:
    """Return one stage of a plan."""
    return (
        f'\n[[stage]]\nid = "{kind}_stage"\nclause = "八"\nwording = "程序"\ndocument = "方案"\n'
        f'kind = "{kind}"\norder = {order}\n{more}'
    )


def stages(*kinds: str) -> str:
    """Return stages in this order."""
    return "".join(stage(kind, order) for order, kind in enumerate(kinds, 1))


def examined(exam: str, more: str = "") -> str:
    """Return the small plan with another exam, and something at its end."""
    return changed(ONE_PAPER, exam) + more
