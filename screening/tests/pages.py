"""What a browser sends from the admin's forms of a draft."""

from typing import Any

from django.test import Client
from django.urls import reverse

from screening.models import Question, Rule, Version


def rule(draft: Version, code: str) -> Rule:
    return Rule.objects.get(version=draft, code=code)


def question(draft: Version, key: str) -> Question:
    return Question.objects.get(version=draft, key=key)


def address(row: Rule | Question, act: str = "change") -> str:
    return reverse(f"admin:screening_{row._meta.model_name}_{act}", args=[row.pk])


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What the form sends when nobody has typed anything."""
    context = client.get(path).context
    typed: dict[str, Any] = {}
    for formset in context["inline_admin_formsets"]:
        typed |= _as_sent(formset.formset.management_form)
        for part in formset.formset.forms:
            typed |= _as_sent(part)
    return typed | _as_sent(context["adminform"].form)


def _as_sent(form: Any) -> dict[str, Any]:
    """A box that is not ticked, or is empty, sends nothing."""
    values = {field.html_name: field.value() for field in form}
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "") and value is not False
    }


def save(client: Client, row: Rule | Question, **changes: Any) -> str:
    """The page that comes back; empty when it was saved."""
    path = address(row)
    answer = client.post(path, {**form_of(client, path), **changes})
    if answer.status_code == 302:
        return ""
    return answer.content.decode()
