"""A small plan to spoil, and plans written back as TOML."""

import datetime as dt
import json
from collections.abc import Mapping

PLAN = """format = 1
id = "small"
title = "小方案"
as_of = 2026-06-30
leap_birthday = "03-01"

[[reading]]
id = "age_45"
clause = "一"
wording = "年龄不超过45周岁"
document = "方案"
question = "到哪一天？"
boundary = true
chosen = "not_turned"
chosen_by = "组织部"
chosen_on = 2026-05-15
reason = "按整岁"
[reading.options]
not_turned = "未满46周岁"
on_birthday = "不晚于45周岁生日"

[[definition]]
id = "within_age"
clause = "一"
wording = "年龄不超过45周岁"
document = "方案"
[definition.require]
by_reading = "age_45"
[definition.require.options]
not_turned = { fact = "birth", not_turned = 46 }
on_birthday = { fact = "birth", not_past_birthday = 45 }

[[definition]]
id = "many_votes"
clause = "二"
wording = "得票较高"
document = "方案"
[definition.require]
all = [
  { fact = "vote_share", at_least = "30%" },
  { fact = "vote_rank", at_most = { fact = "places" } },
]

[[criterion]]
id = "age"
clause = "一"
wording = "年龄"
document = "方案"
require = { use = "within_age" }

[[criterion]]
id = "education"
clause = "一"
wording = "学历"
document = "方案"
require = { fact = "education", forms = ["full_time", "in_service"], at_least = "college" }

[[criterion]]
id = "rank_months"
clause = "一"
wording = "任职年限"
document = "方案"
[criterion.require]
by = "class"
[criterion.require.options]
chief = { fact = "rank_held", level = "deputy_section", months_at_least = 24 }
deputy = { fact = "rank_held", level = "clerk_1", probation = "not_counted", months_at_least = 36 }

[[exception]]
id = "young"
clause = "三"
wording = "破格"
document = "方案"
approvals = 2
never_waives = ["age"]

[[exception.condition]]
id = "under_30"
clause = "三"
wording = "30岁以下"
require = { fact = "birth", not_turned = 30 }

[[exception.waives]]
criterion = "rank_months"
steps = 1
months = "1/2"

[[flag]]
id = "over_age"
clause = "一"
wording = "超龄"
document = "方案"
when = { not = { use = "within_age" } }

[recommendation]
clause = "四"
wording = "推荐"
document = "方案"
attendance = "2/3"
many = "many_votes"

[quota]
clause = "五"
wording = "名额"
document = "方案"
per_post = { chief = 2, deputy = 1 }

[exam]
clause = "六"
wording = "考试"
document = "方案"
full = 100
pass = 60

[listing]
clause = "七"
wording = "列入"
document = "方案"
classes = ["chief", "deputy"]
order = ["votes", "mark"]
"""


def changed(old: str, new: str, plan: str = PLAN) -> str:
    """Return a plan with its first ``old`` replaced; ``old`` has to be there."""
    assert old in plan
    return plan.replace(old, new, 1)


def toml(data: Mapping[str, object]) -> str:
    """Write plan data as TOML, one line for each key at the top."""
    return "\n".join(f"{key} = {_value(value)}" for key, value in data.items())


def _value(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {_value(below)}" for key, below in value.items()) + "}"
        case list():
            return "[" + ", ".join(_value(below) for below in value) + "]"
        case dt.date():
            return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
