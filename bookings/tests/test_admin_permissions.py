"""Which group may do what with which records, as a table that has to be complete."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment
from bookings.tests.desk import at_desk, person
from conftest import Cast, melbourne
from portal.groups import GROUPS, codenames, sync_groups
from portal.models import User

pytestmark = pytest.mark.django_db

# v: look, a: add, c: change, d: delete; in the order of the groups below.
ORDER = ["reception", "practitioner", "clinical lead", "manager"]
TABLE = {
    "bookings.clinic": ["v", "v", "v", "vac"],
    "bookings.location": ["v", "v", "v", "vac"],
    "bookings.room": ["v", "v", "v", "vac"],
    "bookings.service": ["v", "v", "vc", "vac"],
    "bookings.practitioner": ["v", "v", "v", "vac"],
    "bookings.workinghours": ["v", "v", "v", "vacd"],
    "bookings.opening": ["vacd", "v", "v", "vacd"],
    "bookings.closure": ["vacd", "v", "v", "vacd"],
    "bookings.patient": ["vac", "v", "v", "vac"],
    "bookings.appointment": ["v", "v", "v", "v"],
    "bookings.message": ["v", "v", "v", "v"],
    "bookings.review": ["v", "v", "v", "v"],
    "bookings.reading": ["", "", "v", "v"],
    "bookings.task": ["v", "v", "v", "v"],
    "bookings.step": ["v", "v", "vc", "vc"],
    "bookings.consenttext": ["v", "v", "vac", "v"],
    "screening.version": ["", "v", "vc", "v"],
    "screening.question": ["", "v", "vacd", "v"],
    "screening.rule": ["", "v", "vacd", "v"],
    "education.article": ["", "v", "vac", "v"],
    "education.claim": ["", "v", "vac", "v"],
    "education.glossaryterm": ["", "v", "vacd", "v"],
    "portal.user": ["", "", "", "vac"],
}
CLINICAL = {
    "reading",
    "patient",
    "appointment",
    "message",
    "review",
    "consent",
    "consenttext",
    "task",
    "step",
}


DELETED = {
    "bookings.workinghours",
    "bookings.opening",
    "bookings.closure",
    "screening.question",
    "screening.rule",
    "education.glossaryterm",
}


def asks(user: User) -> HttpRequest:
    """As much of a request as a permission asks for."""
    request = HttpRequest()
    request.user = user
    return request


def test_every_record_of_the_admin_stands_in_the_table() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered == set(TABLE)


@pytest.mark.parametrize("group", ORDER)
def test_a_group_may_do_what_the_table_says(cast: Cast, group: str) -> None:
    user = User.objects.get(pk=person(group).pk)
    for model, row in admin.site._registry.items():
        may = row.get_model_perms(asks(user))
        if model._meta.model_name == "clinic":
            may["add"] = user.has_perm("bookings.add_clinic")
        letters = "".join(
            letter
            for letter, verb in (("v", "view"), ("a", "add"), ("c", "change"), ("d", "delete"))
            if may[verb]
        )
        assert letters == TABLE[model._meta.label_lower][ORDER.index(group)], model


def everybody() -> list[User]:
    """One of each group, and the first account of the clinic, which may do everything."""
    chief = User.objects.create_superuser("chief@staff.example", "pass")
    return [chief, *(User.objects.get(pk=person(group).pk) for group in ORDER)]


def test_nobody_deletes_clinical_rows(cast: Cast) -> None:
    for user in everybody():
        for model, row in admin.site._registry.items():
            if model._meta.model_name in CLINICAL:
                assert not row.has_delete_permission(asks(user)), model
                assert not row.has_delete_permission(asks(user), model()), model
                inlines = row.get_inline_instances(asks(user), model())
                assert not any(one.has_delete_permission(asks(user), model()) for one in inlines)
    for group in GROUPS:
        deletes = {code.split("delete_")[1] for code in codenames(group) if ".delete_" in code}
        assert not deletes & CLINICAL


def test_what_anybody_deletes_is_on_the_short_list(cast: Cast) -> None:
    for user in everybody():
        for model, row in admin.site._registry.items():
            if row.has_delete_permission(asks(user)):
                assert model._meta.label_lower in DELETED, model


@pytest.mark.parametrize("name", ["patient", "appointment"])
def test_the_address_of_deleting_is_shut(cast: Cast, book, name: str) -> None:
    visit = book(melbourne(4, 10))
    key = visit.pk if name == "appointment" else cast.pat.pk
    address = reverse(f"admin:bookings_{name}_delete", args=[key])
    for user in everybody():
        assert at_desk(user).post(address, {"post": "yes"}).status_code == 403
    assert Appointment.objects.filter(pk=visit.pk, patient=cast.pat).exists()


def test_only_clinicians_read_answers_and_decide() -> None:
    clinical = {"bookings.read_answers", "bookings.decide_review"}
    of_everybody = {group for group in ORDER if "bookings.read_every_answer" in codenames(group)}
    assert of_everybody == {"clinical lead"}
    for group in ORDER:
        has = clinical & codenames(group)
        assert has == (clinical if group in ("practitioner", "clinical lead") else set())


def test_no_group_touches_visits_or_screenings_but_through_verbs() -> None:
    for group in ORDER:
        assert not {
            code
            for code in codenames(group)
            if code.endswith(("_appointment", "_assessment", "_review", "_message"))
            and not code.startswith(("bookings.view_", "bookings.decide_"))
        }


def test_groups_are_made_again_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert sync_groups() == 4
    assert sync_groups() == 0
    call_command("sync_groups")
    assert capsys.readouterr().out == "4 groups, 0 changed.\n"


def test_a_permission_given_by_hand_is_taken_back() -> None:
    user = person("reception")
    group = user.groups.get()
    group.permissions.add(Permission.objects.get(codename="delete_patient"))
    assert sync_groups() == 1
    assert not User.objects.get(pk=user.pk).has_perm("bookings.delete_patient")


@pytest.fixture
def manager(cast: Cast) -> Client:
    return at_desk(person("manager"))


def test_a_manager_makes_an_account(manager: Client) -> None:
    typed = {
        "email": "new@staff.example",
        "usable_password": "true",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    manager.post(reverse("admin:portal_user_add"), typed)
    assert User.objects.get(email="new@staff.example").check_password("a long enough phrase")


def test_a_manager_neither_sees_nor_makes_superusers(manager: Client) -> None:
    chief = User.objects.create_superuser("chief@staff.example", "pass")
    other = person("reception", "other@staff.example")
    assert "chief@" not in manager.get(reverse("admin:portal_user_changelist")).content.decode()
    assert manager.get(reverse("admin:portal_user_change", args=[chief.pk])).status_code == 302
    typed = {"email": other.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    manager.post(reverse("admin:portal_user_change", args=[other.pk]), typed)
    assert not User.objects.get(pk=other.pk).is_superuser
