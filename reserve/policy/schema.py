"""The plan format as a JSON Schema, for editors that complete and check while one types.

Made from the vocabulary, so that facts, their values and words to ask with are never out of date. It says less than
``check``: what belongs together only the reader knows. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from reserve.policy.comparisons import IS, NOT_IN, accepted
from reserve.policy.conditions import Fact, Operator
from reserve.policy.examining import BonusUse, RoundingMode, StageKind
from reserve.policy.places import APPROVERS, CLASSES, SHOWN, TIERS
from reserve.policy.structure import Counted, Denominator, Mode, Proposal, QuotaKind
from reserve.policy.vocabulary import CATEGORY, FACTS, OWN_KINDS, Kind

Schema: TypeAlias = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_ID: Final[Schema] = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_TRUTH: Final[Schema] = {"type": "boolean"}
_SHARE: Final[Schema] = {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?%|[0-9]+/[0-9]+)$"}
_MARK: Final[Schema] = {"anyOf": [_WHOLE, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}]}
_DAY: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_CONDITION: Final[Schema] = {"$ref": "#/$defs/condition"}
_SOURCE: Final = {"clause": _TEXT, "wording": _TEXT, "document": _TEXT}


def schema() -> Schema:
    """Return the JSON Schema (2020-12) of a plan."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reserve: a county's plan",
        **_table(
            {
                "format": {"const": 1},
                "id": {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"},
                "title": _TEXT,
                "as_of": _DAY,
                "leap_birthday": {"enum": ["03-01", "02-28"]},
                **{name: _list(entry) for name, entry in _entries().items()},
                **_sections(),
            },
            "format id title criterion",
        ),
        "$defs": {"condition": {"anyOf": [*_tests(), *_joined()]}},
    }


def _table(properties: Mapping[str, Schema], required: str = "") -> Schema:
    table: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**table, "required": required.split()} if required else table


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _words(words: object) -> Schema:
    return {"enum": [str(word) for word in words]}  # type: ignore[attr-defined]  # an enumeration or a tuple


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _entry(properties: Mapping[str, Schema], required: str) -> Schema:
    return _table({"id": _ID, **_SOURCE, **properties}, f"id clause wording {required}")


def _entries() -> dict[str, Schema]:
    only_if = _table({"reading": _ID, "is": _ID}, "reading is")
    waiver = {
        "criterion": _ID, "steps": _WHOLE, "months": _SHARE, "less": _WHOLE, "years": _WHOLE, "share": _SHARE,
        "require": _CONDITION, "entirely": {"const": True},
    }  # fmt: skip
    chosen = {"chosen": _ID, "chosen_by": _TEXT, "chosen_on": _DAY, "reason": _TEXT}
    condition = _entry({"require": _CONDITION, "only_if": only_if, "categories": _list(_ID)}, "require")
    amount = {"anyOf": [_WHOLE, _SHARE]}
    return {
        "reading": _entry(
            {"question": _TEXT, "boundary": _TRUTH, **chosen, "options": _map(_TEXT)}, "question options"
        ),
        "definition": _entry({"require": _CONDITION}, "require"),
        "fact": _table(
            {"id": _ID, "kind": _words(OWN_KINDS), "column": _TEXT, "name": _TEXT, "values": _map(_TEXT),
             "order": _list(_ID), **_SOURCE},
            "id kind column",
        ),
        "category": _entry({"name": _TEXT, "when": _CONDITION, "places": _WHOLE}, "when"),
        "criterion": condition,
        "exception": _entry(
            {"approvals": _WHOLE, "never_waives": _list(_ID), "approver": _words(APPROVERS), "publicity": _TRUTH,
             "caps": _table({"unit": _WHOLE, "county": _WHOLE, "category": _map(_WHOLE)}),
             "condition": _list(condition),
             "waives": _list(_table(waiver, "criterion"))},
            "approvals condition waives",
        ),
        "flag": _entry({"when": _CONDITION, "proposes": _words(Proposal)}, "when"),
        "target": _entry(
            {"who": _CONDITION, "class": _words(CLASSES), "of": _words(Counted), "at_least": amount, "at_most": amount,
             "tolerance": _SHARE, "binding": _TRUTH},
            "who",
        ),
        "stage": _entry(
            {"kind": _words(StageKind), "order": _WHOLE, "gate": _TRUTH, "applicants_at_least": _WHOLE,
             "funnel": _table({"ratio": amount, "count": _WHOLE, "drop": _SHARE})},
            "kind order",
        ),
    }  # fmt: skip


def _sections() -> dict[str, Schema]:
    per_class = _table(dict.fromkeys(CLASSES, _WHOLE))
    part = {"id": _ID, "name": _TEXT, "full": _MARK, "weight": _SHARE, "minimum": _MARK, "of": _ID, **_SOURCE}
    rounding = _table({"places": _WHOLE, "mode": _words(RoundingMode), "groups": _TRUTH})
    sections: dict[str, tuple[dict[str, Schema], str]] = {
        "recommendation": (
            {"attendance": _SHARE, "many": _ID, "minimum_share": _SHARE, "remark_below": _SHARE,
             "denominator": _words(Denominator), "talks": {"anyOf": [{"const": "apart"}, _SHARE]},
             "valid_months": _WHOLE, "second_round_below": _SHARE,
             "large_unit": _table({"over": _WHOLE, "present_at_least": _WHOLE}, "over present_at_least"),
             "threshold": _list(_entry({"when": _CONDITION, "share": _SHARE}, "when share"))},
            "attendance",
        ),
        "quota": (
            {"per_post": per_class, "totals": per_class, "kind": _words(QuotaKind), "vacancies_only": _TRUTH,
             "transfers": _TRUTH, "adjusted_at_most": _WHOLE},
            "",
        ),
        "exam": (
            {"full": _MARK, "pass": _MARK, "drop_lowest": _SHARE, "bonus_cap": _MARK, "bonus_for": _words(BonusUse),
             "rounding": rounding, "makeup_months": _WHOLE, "part": _list(_table(part, "id name")),
             "bonus": _list(_entry({"when": _CONDITION, "marks": _MARK}, "when marks"))},
            "",
        ),
        "listing": ({"classes": _list(_words(CLASSES)), "order": _list(_TEXT)}, "classes order"),
        "publicity": (
            {"mode": _words(Mode), "days": _WHOLE, "after": _words(("inspection", "approval")),
             "show": _list(_words(SHOWN))},
            "",
        ),
        "approval": ({"by": _words(APPROVERS)}, "by"),
        "term": ({"months": _WHOLE, "review_months": _WHOLE, "tiers": _list(_words(TIERS))}, ""),
    }  # fmt: skip
    return {
        name: _table({**_SOURCE, **properties}, f"clause wording document {required}")
        for name, (properties, required) in sections.items()
    }


def _joined() -> list[Schema]:
    options = _map(_CONDITION)
    return [
        _table({"all": _list(_CONDITION)}, "all"),
        _table({"any": _list(_CONDITION)}, "any"),
        _table({"not": _CONDITION}, "not"),
        _table({"if": _CONDITION, "then": _CONDITION, "else": _CONDITION}, "if then"),
        _table({"by": _ID, "options": options}, "by options"),
        _table({"by_reading": _ID, "options": options}, "by_reading options"),
        _table({"use": _ID}, "use"),
    ]


def _tests() -> list[Schema]:
    """Return one schema for each fact of the vocabulary, and one for the facts of a plan's own."""
    own = {"fact": {"type": "string", "not": _words(FACTS)}}
    words = {*Operator, IS, NOT_IN}
    anything = _table({**own, **{str(word): {} for word in sorted(words)}, "adjust": _adjust()}, "fact")
    return [*(_test(name) for name in FACTS if name != CATEGORY), anything]


def _test(name: str) -> Schema:
    vocabulary, fact = FACTS[name], Fact(name)
    properties: dict[str, Schema] = {"fact": {"const": name}, "adjust": _adjust()}
    for argument, values in vocabulary.arguments.items():
        if isinstance(values, range):
            properties[argument] = {"type": "integer", "minimum": values[0], "maximum": values[-1]}
        else:
            properties[argument] = _list(_words(values)) if argument in vocabulary.lists else _words(values)
    for key in accepted(fact):
        properties[str(key)] = _bound(key, vocabulary.kind, vocabulary.values)
    return _table(properties, " ".join(("fact", *vocabulary.required)))


def _bound(key: str, kind: Kind, values: tuple[str, ...]) -> Schema:
    if key in {Operator.ONE_OF, NOT_IN}:
        return _list(_words(values))
    if key in {Operator.ON_OR_AFTER, Operator.ON_OR_BEFORE}:
        return _DAY
    if kind is Kind.DATE:
        return _WHOLE
    plain = {Kind.RATIO: _SHARE, Kind.COUNT: _WHOLE}.get(kind, _words(values))
    other = _table({"fact": _TEXT, "forms": _list(_TEXT), "level": _TEXT, "probation": _TEXT}, "fact")
    return plain if key == IS or kind is Kind.RATIO else {"anyOf": [plain, other]}


def _adjust() -> Schema:
    return {**_list(_table({"when": _CONDITION, "by": {"type": "integer"}}, "when by")), "maxItems": 4}
