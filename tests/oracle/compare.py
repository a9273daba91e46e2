"""Where a result.json and an expected.json disagree, in words."""

from typing import Any

# The tables of the result, and what names a row in each.
ROW_NAMES = {
    "units": ["unit"],
    "nominees": ["person_id", "class"],
    "members": ["person_id"],
    "exceptions": ["person_id", "class"],
}


def differences(result: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """One line for every field of `expected` that `result` has otherwise or not at all.

    Rows must come in the expected order. What the oracle does not carry (texts, findings, further keys) is
    not looked at.
    """
    found = []
    if result.get("as_of") != expected["as_of"]:
        found.append(f"as_of: expected {expected['as_of']!r}, got {result.get('as_of')!r}")
    for table in ROW_NAMES:
        found += table_differences(table, result.get(table, []), expected[table])
    return found


def table_differences(table: str, result: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[str]:
    """Rows are matched by what names them; missing, unexpected and misplaced rows are told too."""
    found = []
    result_rows = {row_name(table, row): row for row in result}
    expected_rows = {row_name(table, row): row for row in expected}
    if len(result_rows) < len(result):
        found.append(f"{table}: a row stands there twice")
    for name, row in expected_rows.items():
        if name not in result_rows:
            found.append(f"{table}[{name}]: missing")
        else:
            found += value_differences(f"{table}[{name}]", result_rows[name], row)
    for name in result_rows:
        if name not in expected_rows:
            found.append(f"{table}[{name}]: not expected")
    if not found and list(result_rows) != list(expected_rows):
        found.append(f"{table}: the rows are the expected ones in another order")
    return found


def row_name(table: str, row: dict[str, Any]) -> str:
    """What names the row, as text: "P00012/chief"."""
    return "/".join(str(row.get(key)) for key in ROW_NAMES[table])


def value_differences(path: str, result: Any, expected: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """Compare two JSON values; of an object only the keys that are expected."""
    if path.endswith(".waived"):
        result = only_criteria(result)
        expected = only_criteria(expected)
    if isinstance(expected, dict) and isinstance(result, dict):
        found = []
        for key in expected:
            if key not in result:
                found.append(f"{path}.{key}: missing, expected {expected[key]!r}")
            else:
                found += value_differences(f"{path}.{key}", result[key], expected[key])
        return found
    if isinstance(expected, list) and isinstance(result, list) and len(expected) == len(result):
        found = []
        for number in range(len(expected)):
            found += value_differences(f"{path}[{number}]", result[number], expected[number])
        return found
    if type(result) is not type(expected) or result != expected:
        return [f"{path}: expected {expected!r}, got {result!r}"]
    return []


def only_criteria(waived: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The ids of the waived criteria, whether they are written as ids or as objects with more to tell."""
    if not isinstance(waived, list):
        return waived
    return [entry["criterion"] if isinstance(entry, dict) and "criterion" in entry else entry for entry in waived]
