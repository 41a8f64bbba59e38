"""Booking for somebody else: whose details go where, and what each may do afterwards."""

from typing import Any

import pytest

from bookings.models import Assent, Patient, RelatedPerson
from bookings.tests.walking import HELPER, Walker
from conftest import Cast, melbourne

YOUNG = {**HELPER, "email": "robin@patient.example", "phone": ""}
# 12, 15 and 17 years old on 2 March 2027, and grown up.
TWELVE, FIFTEEN, SEVENTEEN = (
    {"born_year": "2014"},
    {"born_year": "2011"},
    {"born_year": "2009"},
)


def go(walker: Walker, who: str, born: dict[str, str], **details: Any) -> str:
    """The road without needles up to its last page; that page."""
    walker.begin(who=who, **born)
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(4, 15))
    answer = walker.fill_in(**details)
    if answer.status_code != 302:
        return answer.content.decode()
    return walker.get("/book/check/").content.decode()


def booked(walker: Walker, who: str, born: dict[str, str], **details: Any) -> RelatedPerson:
    go(walker, who, born, **details)
    assert walker.book()["Location"] == "/book/done/"
    return RelatedPerson.objects.get()


def may(person: RelatedPerson) -> tuple[bool, bool, bool]:
    return person.may_see, person.may_book, person.gets_messages


def test_a_parents_details_are_a_record_of_their_own(walker: Walker) -> None:
    sam = booked(walker, "child", TWELVE, **HELPER, assent="on")
    assert (sam.name, sam.email, sam.phone) == tuple(HELPER.values())
    assert sam.relation == "parent"
    assert may(sam) == (True, True, True)
    assert (sam.patient.email, sam.patient.phone) == ("", "")
    assert sam.ends_on == sam.patient.birthday(16)
    assert "Your visit is booked" in walker.get("/book/done/").content.decode()
    assert walker.get(f"/visit/{walker.visit.reference}/").status_code == 200


def test_the_childs_own_yes_is_kept_apart_and_asked_without_a_tick(walker: Walker) -> None:
    walker.begin(who="child", **TWELVE)
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(4, 15))
    page = walker.get("/book/details/").content.decode()
    assert "Tick if your child has agreed to this visit" in page
    assert "checked" not in page[page.index("id_assent") - 200 : page.index("id_assent") + 200]
    walker.fill_in(**HELPER)
    walker.book()
    assert not Assent.objects.exists()


def test_an_assent_names_who_told_of_it(walker: Walker) -> None:
    booked(walker, "child", TWELVE, **HELPER, assent="on")
    assert Assent.objects.get().told_by == "Sam Walker"


@pytest.mark.parametrize("agrees", [True, False])
def test_h20_at_17_the_guardian_sees_only_what_the_young_person_agrees_to(
    walker: Walker, agrees: bool
) -> None:
    sam = booked(walker, "child", SEVENTEEN, **YOUNG, **({"agrees": "on"} if agrees else {}))
    assert may(sam) == (agrees, agrees, agrees)
    assert (sam.agreed_at is not None) is agrees
    assert sam.ends_on == sam.patient.birthday(18 if agrees else 16)
    assert sam.patient.email == "robin@patient.example"
    visit = walker.visit
    done = walker.get("/book/done/").content.decode()
    assert (visit.reference in done) is agrees
    assert ("3 pm" in done) is agrees
    for page in ("", "move/", "cancel/", "visit.ics"):
        answer = walker.get(f"/visit/{visit.reference}/{page}")
        assert (answer.status_code == 200) is agrees, page


@pytest.mark.parametrize(
    ("who", "born", "details", "sentence"),
    [
        ("child", SEVENTEEN, {"email": ""}, "Enter an email address."),
        (
            "child",
            SEVENTEEN,
            {"email": "SAM@family.example"},
            "Give an address of their own: this one is yours too.",
        ),
        (
            "child",
            SEVENTEEN,
            {"agrees": "on", "helper_email": ""},
            "Enter your own email address, or take the tick off.",
        ),
        ("cared", {}, {"email": ""}, "If they have none, tick that they agree"),
        ("child", TWELVE, {"helper_email": ""}, "Enter an email address."),
        ("child", TWELVE, {"helper_phone": "none"}, "Enter a phone number in figures"),
    ],
)
def test_what_does_not_fit_together_is_said_beside_it(
    walker: Walker, who: str, born: dict[str, str], details: dict[str, str], sentence: str
) -> None:
    page = go(walker, who, born, **{**YOUNG, **details})
    assert sentence in page
    assert "<title>Error: " in page
    assert 'value="Sam Walker"' in page
    assert not Patient.objects.filter(provisional=True).exists()


def test_a_carer_books_for_a_grown_up_who_has_no_email(walker: Walker) -> None:
    sam = booked(walker, "cared", {}, **{**YOUNG, "email": ""}, agrees="on")
    assert (sam.relation, sam.ends_on) == ("carer", None)
    assert may(sam) == (True, True, True)
    assert sam.patient.email == ""


def test_whoever_turns_out_to_come_is_asked_for_their_own_details(walker: Walker) -> None:
    go(walker, "child", TWELVE, **HELPER, assent="on")
    for who, born in (("me", {}), ("child", SEVENTEEN), ("child", TWELVE)):
        walker.begin(who=who, **born)
        walker.answer()
        assert walker.take(melbourne(4, 15))["Location"] == "/book/details/"
        page = walker.get("/book/details/").content.decode()
        assert ('value="Sam Walker"' in page) is (who == "child")
        assert 'value="Robin"' in page
    walker.begin(who="me")
    walker.answer()
    walker.take(melbourne(4, 15))
    walker.fill_in()
    walker.book()
    assert not RelatedPerson.objects.exists()
    assert not Assent.objects.exists()


def test_who_gets_the_emails_is_said_before_it_is_booked(walker: Walker) -> None:
    assert "<dd>Robin and Sam Walker</dd>" in go(walker, "cared", {}, **YOUNG, agrees="on")
    assert "<dd>Robin</dd>" in go(walker, "child", SEVENTEEN, **YOUNG)
    assert "<dd>Sam Walker</dd>" in go(walker, "child", TWELVE, **HELPER)


def test_the_young_person_fills_in_for_themselves_from_16_on(walker: Walker) -> None:
    page = go(walker, "me", SEVENTEEN)
    assert "Filled in by" not in page
    assert "Under 16" in walker.begin(**FIFTEEN).content.decode()


def test_h10_a_parent_who_is_a_patient_too_is_two_records_with_one_address(
    walker: Walker, cast: Cast
) -> None:
    details = {**HELPER, "helper": str(cast.pat), "helper_email": cast.pat.email}
    sam = booked(walker, "child", TWELVE, **details)
    assert sam.patient != cast.pat
    assert sam.patient.provisional
    assert not cast.pat.related_persons.exists()
    assert not cast.pat.appointments.exists()


def test_h10_what_comes_to_nothing_leaves_neither_record(walker: Walker, cast: Cast, book) -> None:
    go(walker, "child", TWELVE, **HELPER)
    walker.dawdle()
    book(melbourne(4, 15))
    assert walker.book().status_code == 409
    assert not RelatedPerson.objects.exists()
    assert not Patient.objects.filter(provisional=True).exists()
