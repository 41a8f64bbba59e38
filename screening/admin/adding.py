"""The list under a condition that adds a line to it, without a script and without saving."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from screening.conditions import AGE
from screening.content import Content
from screening.outline import GROUPS, SUITS, Words

ADD = "_add_line"


class AddLine(forms.Select):
    """A list of lines that can be added to the condition, with the button that adds one."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        button = '<button type="submit" class="button" name="{}" value="1">Add this line</button>'
        return format_html("{} " + button, super().render(*args, **kwargs), ADD)


def with_line(data: Any, condition: str) -> Any:
    """What was sent, with the chosen line below the condition.

    Below a group it belongs to the group: beside it, it would hold the whole rule back.
    """
    typed = data.copy()
    text, line = typed.get(condition, "").rstrip(), typed.get("line", "")
    is_group = text.partition("\n")[0].strip() in GROUPS
    inside = "  " if line and is_group else ""
    typed[condition] = "\n".join(one for one in (text, inside + line) if one.strip())
    typed["line"] = ""
    return typed


def possible_lines(content: Content, words: Words) -> list[Any]:
    """Each line that one press can add, by question."""
    groups: list[Any] = [("Age on the day of the visit", [(f"{AGE} below 16", "below 16")])]
    for question in content.questions:
        if question.key not in words.kinds:
            continue
        first = SUITS[question.kind][0]
        if question.options:
            lines = [
                (f"{question.key} {first} {option.key}", option.label)
                for option in question.options
            ]
        else:
            sample = {"number": "at_least 1", "text": "is_filled yes"}[question.kind]
            lines = [(f"{question.key} {sample}", sample.replace("_", " "))]
        groups.append((question.text, lines))
    return groups
