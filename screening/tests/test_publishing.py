"""Who may publish a draft: another person, or one alone a day later and with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.tests.desk import person
from portal.models import User
from screening import drafting
from screening.models import Version
from screening.publishing import NotPublishable, publish, retire

DAY = dt.timedelta(days=1)


@pytest.fixture
def editor(db: None) -> User:
    return person("clinical lead", "editor@staff.example")


@pytest.fixture
def draft(published: Version, now: dt.datetime, editor: User) -> Version:
    """A draft in which the editor has made a rule stricter."""
    version = drafting.begin(base=published, now=now)
    version.rules.filter(code="M2a").update(level="review")
    drafting.changed(version, now=now, by=editor.pk)
    return version


def words_only(draft: Version, now: dt.datetime, editor: User) -> None:
    draft.rules.filter(code="M2a").update(level="note", reason="Said in other words.")
    drafting.changed(draft, now=now, by=editor.pk)


def test_a_colleague_publishes_a_change_of_outcomes(
    draft: Version, published: Version, now: dt.datetime, editor: User
) -> None:
    colleague = person("practitioner")
    done = publish(version=draft, now=now, by=colleague)
    assert (done.status, done.published_by, done.changes_outcomes) == ("published", colleague, True)
    published.refresh_from_db()
    assert published.status == "retired"


def test_who_edited_it_does_not_publish_it_while_there_is_a_colleague(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    person("practitioner")
    with pytest.raises(NotPublishable, match="ask a colleague"):
        publish(version=draft, now=now + 2 * DAY, by=editor, alone_because="In a hurry.")


@pytest.mark.parametrize(
    ("after", "because", "said"),
    [
        (2 * DAY, " ", "please say why"),
        (DAY - dt.timedelta(minutes=1), "I am alone.", "24 hours after"),
    ],
)
def test_a_sole_practitioner_needs_a_day_and_a_reason(
    draft: Version, now: dt.datetime, editor: User, after: dt.timedelta, because: str, said: str
) -> None:
    with pytest.raises(NotPublishable, match=said):
        publish(version=draft, now=now + after, by=editor, alone_because=because)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_sole_practitioner_publishes_a_day_later(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    gone = person("practitioner")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    done = publish(version=draft, now=now + DAY, by=editor, alone_because="I work alone.")
    assert (done.published_by, done.alone_because) == (editor, "I work alone.")


def test_words_alone_are_published_by_whoever_wrote_them(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    person("practitioner")
    words_only(draft, now, editor)
    assert not publish(version=draft, now=now, by=editor).changes_outcomes


def test_the_database_itself_asks_for_the_second_person(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    for because, after in (("", 2 * DAY), ("Alone.", DAY - dt.timedelta(hours=1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.filter(pk=draft.pk).update(
                status="retired",
                published_at=now + after,
                published_by=editor,
                changes_outcomes=True,
                alone_because=because,
            )


def test_a_draft_that_changed_after_it_was_shown_is_not_published(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    seen = draft.changed_at
    drafting.changed(draft, now=now + dt.timedelta(minutes=1), by=editor.pk)
    with pytest.raises(NotPublishable, match="look again"):
        publish(version=draft, now=now, by=person("practitioner"), seen=seen)


def test_a_draft_is_looked_at_again_once_another_one_took_the_place(
    draft: Version, published: Version, now: dt.datetime
) -> None:
    other = drafting.begin(base=published, now=now)
    colleague, later = person("practitioner"), now + dt.timedelta(minutes=1)
    publish(version=draft, now=later, by=colleague, seen=draft.changed_at)
    with pytest.raises(NotPublishable, match="look again"):
        publish(version=other, now=later, by=colleague, seen=other.changed_at)
    other.refresh_from_db()
    assert publish(version=other, now=later, by=colleague, seen=other.changed_at).changes_outcomes


def test_a_superuser_runs_the_machine_and_is_no_colleague(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    User.objects.create_superuser("chief@staff.example", "pass")
    done = publish(version=draft, now=now + DAY, by=editor, alone_because="I work alone.")
    assert done.published_by == editor


def test_where_everybody_has_edited_it_one_publishes_a_day_later(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    colleague = person("clinical lead", "two@staff.example")
    drafting.changed(draft, now=now, by=colleague.pk)
    with pytest.raises(NotPublishable, match="24 hours after"):
        publish(version=draft, now=now, by=editor, alone_because="We wrote it together.")
    done = publish(version=draft, now=now + DAY, by=colleague, alone_because="Together.")
    assert done.published_by == colleague


def test_two_who_publish_give_one_publication(draft: Version, now: dt.datetime) -> None:
    colleague = person("practitioner")
    publish(version=draft, now=now, by=colleague)
    with pytest.raises(NotPublishable, match="Only a draft"):
        publish(version=draft, now=now, by=colleague)
    drafting_gone = Version(pk=draft.pk + 100)
    with pytest.raises(NotPublishable, match="thrown away"):
        publish(version=drafting_gone, now=now, by=colleague)


def test_what_was_published_says_for_ever_who_did_it(
    draft: Version, now: dt.datetime, editor: User
) -> None:
    publish(version=draft, now=now, by=person("practitioner"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(edited_by=[])
    with connection.cursor() as cursor:
        cursor.execute("SELECT edited_by FROM screening_version WHERE id = %s", [draft.pk])
        assert cursor.fetchone() == ([editor.pk],)


def test_only_the_published_version_is_retired(draft: Version, published: Version) -> None:
    with pytest.raises(NotPublishable):
        retire(version=draft)
    retire(version=published)
    assert Version.objects.published() is None
