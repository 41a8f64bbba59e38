"""Lists of very many rows: counted as far as anybody turns pages, and it is said."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.models import Patient
from bookings.tests.desk import at_desk, person
from conftest import NOW, Cast
from portal.kit.adminbase import CappedPaginator

pytestmark = pytest.mark.django_db


@pytest.fixture
def eight(cast: Cast) -> None:
    """Eight patients."""
    Patient.objects.bulk_create(
        Patient(
            first_name="Sam", last_name=f"Example {n}", date_of_birth="1980-05-17", created_at=NOW
        )
        for n in range(8 - Patient.objects.count())
    )


@pytest.fixture
def manager(cast: Cast) -> Client:
    return at_desk(person("manager"))


def listed(client: Client) -> str:
    return client.get(reverse("admin:bookings_patient_changelist")).content.decode()


def test_it_counts_no_further_than_its_most(
    eight: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = Patient.objects.order_by("pk")
    assert CappedPaginator(rows, 5).count == 8
    monkeypatch.setattr(CappedPaginator, "MOST", 6)
    pages = CappedPaginator(rows, 5)
    with django_assert_num_queries(1):
        assert (pages.count, pages.is_capped, pages.num_pages) == (6, True, 2)


def test_a_list_says_that_there_are_more_than_it_counts(
    eight: None, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "search or filter to find others" not in listed(manager)
    monkeypatch.setattr(CappedPaginator, "MOST", 6)
    assert "The first 6 patients; search or filter to find others" in listed(manager)


def test_no_list_counts_behind_its_filters(manager: Client, eight: None) -> None:
    assert "Show counts" not in listed(manager)
