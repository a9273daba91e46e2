"""The headers of the workbooks and the synonyms under which offices write them."""

from __future__ import annotations

from typing import Final

SEQUENCE: Final = "序号"

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("单位名称", "单位"),
    "kind": ("单位类别", "类别", "单位性质", "单位类型"),
    "chief_posts": ("正职职数", "正职领导职数", "核定正职"),
    "deputy_posts": ("副职职数",),
    "chief_adjustment": ("正职名额调整", "正职调整"),
    "deputy_adjustment": ("副职名额调整", "副职调整"),
    "adjustment_reason": ("调整理由", "调整原因", "调整说明"),
}
ROSTER: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "身份证"),
    "sex": ("性别",),
    # Most plans do not ask for it: real files have columns that a campaign does not need.
    "ethnicity": ("民族",),
    "birth": ("出生年月", "出生日期", "出生时间"),
    "unit": ("单位", "工作单位", "所在单位", "人事关系所在单位"),
    "post": ("职务", "现任职务", "职务名称"),
    "status": ("身份", "干部身份", "人员身份", "编制性质"),
    "full_time_education": ("全日制学历", "全日制教育", "全日制教育学历"),
    "full_time_degree": ("全日制学位", "全日制教育学位"),
    "full_time_school": ("全日制毕业院校", "全日制毕业院校及专业"),
    "full_time_date": ("全日制毕业时间",),
    "in_service_education": ("在职学历", "在职教育", "在职教育学历"),
    "in_service_degree": ("在职学位",),
    "in_service_school": ("在职毕业院校",),
    "in_service_date": ("在职毕业时间",),
    "education": ("学历", "最高学历", "文化程度"),
    "degree": ("学位", "最高学位"),
    "rank": ("职级", "职务职级", "现任职级", "级别", "职务层次"),
    "rank_since": ("任职级时间", "任现职级时间", "任该级时间", "现职级时间"),
    "earlier_ranks": ("曾任职级", "曾任职级及时间"),
    "work_since": ("参加工作时间", "工作时间"),
    "party": ("政治面貌", "党派"),
    "probation": ("试用期", "试用期满时间", "转正时间", "是否试用期"),
    "discipline": ("处分", "受处分情况", "党纪政务处分"),
    "discipline_from": ("处分起", "处分时间", "影响期起"),
    "discipline_to": ("处分止", "影响期止", "影响期满时间"),
}
MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号", "身份证号码"),
    "unit": ("单位", "所在单位"),
    "place_class": ("类别", "后备类别", "后备类型"),
    "since": ("入库时间", "列入时间"),
    "excellent": ("优秀", "优秀率"),
    "competent": ("称职", "称职率"),
    "basic": ("基本称职", "基本称职率"),
    "incompetent": ("不称职", "不称职率"),
    "decision": ("决定", "去留决定", "审核意见"),
    "grounds": ("决定理由", "理由", "依据"),
    "decided_by": ("决定人",),
    "decided_on": ("决定日期", "决定时间"),
}
MEETINGS: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("单位", "单位名称"),
    "place_class": ("类别", "后备类别"),
    "due": ("应到",),
    "present": ("实到",),
    "returned": ("收回", "收回票数"),
    "valid": ("有效", "有效票", "有效票数"),
    "void": ("是否作废", "作废"),
}
TALLIES: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("单位", "单位名称"),
    "place_class": ("类别", "后备类别"),
    "name": ("姓名",),
    "id_number": ("身份证号", "身份证号码"),
    "votes": ("得票", "得票数", "票数"),
}
MARKS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号", "身份证号码"),
    "unit": ("单位", "工作单位"),
    "mark": ("成绩", "分数", "笔试成绩", "考试成绩"),
    "status": ("状态", "备注", "考试状态"),
}
INSPECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号",),
    "unit": ("单位", "所在单位"),
    "conclusion": ("考察结论", "结论"),
    "veto": ("一票否决", "否决"),
    "inspectors": ("考察人", "考察人员"),
    "integrity": ("廉政意见", "廉洁自律结论"),
    "inspected_on": ("考察日期",),
}
EXCEPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号",),
    "unit": ("单位", "所在单位"),
    "place_class": ("类别", "后备类别"),
    "proposed_by": ("提出人", "提名人", "建议人"),
    "proposed_on": ("提出日期",),
    "reason": ("理由", "破格理由"),
    "evidence": ("依据", "证明材料", "破格依据"),
    "approver_1": ("批准人1", "审批人1", "批准人一"),
    "approved_on_1": ("批准日期1",),
    "approver_2": ("批准人2",),
    "approved_on_2": ("批准日期2",),
    "relatives": ("回避人员", "亲属"),
}
DECISIONS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名",),
    "id_number": ("身份证号",),
    "unit": ("单位", "所在单位"),
    "place_class": ("类别", "后备类别"),
    "act": ("事项", "决定事项"),
    "decision": ("决定", "决定结果"),
    "reason": ("理由",),
    "decided_by": ("决定人", "作出决定者"),
    "decided_on": ("决定日期",),
}
