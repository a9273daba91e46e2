"""Invented names of people, units and schools, and ID numbers that no real person can have."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马方任袁柳"
    "史唐费薛贺倪汤罗毕郝安常乐于傅康余卜顾孟黄穆萧尹姚邵汪祁毛狄米明臧成戴宋庞熊纪项祝董梁杜阮"
    "蓝季贾路江童郭林钟徐邱高"
)
DOUBLE_SURNAMES: Final = ("欧阳", "司徒", "上官", "诸葛", "慕容")
MALE: Final = "伟强军勇杰涛斌辉鹏飞刚毅峰磊浩宇博文志远建国明亮子轩泽楷恒松柏岩川锋启承栋"
FEMALE: Final = "丽娟敏静秀芳霞燕玲洁雪梅兰婷萍莹倩蕾欣怡佳慧颖琳璐瑶蓉薇岚悦晴芸菲"
EITHER: Final = "平华林春晓云新立学海清正和安宁永德思嘉一凡若希"
MINORITY_GIVEN: Final = ("阿依娜", "古丽曼", "巴图那", "乌兰其", "扎西曲", "卓玛央", "艾力扎", "木卡提")
MINORITY_FAMILY: Final = ("热合提", "吐尔迪", "苏和格", "多吉仁", "买合木", "斯琴塔")

ORGANS: Final = (
    "县委办公室", "县政府办公室", "县人大常委会办公室", "县政协办公室", "县纪委监委机关", "县委宣传部",
    "县委统战部", "县委政法委", "县委编办", "县直机关工委", "县委党校", "县档案馆", "县发展和改革局",
    "县教育局", "县科学技术局", "县工业和信息化局", "县公安局", "县民政局", "县司法局", "县财政局",
    "县人力资源和社会保障局", "县自然资源局", "县住房和城乡建设局", "县交通运输局", "县水利局",
    "县农业农村局", "县商务局", "县文化和旅游局", "县卫生健康局", "县退役军人事务局", "县应急管理局",
    "县审计局", "县市场监督管理局", "县统计局", "县医疗保障局", "县信访局", "县林业局", "县总工会",
    "团县委", "县妇联", "县残联", "县供销社",
)  # fmt: skip
TOWNSHIPS: Final = (
    "云溪镇", "青石镇", "白鹭镇", "临川口镇", "柳荫镇", "石门坳镇", "双桥河镇", "金竹镇", "望月镇",
    "梨树坪镇", "龙泉岭乡", "杏花乡", "松岗乡", "红岩乡", "清水沟乡", "麦地乡", "黑松林乡", "东湾乡",
)  # fmt: skip
SCHOOLS: Final = (
    "江北理工大学", "东川师范大学", "云岭农业大学", "南屏财经学院", "西原政法大学", "北湖医科大学",
    "临江学院", "云川职业技术学院", "中原工学院", "海东大学",
)  # fmt: skip
SECONDARY_SCHOOLS: Final = ("县第一中学", "地区农业学校", "地区财贸学校", "地区师范学校")

AREA_PREFIX: Final = "99"
"""No administrative division has ever had a code that begins with 99."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"


class Names:
    """Hands out invented names; a name that was handed out as ``unique`` never comes again."""

    def __init__(self, rng: Random) -> None:
        """Draw from ``rng``."""
        self._rng = rng
        self._all: set[str] = set()
        self._unique: set[str] = set()

    def invent(self, sex: str) -> str:
        """Return a name that may well be somebody else's too, as in a real county."""
        while True:
            name = self._draw(sex)
            if name not in self._unique:
                self._all.add(name)
                return name

    def unique(self, sex: str = "男", *, length: int = 3) -> str:
        """Return a plain Chinese name of ``length`` characters that nobody else has or will have."""
        while True:
            name = self._han(sex, length)
            if name not in self._all:
                self._all.add(name)
                self._unique.add(name)
                return name

    def minority(self) -> str:
        """Return a unique name written with a middle dot."""
        pairs = [f"{given}·{family}" for given in MINORITY_GIVEN for family in MINORITY_FAMILY]
        free = [name for name in pairs if name not in self._all]
        name = self._rng.choice(free)
        self._all.add(name)
        self._unique.add(name)
        return name

    def _draw(self, sex: str) -> str:
        if self._rng.random() < 0.01:
            return f"{self._rng.choice(MINORITY_GIVEN)}·{self._rng.choice(MINORITY_FAMILY)}"
        return self._han(sex, 2 if self._rng.random() < 0.22 else 3)

    def _han(self, sex: str, length: int) -> str:
        if length == 3 and self._rng.random() < 0.01:
            return self._rng.choice(DOUBLE_SURNAMES) + self._rng.choice(EITHER)
        own = MALE if sex == "男" else FEMALE
        given = [self._rng.choice(own + EITHER) for _ in range(length - 1)]
        return self._rng.choice(SURNAMES) + "".join(given)


class IdNumbers:
    """Issues 18-digit ID numbers (GB 11643) with a never-assigned area code, each once."""

    def __init__(self, rng: Random) -> None:
        """Draw from ``rng``."""
        self._rng = rng
        self._issued: set[str] = set()

    def issue(self, born: dt.date, sex: str) -> str:
        """Return a new number of somebody born on ``born``, check digit right, digit 17 odd for 男."""
        while True:
            area = f"{AREA_PREFIX}{self._rng.randrange(10):02d}{self._rng.randrange(1, 30):02d}"
            serial = self._rng.randrange(1, 499) * 2 + (1 if sex == "男" else 0)
            number = with_check_digit(f"{area}{born:%Y%m%d}{serial:03d}")
            if number not in self._issued:
                self._issued.add(number)
                return number


def with_check_digit(digits: str) -> str:
    """Return the 17 ``digits`` with their ISO 7064 MOD 11-2 check digit behind (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECK_DIGITS[total % 11]
