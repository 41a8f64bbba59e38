"""A patient who signs in by an emailed code and a date of birth."""

import datetime as dt
from typing import Any

from django.test import Client

from bookings.models import AccountMail, Patient

CODE_PAGE, CONFIRM, BORN = "/accounts/login/code/", "/accounts/login/code/confirm/", "/my/born/"


def ask_code(client: Client, email: str) -> Any:
    """Ask for a code; the page that follows."""
    return client.post(CODE_PAGE, {"email": email}, follow=True)


def code_to(email: str) -> str:
    """The newest code that waits to leave for this address; empty if none does."""
    mail = AccountMail.objects.filter(to__iexact=email).order_by("pk").last()
    return mail.what["code"] if mail and mail.what else ""


def give_code(client: Client, code: str) -> Any:
    return client.post(CONFIRM, {"code": code})


def come_in(client: Client, email: str) -> Client:
    """Signed in by the code, with nobody's visits open yet."""
    ask_code(client, email)
    answer = give_code(client, code_to(email))
    assert answer.status_code == 302, answer.content.decode()
    return client


def born(day: dt.date) -> dict[str, int]:
    """A date of birth, as the three boxes send it."""
    return {"born_day": day.day, "born_month": day.month, "born_year": day.year}


def say_born(client: Client, day: dt.date) -> Any:
    return client.post(BORN, born(day))


def signed_in(patient: Patient) -> Client:
    """A browser in which this patient sees their visits."""
    client = come_in(Client(), patient.email)
    answer = say_born(client, patient.date_of_birth)
    assert answer.status_code == 302, answer.content.decode()
    return client


def page(client: Client, path: str = "/my/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()
