"""A tiny county that has nothing wrong with it, to be spoilt one cell at a time."""

import copy
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

Cell = str | float | bool | dt.date | None
Table = list[list[Cell]]
Files = dict[str, dict[str, Table]]

ROSTER_HEADERS: list[Cell] = [
    *("姓名", "身份证号", "性别", "出生年月", "单位", "职务", "身份", "全日制学历", "全日制学位", "全日制毕业院校"),
    *("在职学历", "在职学位", "在职毕业院校", "职级", "任职级时间", "参加工作时间", "政治面貌", "试用期", "处分"),
    *("处分起", "处分止"),
]
COUNTY: Files = {
    "units.xlsx": {
        "单位": [
            ["单位名称", "单位类别", "正职职数", "副职职数", "正职名额调整", "副职名额调整", "调整理由"],
            ["县林业局", "县直", 1, 3, None, "+1", "新设科室"],
            ["东河乡", "乡镇", 2, 5, None, None, None],
        ]
    },
    "roster.xlsx": {
        "干部名册": [
            ROSTER_HEADERS,
            [
                *(
                    "张三",
                    "990101198011032313",
                    "男",
                    "1980.11",
                    "县林业局",
                    "副局长",
                    "公务员",
                    "大学",
                    "学士",
                    "某大学",
                ),
                *("无", "无", None, "副科级", "2019.03", "2003.07", "中共党员", "无", "无", None, None),
            ],
            [
                *("李四", "99010119850214124X", "女", "1985.02.14", "县林业局", "科员", "参公", "大专", "无", "某学院"),
                *("省委党校大学", "无", "省委党校", "一级科员", "2015.06", "2008.08", "群众", "无", "无", None, None),
            ],
            [
                *(
                    "王小明",
                    "990101199607010013",
                    "男",
                    "1996.07",
                    "东河乡",
                    "科员",
                    "公务员",
                    "研究生",
                    "硕士",
                    "某大学",
                ),
                *("无", "无", None, "一级科员", "2022.07", "2021.07", "中共党员", "2022.07.01", "无", None, None),
            ],
            [
                *("阿依·古丽", None, "女", "1979.01", "东河乡", "副乡长", "事业管理人员", "中专", "无", "某学校"),
                *(
                    "大学",
                    "无",
                    "某大学",
                    "副科级",
                    "2018.01",
                    "1999.08",
                    "群众",
                    "无",
                    "警告",
                    "2020.01.01",
                    "2020.12.31",
                ),
            ],
        ]
    },
    "members.xlsx": {
        "在库后备": [
            [
                *("姓名", "身份证号", "单位", "类别", "入库时间", "优秀", "称职", "基本称职", "不称职"),
                *("决定", "决定理由", "决定人", "决定日期"),
            ],
            ["张三", None, "县林业局", "副职", "2022.06", 80, 15, 5, 0, "保留", "群众公认", "县委", "2026.06.15"],
            ["阿依·古丽", None, "东河乡", "正职", "2021.06", 0.5, 0.3, 0.15, 0.05, None, None, None, None],
        ]
    },
    "votes.xlsx": {
        "会议": [
            ["单位", "类别", "应到", "实到", "收回", "有效", "是否作废"],
            ["县林业局", "正职", 30, 28, 28, 27, "否"],
            ["东河乡", "副职", 40, 40, 39, 39, None],
        ],
        "得票": [
            ["单位", "类别", "姓名", "身份证号", "得票"],
            ["县林业局", "正职", "张三", None, 20],
            ["县林业局", "正职", "李四", "99010119850214124X", 7],
            ["东河乡", "副职", "王小明", None, 30],
        ],
    },
    "marks.xlsx": {
        "成绩": [
            ["姓名", "身份证号", "单位", "成绩", "状态"],
            ["张三", None, "县林业局", 59.99, None],
            ["李四", None, None, "60", "正常"],
            ["王小明", None, None, None, "缺考"],
        ]
    },
    "inspections.xlsx": {
        "考察": [
            ["姓名", "身份证号", "单位", "考察结论", "一票否决", "考察人", "廉政意见", "考察日期"],
            ["李四", None, "县林业局", "可以列入", "否", "赵一、钱二", "无问题", "2026.06.10"],
        ]
    },
    "exceptions.xlsx": {
        "破格": [
            [
                *("姓名", "身份证号", "单位", "类别", "提出人", "提出日期", "理由", "依据"),
                *("批准人1", "批准日期1", "批准人2", "批准日期2", "回避人员"),
            ],
            [
                *("王小明", None, "东河乡", "副职", "孙五", "2026.06.01", "实绩突出", "考核文件"),
                *("周六", "2026.06.02", "吴七", "2026.06.03", "无"),
            ],
        ]
    },
    "decisions.xlsx": {
        "决定": [
            ["姓名", "身份证号", "单位", "类别", "事项", "决定", "理由", "决定人", "决定日期"],
            ["王小明", None, "东河乡", "副职", "并列取舍", "列入", "基层经历长", "县委", "2026.06.20"],
            ["阿依·古丽", None, "东河乡", None, "后备去留", "暂缓", "待查", "县委", "2026.06.21"],
        ]
    },
}


def county() -> Files:
    """Return a copy to change."""
    return copy.deepcopy(COUNTY)


def write(files: Mapping[str, Mapping[str, Table]], folder: Path) -> Path:
    """Write the files and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheets in files.items():
        write_book(sheets, folder / name)
    return folder


def write_book(sheets: Mapping[str, Table], path: Path) -> Path:
    """Write one workbook; numbers, dates and logical values keep their kind, a text beginning with = is a formula."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, table in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(table):
                for place, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, place, dt.datetime.combine(cell, dt.time()), day)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(row, place, cell, None, "#N/A")
                    elif isinstance(cell, str):
                        sheet.write_string(row, place, cell)
                    elif cell is not None:
                        sheet.write(row, place, cell)
    return path


def changed(file: str, sheet: str, header: str, value: Cell, row: int = 1) -> Files:
    """Return the county with one cell changed, found by its header and its row below it."""
    files = county()
    table = files[file][sheet]
    table[row][table[0].index(header)] = value
    return files


def without(file: str, sheet: str, header: str) -> Files:
    """Return the county without one column."""
    files = county()
    table = files[file][sheet]
    place = table[0].index(header)
    for row in table:
        del row[place]
    return files
