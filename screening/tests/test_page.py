"""The questions as a page: readable by machine, keyboard and screen reader."""

import re

import pytest
from django.template.loader import render_to_string

from screening.forms import step_form
from screening.models import Version
from screening.questions import steps
from screening.tests.test_forms import sent


def rendered(version: Version, slug: str, typed: dict[str, object] | None = None) -> str:
    answers = {"had_before": "here"}
    step = next(step for step in steps(version, "needling", answers) if step.slug == slug)
    data = sent(typed) if typed is not None else None
    return render_to_string(
        "screening/_questions.html", {"form": step_form(version, step, answers, data)}
    )


PAGES = ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("slug", PAGES)
def test_every_id_is_there_once_and_every_label_leads_to_an_input(
    published: Version, slug: str
) -> None:
    page = rendered(published, slug, {})
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    labels = re.findall(r' for="([^"]+)"', page)
    described = " ".join(re.findall(r' aria-describedby="([^"]+)"', page)).split()
    assert len(labels) > 3
    assert set(labels) | set(described) <= set(ids)


@pytest.mark.parametrize("slug", PAGES)
def test_every_list_of_answers_is_a_fieldset_with_its_question_as_legend(
    published: Version, slug: str
) -> None:
    page = rendered(published, slug)
    fieldsets = re.findall(r"<fieldset[^>]*>\s*<legend>([^<]+)</legend>", page)
    assert len(fieldsets) == page.count("<fieldset") > 1


@pytest.mark.parametrize("slug", PAGES)
def test_the_strict_content_policy_holds(published: Version, slug: str) -> None:
    page = rendered(published, slug, {})
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?! src=)", page)


def test_an_error_stands_beside_its_question_where_the_summary_leads(published: Version) -> None:
    page = rendered(published, "1", {"red_flags": ["none"]})
    assert 'id="id_emergency_now"' in page
    assert 'id="id_emergency_now_error"' in page
    assert (
        'aria-describedby="id_emergency_now_hint id_emergency_now_why id_emergency_now_error"'
        in page
    )
    assert "id_red_flags_error" not in page
    assert re.search(r'value="none" checked', page)


def test_follow_ups_wait_hidden_and_carry_their_condition(published: Version) -> None:
    page = rendered(published, "4")
    lungs = re.search(r'<div [^>]*data-question="lungs"[^>]*>', page)
    reactions = re.search(r'<div [^>]*data-question="past_reaction"[^>]*>', page)
    assert lungs is not None
    assert reactions is not None
    assert lungs.group().endswith(" hidden>")
    assert "[&quot;conditions&quot;, &quot;includes&quot;, &quot;lungs&quot;]" in lungs.group()
    assert not reactions.group().endswith(" hidden>")
    assert "had_before" not in page


def test_h19_the_free_text_box_says_when_it_is_read_and_gives_the_number(
    published: Version,
) -> None:
    page = rendered(published, "5")
    note, box = page.index("on working days"), page.index("<textarea")
    assert note < box
    assert "In an emergency call" in page[note:box]


def test_what_was_typed_is_shown_again_and_cannot_break_the_page(published: Version) -> None:
    page = rendered(published, "5", {"anything_else": "</textarea><script>alert(1)</script>"})
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page
