"""Templates are worded when they are compiled, and escape every value as before."""

import jinja2
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from reserve.web.wording import Environment


def rendered(source: str, lang: str = "zh_CN", **context: object) -> str:
    return Environment(lang, jinja2.DictLoader({"page": source})).get_template("page").render(**context)


@given(st.one_of(st.text(), st.integers(), st.text().map(Markup), st.text(alphabet="<>&\"'a1张"), st.booleans()))
def test_the_quick_way_escapes_as_the_slow_one(value: object) -> None:
    assert Environment.escaped(value) == escape(value)


def test_a_value_is_escaped_wherever_it_is_printed() -> None:
    source = (
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ x }}{{ m(x) }}{{ x ~ x }}{% set y %}{{ x }}{% endset %}{{ y }}"
    )
    bad = "<script>"
    assert "<script>" not in rendered(source, x=bad)
    assert rendered(source, x=bad).count("&lt;script&gt;") == 5


def test_a_sentence_without_fields_is_translated_and_one_with_fields_is_filled_in() -> None:
    source = "{{ _('Outcome') }}|{{ _('Page {number} of {pages}', number=1, pages=n) }}|{{ _(key) }}"
    assert rendered(source, "en", n="<2>", key="Outcome") == "Outcome|Page 1 of &lt;2&gt;|Outcome"
    chinese = rendered(source, n=2, key="Outcome").split("|")
    assert chinese[0] == chinese[2] == "审查结论"
    assert chinese[1].count("1") == chinese[1].count("2") == 1


def test_a_sentence_is_escaped_too() -> None:
    assert rendered("<p title=\"{{ _('<b>') }}\">", "en") == '<p title="&lt;b&gt;">'
