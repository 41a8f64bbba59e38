"""The error pages: plain words, a phone, the emergency number, the same strict headers."""

from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from conftest import Cast
from portal import context
from portal.urls import handler400, handler500
from portal.urls import urlpatterns as site_urls

__all__ = ["handler400", "handler500", "urlpatterns"]

pytestmark = pytest.mark.urls(__name__)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("broken/", broken), path("forbidden/", forbidden), *site_urls]


@pytest.fixture
def visitor(cast: Cast) -> Client:
    """A browser that has seen one page and shows errors instead of raising them."""
    visitor = Client(raise_request_exception=False)
    visitor.get(reverse("privacy"))
    return visitor


@pytest.mark.parametrize(
    ("address", "host", "status", "words"),
    [
        ("/nowhere/", "testserver", 404, "We cannot find that page"),
        ("/forbidden/", "testserver", 403, "You may not open this page"),
        ("/broken/", "testserver", 500, "Something went wrong here"),
        ("/", "evil.example", 400, "We could not read that request"),
    ],
)
def test_an_error_page_helps_and_is_as_strict_as_any_other(
    visitor: Client, cast: Cast, address: str, host: str, status: int, words: str
) -> None:
    response = visitor.get(address, headers={"host": host})
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert cast.clinic.phone in page
    assert 'href="tel:000"' in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]
    assert "style=" not in page


@pytest.mark.parametrize(("address", "host"), [("/broken/", "testserver"), ("/", "evil.example")])
def test_a_broken_site_is_told_without_asking_the_database(
    visitor: Client, address: str, host: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        visitor.get(address, headers={"host": host})


def test_a_process_that_knows_no_clinic_yet_names_the_usual_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(context, "_remembered", context.Remembered())
    page = Client(raise_request_exception=False).get("/broken/").content.decode()
    assert 'href="tel:000"' in page
    assert 'href="tel:112"' in page


def test_a_wrong_host_gets_the_strict_headers_behind_https_too(
    visitor: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
