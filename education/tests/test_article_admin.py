"""Editing in the admin: what is refused, what is said, and the policy of the editor's page."""

import base64
import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import django_prose_editor
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from bookings.tests.desk import at_desk
from education.admin.articles import TIPTAP_STYLE
from education.load import load
from education.models import Article
from education.publishing import publish
from education.tests.shelf import NOW, saved
from portal.models import User

LIST = "/admin/education/article/"


@pytest.fixture
def editor(db: None) -> Client:
    user = User.objects.create_user("lead@staff.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="education"))
    return at_desk(user)


@pytest.fixture
def aftercare(db: None, now: dt.datetime) -> Article:
    load(now=now)
    return Article.objects.get(slug="aftercare")


def address(one: Article) -> str:
    return reverse("admin:education_article_change", args=[one.pk])


def form_data(client: Client, one: Article) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    context = client.get(address(one)).context
    forms = [context["adminform"].form]
    for formset in (inline.formset for inline in context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.forms]
    return {
        form.add_prefix(name): form[name].value() if form[name].value() is not None else ""
        for form in forms
        for name in form.fields
        if form[name].value() is not False
    }


def test_the_list_filters_by_who_has_checked_and_searches_questions(
    editor: Client, aftercare: Article
) -> None:
    saved(
        aftercare,
        reviewer_name="Alex Demo",
        reviewer_registration="DEMO0001",
        last_reviewed=dt.date(2020, 1, 1),
        next_review=dt.date(2020, 7, 1),
    )
    assert aftercare.title in editor.get(LIST, {"review": "unsigned"}).content.decode()
    publish(article=aftercare, now=NOW)
    unsigned = editor.get(LIST, {"review": "unsigned"}).content.decode()
    overdue = editor.get(LIST, {"review": "overdue"}).content.decode()
    assert aftercare.title not in unsigned
    assert aftercare.title in overdue
    assert "1 article" in overdue
    assert aftercare.title in editor.get(LIST, {"q": "alcohol"}).content.decode()


def test_an_unchanged_form_saves_without_anything_to_mend(
    editor: Client, aftercare: Article
) -> None:
    response = editor.post(address(aftercare), form_data(editor, aftercare), follow=True)
    told = [str(one) for one in response.context["messages"]]
    assert len(told) == 1
    assert "was changed successfully" in told[0]


@pytest.mark.parametrize("field", ["lead", "body", "faq-0-answer"])
def test_a_banned_claim_is_refused_beside_its_field(
    editor: Client, aftercare: Article, field: str
) -> None:
    data = form_data(editor, aftercare) | {field: "<p>It is completely safe.</p>"}
    response = editor.post(address(aftercare), data)
    assert response.status_code == 200
    assert "Please leave out “completely safe”" in response.content.decode()
    aftercare.refresh_from_db()
    assert aftercare.lead.startswith("What is normal")


def test_a_text_with_one_reference_is_saved_and_said_to_be_short_of_one(
    editor: Client, aftercare: Article
) -> None:
    data = form_data(editor, aftercare)
    count = aftercare.references.count()
    data |= {f"references-{number}-DELETE": "on" for number in range(count - 1)}
    response = editor.post(address(aftercare), data, follow=True)
    told = [str(one) for one in response.context["messages"]]
    assert "references: 1 of at least 2" in told
    assert aftercare.live
    assert aftercare.live.content["references"][1:]


def test_a_doi_in_the_wrong_form_is_refused(editor: Client, aftercare: Article) -> None:
    data = form_data(editor, aftercare) | {"references-0-doi": "1179/jmt.2006"}
    assert "A DOI looks like" in editor.post(address(aftercare), data).content.decode()


def test_h15_half_a_signature_is_refused(editor: Client, aftercare: Article) -> None:
    data = form_data(editor, aftercare) | {"reviewer_name": "Alex Demo"}
    response = editor.post(address(aftercare), data)
    assert "a name, a registration number and a date" in response.content.decode()


def test_what_is_left_to_mend_is_said_on_saving(editor: Client, aftercare: Article) -> None:
    data = form_data(editor, aftercare) | {"lead": "word " * 25}
    response = editor.post(address(aftercare), data, follow=True)
    assert any("25 words" in str(one) for one in response.context["messages"])


def test_the_editors_page_runs_its_import_map_by_the_pages_nonce(
    editor: Client, aftercare: Article
) -> None:
    response = editor.get(address(aftercare))
    policy = response.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", policy)
    assert nonce
    maps = re.findall(r"<script[^>]*importmap[^>]*>", response.content.decode())
    assert len(maps) == 1
    assert f'nonce="{nonce[1]}"' in maps[0]
    assert TIPTAP_STYLE in policy
    assert "unsafe" not in policy


def test_no_other_page_of_the_admin_has_the_editors_policy(editor: Client) -> None:
    policy = editor.get(LIST).headers["Content-Security-Policy"]
    assert "nonce" not in policy
    assert TIPTAP_STYLE not in policy


def test_the_hash_is_that_of_the_style_which_the_installed_editor_adds() -> None:
    script = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
    styles = re.findall(r"`(\.ProseMirror \{[^`]*)`", script.read_text())
    digests = [hashlib.sha256(style.encode().decode("unicode_escape").encode()) for style in styles]
    hashes = [f"'sha256-{base64.b64encode(one.digest()).decode()}'" for one in digests]
    assert hashes == [TIPTAP_STYLE]
