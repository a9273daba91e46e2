"""A plan as an officer reads it: every rule in words, with its clause, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from reserve.policy.canonical import canonical
from reserve.policy.conditions import (
    ByFact,
    ByReading,
    Condition,
    Use,
    for_choice,
    relax,
    rewrite,
)
from reserve.policy.describe_exam import exam_lines, order_word, stage_lines
from reserve.policy.describe_places import approver_word, closing, counting, places, wanted
from reserve.policy.evaluate import Calendar
from reserve.policy.model import UNSAID, Caps, Criterion, ExceptionRule, Policy, Reading, Source
from reserve.policy.requirement import requirement
from reserve.policy.structure import Proposal
from reserve.policy.wording import answer_word, share_word, value_word
from reserve.text import DEFAULT_LANGUAGE, Message, message, word

__all__ = ["canonical", "describe", "for_choice", "outline", "requirement"]

Line: TypeAlias = tuple[int, Message]
INDENT: Final = "    "


def describe(policy: Policy, lang: str = DEFAULT_LANGUAGE) -> list[str]:
    """Return the lines of a plan in one language, what belongs to a heading indented below it."""
    return [INDENT * depth + word(line, lang) for depth, line in outline(policy)]


def outline(policy: Policy) -> Iterator[Line]:
    """Yield the lines of a plan, not yet worded, each with how deep it is indented."""
    yield from _Outline(policy).lines()


class _Outline:
    """The lines of one plan, with how deep they are indented."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        # Without an as-of date of its own a plan has ages, but no days that they come to.
        self.calendar = None if policy.as_of is None else Calendar(policy.as_of, policy.leap_birthday)
        self.questions = {reading.id: reading for reading in policy.readings}

    def lines(self) -> Iterator[Line]:
        yield from self.head()
        yield from self.readings()
        yield from self.own_facts()
        yield from self.categories()
        yield from self.criteria()
        for rule in self.policy.exceptions:
            yield from self.exception(rule)
        yield from self.flags()
        yield from self.sections()

    def head(self) -> Iterator[Line]:
        policy = self.policy
        yield 0, message("Plan: {title} ({id})", title=policy.title, id=policy.id)
        if policy.as_of is None:
            yield 0, message("As-of date: none in the plan; to be given for every run")
        else:
            yield 0, message("As-of date: {day}", day=policy.as_of.isoformat())
        month, day = policy.leap_birthday
        yield (
            0,
            message("Born on 29 February: birthday in common years on {month}/{day}", month=month, day=day),
        )

    def readings(self) -> Iterator[Line]:
        if self.policy.readings:
            yield 0, message("Readings")
        for number, reading in enumerate(self.policy.readings, 1):
            yield from self.entry(number, reading.source)
            yield 2, message("question: {question}", question=reading.question)
            yield from _choice(reading)

    def own_facts(self) -> Iterator[Line]:
        if self.policy.facts:
            yield 0, message("Facts that only this plan asks for")
        for one in self.policy.facts:
            yield 1, message("{name}: column “{column}” of the roster", name=one.name, column=one.column)
            if one.vocabulary.words:
                words = [one.vocabulary.words[value] for value in one.vocabulary.values]
                yield 2, message("one of {values}", values=words)

    def categories(self) -> Iterator[Line]:
        if self.policy.categories:
            yield 0, message("Categories; everybody stands in one")
        for number, one in enumerate(self.policy.categories, 1):
            yield from self.entry(number, one.source)
            yield 2, message("for: {part}", part=requirement(self.settled(one.when), self.calendar))
            if one.places is not None:
                yield 2, message("places in the county: {places}", places=one.places)

    def criteria(self) -> Iterator[Line]:
        yield 0, message("Criteria")
        for number, criterion in enumerate(self.policy.criteria, 1):
            yield from self.criterion(number, criterion)

    def criterion(self, number: int, criterion: Criterion) -> Iterator[Line]:
        yield from self.entry(number, criterion.source)
        if criterion.only_if is not None and not self.policy.holds(criterion.only_if):
            reading, option = criterion.only_if
            needed = self.questions[reading].options[option]
            yield 2, message("not in force; only when read as: {option}", option=needed)
        yield from self.asked(criterion.require)

    def asked(self, condition: Condition) -> Iterator[Line]:
        settled = self.settled(condition)
        if isinstance(settled, ByFact):
            for value, part in settled.options:
                name = answer_word(settled.fact, value)
                yield (
                    2,
                    message("asked for {value}: {part}", value=name, part=requirement(part, self.calendar)),
                )
        else:
            yield 2, message("asked: {part}", part=requirement(settled, self.calendar))

    def settled(self, condition: Condition) -> Condition:
        """Put chosen readings and definitions in their places; a reading that is open stays."""
        chosen, named = self.policy.chosen, self.policy.named

        def change(node: Condition) -> Condition:
            match node:
                case ByReading(reading, options) if reading in chosen:
                    return dict(options)[chosen[reading]]
                case Use(definition):
                    return self.settled(named[definition])
            return node

        return rewrite(condition, change)

    def exception(self, rule: ExceptionRule) -> Iterator[Line]:
        yield 0, message("Exception {id}", id=rule.id)
        yield 1, _cited(rule.source)
        for number, condition in enumerate(rule.conditions, 1):
            yield from self.criterion(number, condition)
        criteria = {criterion.id: criterion for criterion in self.policy.criteria}
        yield 1, message("What it puts in the place of which criterion")
        for waiver in rule.waives:
            criterion = criteria[waiver.criterion]
            yield 2, _cited(criterion.source)
            if self.policy.holds(criterion.only_if):
                for depth, line in self.asked(relax(self.settled(criterion.require), waiver.by)):
                    yield depth + 1, line
            else:
                yield 3, message("not in force, so that nothing is waived")
        if rule.never_waives:
            kept = [criteria[name].source.wording for name in rule.never_waives]
            yield 1, message("Never waived: {criteria}", criteria=kept)
        yield 1, message("Approvals needed: {count}, with reason and evidence", count=rule.approvals)
        for limit in self.caps(rule.caps):
            yield 1, limit
        if rule.approver:
            yield 1, message("Who decides: {who}", who=approver_word(rule.approver))
        if not rule.publicity:
            yield 1, message("The notice does not name it")

    def caps(self, caps: Caps) -> Iterator[Message]:
        if caps.unit is not None:
            yield message("At most {most} in each unit", most=caps.unit)
        if caps.county is not None:
            yield message("At most {most} in the county", most=caps.county)
        names = {one.id: one.name for one in self.policy.categories}
        for category, most in sorted(caps.category.items()):
            yield message("At most {most} in {category}", most=most, category=names[category])

    def flags(self) -> Iterator[Line]:
        if self.policy.flags:
            yield 0, message("Grounds to look again at present members")
        for number, flag in enumerate(self.policy.flags, 1):
            yield from self.entry(number, flag.source)
            yield 2, message("shown when: {part}", part=requirement(self.settled(flag.when), self.calendar))
            if flag.proposes is Proposal.REMOVE:
                yield 2, message("proposes removal; a human decides")

    def sections(self) -> Iterator[Line]:
        policy = self.policy
        yield from _section(message("Votes"), policy.recommendation.source, self.votes())
        for number, threshold in enumerate(policy.recommendation.thresholds, 1):
            yield from self.entry(number, threshold.source)
            part = requirement(self.settled(threshold.when), self.calendar)
            yield 2, message("{share} of the votes is enough for: {part}", share=share_word(threshold.share), part=part)
        yield from _section(message("Places"), policy.quota.source, places(policy.quota))
        yield from self.targets()
        yield 0, message("Exam")
        yield from exam_lines(policy.exam, _cited, lambda one: requirement(self.settled(one), self.calendar))
        yield from _section(
            message("List"),
            policy.listing.source,
            [
                message(
                    "drawn up in this order: {classes}",
                    classes=[value_word("class", one) for one in policy.listing.classes],
                ),
                message(
                    "within a unit by: {order}", order=[order_word(one, policy.exam) for one in policy.listing.order]
                ),
            ],
        )
        yield from stage_lines(policy, _cited)

        yield from closing(policy)

    def targets(self) -> Iterator[Line]:
        if self.policy.targets:
            yield 0, message("Structure targets")
        for number, target in enumerate(self.policy.targets, 1):
            yield from self.entry(number, target.source)
            yield 2, message("counted: {part}", part=requirement(self.settled(target.who), self.calendar))
            for line in wanted(target):
                yield 2, line

    def votes(self) -> Iterator[Message]:
        rules = self.policy.recommendation
        yield message("a vote counts when {share} of those due attend", share=share_word(rules.attendance))
        if rules.many:
            many = self.settled(self.policy.named[rules.many])
            yield message("many votes: {part}", part=requirement(many, self.calendar))
        if rules.minimum_share is not None:
            yield message("nobody is put forward below {share}", share=share_word(rules.minimum_share))
        if rules.remark_below is not None:
            yield message("below {share} a remark is shown", share=share_word(rules.remark_below))
        yield from counting(rules)

    def entry(self, number: int, source: Source) -> Iterator[Line]:
        yield 1, message("{number}. {entry}", number=number, entry=_cited(source))


def _cited(source: Source) -> Message:
    return message(
        "{wording} [{clause}; {document}]",
        wording=source.wording,
        clause=source.clause,
        document=source.document,
    )


def _choice(reading: Reading) -> Iterator[Line]:
    if reading.chosen is None:
        yield 2, message("not decided yet; no cycle can start before it is")
    else:
        yield 2, message("read as: {option}", option=reading.options[reading.chosen])
        yield (
            2,
            message(
                "chosen by {who} on {day}: {reason}",
                who=reading.chosen_by,
                day=reading.chosen_on,
                reason=reading.reason,
            ),
        )
    for name, option in reading.options.items():
        if name != reading.chosen:
            yield 2, message("could be read as: {option}", option=option)


def _section(heading: Message, source: Source, rules: Iterator[Message] | list[Message]) -> Iterator[Line]:
    yield 0, heading
    yield 1, message("the plan does not say; by default:") if source == UNSAID else _cited(source)
    for rule in rules:
        yield 2, rule
