"""questionnaire.toml: read, written to the database as a draft, published as version 1."""

import datetime as dt
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.db import transaction

from screening.content import Content, OptionContent, QuestionContent, RuleContent
from screening.models import Option, Question, Rule, Version
from screening.models.questionnaire import FIRM_RULES
from screening.publishing import publish

FILE = Path(__file__).with_name("questionnaire.toml")


def load(*, now: dt.datetime, file: Path = FILE) -> Version:
    """The questionnaire that is published, or else the file's, published now and unsigned.

    Safe to call again. Raises publishing.NotPublishable if the file does not hold
    together, and ValidationError if a row of it is not valid.
    """
    with transaction.atomic():
        return Version.objects.published() or publish(version=draft(read(file)), now=now)


def read(file: Path = FILE) -> Content:
    """The file as plain data. Raises KeyError for an advice or a source that it does not list."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return Content(
        page_titles=tuple(document["page_titles"]),
        questions=tuple(_question(entry) for entry in document["question"]),
        rules=tuple(_rule(entry, document) for entry in document["rule"]),
    )


def draft(content: Content) -> Version:
    """The content as a new draft with the next number."""
    with transaction.atomic():
        last = Version.objects.order_by("-number").values_list("number", flat=True).first() or 0
        version = Version.objects.create(number=last + 1, page_titles=list(content.page_titles))
        _write_questions(version, content)
        _write_rules(version, content)
    return version


def _question(entry: dict[str, Any]) -> QuestionContent:
    columns = {name: value for name, value in entry.items() if name != "follows"}
    columns["options"] = tuple(OptionContent(**option) for option in entry.get("options", []))
    return QuestionContent(parent=entry.get("follows", ""), **columns)


def _rule(entry: dict[str, Any], document: dict[str, Any]) -> RuleContent:
    sources, advice, staff = document["sources"], document["advice"], document["staff"]
    return RuleContent(
        code=entry["code"],
        when=entry["when"],
        level=entry["level"],
        binds=entry.get("binds", Rule.Binds.NEEDLING.value),
        flags=tuple(entry.get("flags", [])),
        patient_line=entry.get("patient", ""),
        advice=advice[entry["advice"]] if "advice" in entry else "",
        staff_line=entry.get("staff", staff.get(entry["level"], "")),
        reason=entry["reason"],
        sources=tuple(sources[key] for key in entry["sources"]),
        confidence=entry["confidence"],
        firm=entry["code"] in FIRM_RULES,
        extra_minutes=entry.get("extra_minutes", 0),
        senior=entry.get("senior", False),
    )


def _write_questions(version: Version, content: Content) -> None:
    rows: dict[str, Question] = {}
    # Follow-ups come last: their parents must have been written.
    for order, question in sorted(enumerate(content.questions, 1), key=lambda one: one[1].parent):
        columns = _columns(question)
        parent, _ = columns.pop("parent"), columns.pop("options")
        if columns["shown_when"] is True:
            columns["shown_when"] = None
        row = Question(version=version, order=order, parent=rows.get(parent), **columns)
        row.full_clean(exclude=["version", "parent"], validate_constraints=False)
        rows[row.key] = row
    for is_follow_up in (False, True):
        Question.objects.bulk_create(r for r in rows.values() if bool(r.parent) is is_follow_up)
    Option.objects.bulk_create(
        Option(question=rows[question.key], order=place, **_columns(option))
        for question in content.questions
        for place, option in enumerate(question.options, start=1)
    )


def _write_rules(version: Version, content: Content) -> None:
    rows = []
    for order, rule in enumerate(content.rules, start=1):
        columns = {**_columns(rule), "flags": list(rule.flags), "sources": list(rule.sources)}
        row = Rule(version=version, order=order, **columns)
        row.full_clean(exclude=["version"], validate_constraints=False)
        rows.append(row)
    Rule.objects.bulk_create(rows)


def _columns(entry: QuestionContent | OptionContent | RuleContent) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in fields(entry)}
