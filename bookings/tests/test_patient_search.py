"""Whom the words of a caller find: beginnings of names, digits, parts of a birthday."""

import datetime as dt

import pytest
from django.db import connection

from bookings.models import Patient
from bookings.models.search import fold
from conftest import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(cast: Cast) -> Patient:
    """Somebody with accents, a hyphen, an apostrophe and another name."""
    return Patient.objects.create(
        first_name="Zoë-Åsa",
        last_name="O’Brien Sørensen",
        preferred_name="Quiggy",
        date_of_birth=dt.date(1990, 12, 3),
        phone="+61 491 570 157",
        email="zo.brien@patient.example",
        created_at=NOW,
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("zo", "ZOE", "zoë", "as", "åsa", "o'b", "o’brien zo", "br", "SØRENSEN", "qu"),
        *("zoe-asa", "0491570", "491 570 157", "+61491", "157", "3/12", "03/12", "3/1"),
        *("3.12.1990", "1990-12-03", "1990", "199", "zo.brien", "zo.brien@pat"),
    ],
)
def test_what_is_said_finds_the_record(zoe: Patient, typed: str) -> None:
    assert zoe in Patient.objects.matching(typed)


@pytest.mark.parametrize(
    "typed", ["z", "", "oe", "rien", "3/11", "13/12", "12/3", "1991", "0491571", "zo xx", "patient"]
)
def test_nothing_else_does(zoe: Patient, typed: str) -> None:
    assert zoe not in Patient.objects.matching(typed)


def test_digits_and_names_narrow_each_other(zoe: Patient, cast: Cast) -> None:
    assert list(Patient.objects.matching("0491 570 zo")) == [zoe]
    assert list(Patient.objects.matching("0491 570 pat")) == [cast.pat]
    assert Patient.objects.matching("0491 570").count() == 3


def test_the_database_folds_as_python_does(zoe: Patient) -> None:
    assert (
        f" {fold(zoe.first_name)} {fold(zoe.last_name)} quiggy"
        in Patient.objects.get(pk=zoe.pk).words
    )


def test_a_mistyped_name_is_found_by_likeness(zoe: Patient) -> None:
    assert not Patient.objects.matching("sorenssen").exists()
    assert list(Patient.objects.resembling("sorenssen")) == [zoe]
    assert not Patient.objects.resembling("sor").exists()


def test_a_merged_record_is_found_no_more(zoe: Patient, cast: Cast) -> None:
    Patient.objects.filter(pk=zoe.pk).update(merged_into=cast.pat)
    assert not Patient.objects.matching("zoe").exists()
    assert not Patient.objects.resembling("sorenssen").exists()


def test_an_index_serves_two_letters(zoe: Patient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "patient_words_start" in Patient.objects.matching("zo").explain()
