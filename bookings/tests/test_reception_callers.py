"""The person on the phone: suggestions while typing, and what they had last time."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Patient
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

SUGGESTING = 6


def suggested(client: Client, q: str) -> list[dict[str, str]]:
    answer = client.post(reverse("admin:phone_suggest"), {"q": q})
    assert answer.status_code == 200
    return answer.json()["patients"]


def look(client: Client, **typed: object) -> str:
    return client.post(reverse("admin:phone_look"), {"key": "k", **typed}).content.decode()


def chosen(page: str, field: str, value: int) -> bool:
    select = page.split(f'<select name="{field}"')[1].split("</select>", maxsplit=1)[0]
    return f'<option value="{value}" selected>' in select


def test_two_letters_suggest_name_birthday_and_phone(reception: Client, cast: Cast) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(alert="Rings from work")
    assert suggested(reception, "pa") == [
        {
            "reference": cast.pat.reference,
            "name": "Pat Example",
            "born": "born 17 May 1980",
            "phone": "0491 570 156",
            "alert": "Rings from work",
        }
    ]


def test_one_letter_suggests_nobody(reception: Client, cast: Cast) -> None:
    assert suggested(reception, "p") == []


def test_a_mistyped_name_suggests_those_who_are_called_like_it(
    reception: Client, cast: Cast
) -> None:
    assert [one["name"] for one in suggested(reception, "quinnn")] == ["Quinn Example"]


def test_suggestions_take_the_same_queries_for_one_and_for_many(
    reception: Client, cast: Cast, django_assert_num_queries
) -> None:
    suggested(reception, "pa")
    for few_or_many in ("pa", "ex"):
        with django_assert_num_queries(SUGGESTING):
            suggested(reception, few_or_many)


def test_a_known_patient_brings_service_place_and_person_and_the_free_times(
    reception: Client, cast: Cast, book
) -> None:
    book(melbourne(4, 10), service=cast.massage)
    page = look(reception, patient=cast.pat.reference)
    assert chosen(page, "service", cast.massage.pk)
    assert chosen(page, "location", cast.melbourne.pk)
    assert chosen(page, "practitioner", cast.alex.pk)
    assert "Free times" in page
    assert page.count(" autofocus") == 1, "the first time has the focus"
    linked = reception.get(reverse("admin:phone"), {"patient": cast.pat.reference})
    assert chosen(linked.content.decode(), "service", cast.massage.pk)


def test_what_is_chosen_already_stays(reception: Client, cast: Cast, book) -> None:
    book(melbourne(4, 10), service=cast.massage)
    page = look(reception, patient=cast.pat.reference, service=cast.needling.pk)
    assert chosen(page, "service", cast.needling.pk)


def test_what_was_filled_in_for_one_patient_gives_way_to_the_next(
    reception: Client, cast: Cast, book
) -> None:
    book(melbourne(4, 10), service=cast.massage)
    book(melbourne(5, 10), service=cast.needling, patient=cast.quinn)
    filled = {"service": cast.massage.pk, "location": cast.melbourne.pk}
    page = look(reception, patient=cast.quinn.reference, usual=cast.pat.reference, **filled)
    assert chosen(page, "service", cast.needling.pk)


def test_who_has_left_is_not_chosen_again(reception: Client, cast: Cast, book) -> None:
    book(melbourne(4, 10), service=cast.massage)
    cast.alex.active = False
    cast.alex.save()
    page = look(reception, patient=cast.pat.reference)
    assert chosen(page, "service", cast.massage.pk)
    assert not chosen(page, "practitioner", cast.alex.pk)


def test_the_alert_and_the_payer_stand_by_the_chosen_patient(reception: Client, cast: Cast) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(
        alert="Rings from work", payer="Acme Cover", chaperone_wanted=True
    )
    page = look(reception, patient=cast.pat.reference)
    assert '<p class="patient-alert" role="note">' in page
    for words in ("Rings from work", "paid by Acme Cover", "chaperone wanted"):
        assert words in page
    assert "patient-alert" not in look(reception, patient=cast.quinn.reference)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("pat@patient.example", "leave it to the link in the confirmation email"),
        ("", "no email reaches this patient: ask them now"),
    ],
)
def test_a_booked_visit_says_how_the_screening_stands(
    reception: Client, cast: Cast, email: str, words: str
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(email=email)
    place = f"{melbourne(2, 10).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"
    sent = {
        "patient": cast.pat.reference,
        "service": cast.massage.pk,
        "location": cast.melbourne.pk,
        "key": "a-key",
        "place": place,
    }
    page = reception.post(reverse("admin:phone_book"), sent, follow=True).content.decode()
    assert words in page
