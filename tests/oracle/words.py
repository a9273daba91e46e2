"""The words an office writes, and what each stands for. Written here as folded (cells.fold)."""

PLACE_CLASSES = {
    "正职": "chief",
    "正职后备": "chief",
    "chief": "chief",
    "副职": "deputy",
    "副职后备": "deputy",
    "deputy": "deputy",
}

STATUS = {
    "公务员": "civil_servant",
    "行政": "civil_servant",
    "行政编制": "civil_servant",
    "参公": "equivalent",
    "参照公务员法管理": "equivalent",
    "参照管理": "equivalent",
    "参公人员": "equivalent",
    "事业干部": "institution",
    "事业管理": "institution",
    "事业管理人员": "institution",
    "事业专技": "institution",
    "管理人员": "institution",
    "专业技术人员": "institution",
    "事业编制干部": "institution",
    "工勤": "worker",
    "工人": "worker",
    "工勤人员": "worker",
    "聘用": "contract",
    "合同制": "contract",
    "编外": "contract",
    "劳务派遣": "contract",
    "聘用人员": "contract",
    "企业": "enterprise",
    "国企": "enterprise",
    "企业人员": "enterprise",
}

EDUCATION_LEVELS = ["none", "middle_school", "secondary", "college", "bachelor", "postgraduate"]

EDUCATION = {
    "无": "none",
    "小学": "middle_school",
    "初中": "middle_school",
    "高中": "secondary",
    "中专": "secondary",
    "技校": "secondary",
    "职高": "secondary",
    "中技": "secondary",
    "大专": "college",
    "专科": "college",
    "大学专科": "college",
    "本科": "bachelor",
    "大学本科": "bachelor",
    "大学": "bachelor",
    "研究生": "postgraduate",
    "硕士研究生": "postgraduate",
    "博士研究生": "postgraduate",
}
PARTY_SCHOOLS = ["中央党校", "省委党校", "市委党校", "省党校", "党校"]
NOT_HELD = ["(在读)", "在读", "肄业", "结业"]

RANK_LEVELS = [
    "none",
    "clerk_2",
    "clerk_1",
    "deputy_section",
    "chief_section",
    "deputy_division",
    "chief_division",
]

RANKS = {
    "无": "none",
    "未定级": "none",
    "试用期": "none",
    "见习": "none",
    "办事员": "clerk_2",
    "二级科员": "clerk_2",
    "管理十级": "clerk_2",
    "十级职员": "clerk_2",
    "科员": "clerk_1",
    "一级科员": "clerk_1",
    "科员级": "clerk_1",
    "管理九级": "clerk_1",
    "九级职员": "clerk_1",
    "副科": "deputy_section",
    "副科级": "deputy_section",
    "乡科级副职": "deputy_section",
    "副主任科员": "deputy_section",
    "四级主任科员": "deputy_section",
    "三级主任科员": "deputy_section",
    "管理八级": "deputy_section",
    "八级职员": "deputy_section",
    "正科": "chief_section",
    "正科级": "chief_section",
    "乡科级正职": "chief_section",
    "主任科员": "chief_section",
    "二级主任科员": "chief_section",
    "一级主任科员": "chief_section",
    "管理七级": "chief_section",
    "七级职员": "chief_section",
    "副处": "deputy_division",
    "副处级": "deputy_division",
    "副县级": "deputy_division",
    "县处级副职": "deputy_division",
    "四级调研员": "deputy_division",
    "三级调研员": "deputy_division",
    "正处": "chief_division",
    "正处级": "chief_division",
    "正县级": "chief_division",
    "县处级正职": "chief_division",
    "二级调研员": "chief_division",
    "一级调研员": "chief_division",
}

PROBATION_NONE = ["无", "否"]
PROBATION_RUNNING = ["是", "试用期内", "试用中", "在试用期"]

DISCIPLINE_NONE = ["无", "否", "没有", "未受处分", "未受过处分"]
DISCIPLINE_UNKNOWN = ["不详", "待查", "不清楚"]

YES_NO = {"是": True, "否": False}
VOID = {"是": True, "作废": True, "否": False}

MEMBER_DECISIONS = {
    "保留": "keep",
    "调整出": "remove",
    "调出": "remove",
    "不再保留": "remove",
    "暂缓": "defer",
}
TIE_DECISIONS = {"列入": "list", "不列入": "leave_out"}
ACTS = {"并列": "tie", "并列取舍": "tie", "去留": "member", "后备去留": "member"}

MARK_STATUS = {"缺考": "absent", "违纪": "void", "作废": "void", "违纪作废": "void", "正常": "taken"}

CONCLUSIONS = {
    "合格": "positive",
    "通过": "positive",
    "同意": "positive",
    "可以列入": "positive",
    "不合格": "negative",
    "不通过": "negative",
    "不同意": "negative",
    "不宜列入": "negative",
}
