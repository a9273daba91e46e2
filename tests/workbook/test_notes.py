import pytest

from reserve.workbook.cells import Raw
from reserve.workbook.notes import data_rows


def is_data(*row: Raw) -> bool:
    """Whether a row of 序号, name, unit, birth, rank is data; the first column is not read."""
    columns = {place: [row[place]] for place in (1, 2, 3, 4)}
    return data_rows([list(row)], columns, keys=[1, 2]) == [0]


@pytest.mark.parametrize(
    "row",
    [
        ("1", "张三", "县林业局", "1980.11", "科员"),
        ("", "张三", "县林业局", "", ""),
        ("", "张三", "注册会计师协会", "", ""),
        ("备注", "张三", "县林业局", "", ""),
        ("", "", "县林业局", "1980.11", ""),
        ("3", "张三", "", "1980.11", ""),
    ],
)
def test_a_row_with_its_keys_or_enough_besides_is_data(row: tuple[Raw, ...]) -> None:
    assert is_data(*row)


@pytest.mark.parametrize(
    "row",
    [
        ("", "", "", "", ""),
        (" ", "　", "", "\n", ""),
        ("", "注：以上数据截至2026年6月", "", "", ""),
        ("一、县直单位", "", "", "", ""),
        ("", "合计", "60", "", ""),
        ("合计", "", "60", "120", "3"),
        ("", "小计", "60人", "120", ""),
        ("填表人：赵一", "", "审核人：钱二", "2026.06.30", ""),
        ("", "", "", "2026.06.30", "赵一"),
        ("17", "", "", "", ""),
        ("说明", "", "", "1980.11", "科员"),
        ("", "制表人", "赵一", "", ""),
    ],
)
def test_notes_totals_and_signatures_are_no_data(row: tuple[Raw, ...]) -> None:
    assert not is_data(*row)
