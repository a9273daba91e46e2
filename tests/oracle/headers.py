"""The headers of every table, the usual one first."""

UNITS = {
    "unit": ["单位名称", "单位", "名称"],
    "kind": ["单位类别", "类别", "单位性质", "单位类型"],
    "chief_posts": ["正职职数", "正职", "正职领导职数", "核定正职"],
    "deputy_posts": ["副职职数", "副职", "副职领导职数", "核定副职"],
    "chief_adjustment": ["正职名额调整", "正职调整"],
    "deputy_adjustment": ["副职名额调整", "副职调整"],
}

ROSTER = {
    "name": ["姓名"],
    "id_number": ["身份证号", "身份证号码", "公民身份号码", "身份证"],
    "birth": ["出生年月", "出生日期", "出生时间", "出生"],
    "unit": ["单位", "工作单位", "所在单位", "单位名称", "人事关系所在单位"],
    "post": ["职务", "现任职务", "职务名称"],
    "status": ["身份", "干部身份", "人员身份", "编制性质"],
    "full_time_education": ["全日制学历", "全日制教育", "全日制教育学历"],
    "full_time_date": ["全日制毕业时间"],
    "in_service_education": ["在职学历", "在职教育", "在职教育学历"],
    "in_service_date": ["在职毕业时间"],
    "education": ["学历", "最高学历", "文化程度"],
    "education_date": ["毕业时间"],
    "rank": ["职级", "职务职级", "现任职级", "级别", "职务层次"],
    "rank_since": ["任职级时间", "任现职级时间", "任该级时间", "现职级时间"],
    "earlier_ranks": ["曾任职级", "曾任职级及时间"],
    "work_since": ["参加工作时间", "工作时间"],
    "probation": ["试用期", "试用期满时间", "转正时间", "是否试用期"],
    "discipline": ["处分", "受处分情况", "党纪政务处分"],
    "discipline_from": ["处分起", "处分时间", "影响期起"],
    "discipline_to": ["处分止", "影响期止", "影响期满时间"],
}

PERSON = {
    "name": ["姓名"],
    "id_number": ["身份证号", "身份证号码", "公民身份号码", "身份证"],
    "unit": ["单位", "工作单位", "所在单位", "单位名称", "人事关系所在单位"],
}
PLACE_CLASS = {"place_class": ["类别", "后备类别", "后备类型"]}

MEMBERS = {
    **PERSON,
    **PLACE_CLASS,
    "excellent": ["优秀", "优秀率"],
    "competent": ["称职", "称职率"],
    "basic": ["基本称职", "基本称职率"],
    "incompetent": ["不称职", "不称职率"],
    "decision": ["决定", "去留决定", "审核意见"],
    "grounds": ["决定理由", "理由", "依据"],
    "decided_by": ["决定人"],
    "decided_on": ["决定日期", "决定时间"],
}

MEETINGS = {
    "unit": PERSON["unit"],
    **PLACE_CLASS,
    "due": ["应到"],
    "present": ["实到"],
    "returned": ["收回", "收回票数"],
    "valid": ["有效", "有效票", "有效票数"],
    "void": ["是否作废", "作废"],
}

TALLIES = {**PERSON, **PLACE_CLASS, "votes": ["得票", "得票数", "票数"]}

MARKS = {**PERSON, "mark": ["成绩", "分数", "笔试成绩", "考试成绩"], "status": ["状态", "备注", "考试状态"]}

INSPECTIONS = {
    **PERSON,
    "conclusion": ["考察结论", "结论"],
    "veto": ["一票否决", "否决"],
    "inspectors": ["考察人", "考察人员"],
    "integrity": ["廉政意见", "廉洁自律结论"],
}

EXCEPTIONS = {
    **PERSON,
    **PLACE_CLASS,
    "proposed_by": ["提出人", "提名人", "建议人"],
    "reason": ["理由", "破格理由"],
    "evidence": ["依据", "证明材料", "破格依据"],
    "approver_1": ["批准人1", "审批人1", "批准人一"],
    "approved_on_1": ["批准日期1"],
    "approver_2": ["批准人2", "审批人2", "批准人二"],
    "approved_on_2": ["批准日期2"],
    "relatives": ["回避人员", "亲属"],
}

DECISIONS = {
    **PERSON,
    **PLACE_CLASS,
    "act": ["事项", "决定事项"],
    "decision": ["决定", "决定结果"],
    "reason": ["理由"],
    "decided_by": ["决定人", "作出决定者"],
    "decided_on": ["决定日期"],
}
