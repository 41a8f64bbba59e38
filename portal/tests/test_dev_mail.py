"""The demo's mail pages: each mail as its patient sees it, and nothing else of the disk."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from portal.demo import catcher

ID = "20270301T210000.000000Z-00000000"


@pytest.fixture
def caught(settings: Settings, tmp_path: Path) -> None:
    """One mail on the disk, as the catcher leaves it."""
    settings.DATA_DIR = tmp_path
    mail = MIMEMultipart()
    mail["X-Envelope-To"], mail["From"] = "pat@patient.example", "Clinic <clinic@demo.example>"
    mail["Subject"], mail["Date"] = "Your visit", "Mon, 01 Mar 2027 21:00:00 +0000"
    both = MIMEMultipart("alternative")
    both.attach(MIMEText("Hello in text", "plain"))
    both.attach(MIMEText("<html><head></head><body><p>Hello in HTML</p></body></html>", "html"))
    mail.attach(both)
    part = MIMEText("BEGIN:VCALENDAR", "calendar")
    part.add_header("Content-Disposition", "attachment", filename="visit.ics")
    mail.attach(part)
    folder = catcher.folder(tmp_path)
    folder.mkdir()
    (folder / f"{ID}.eml").write_bytes(mail.as_bytes())


@pytest.mark.django_db
@pytest.mark.usefixtures("caught")
def test_the_list_names_each_mail(client: Client) -> None:
    page = client.get("/dev/mail/").content.decode()
    assert f'<a href="/dev/mail/{ID}/">Your visit</a>' in page
    assert "pat@patient.example" in page


@pytest.mark.django_db
def test_the_list_without_mail_says_so(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("caught")
def test_a_mail_is_shown_with_its_text_its_file_and_a_frame(client: Client) -> None:
    response = client.get(f"/dev/mail/{ID}/")
    page = response.content.decode()
    assert "Hello in text" in page
    assert "Hello in HTML" not in page
    assert f'src="/dev/mail/{ID}/html/"' in page
    assert f'href="/dev/mail/{ID}/file/0/">visit.ics' in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.usefixtures("caught")
def test_the_html_part_stands_in_a_sandbox_that_only_this_site_may_frame(client: Client) -> None:
    response = client.get(f"/dev/mail/{ID}/html/")
    policy = response["Content-Security-Policy"]
    assert "Hello in HTML" in response.content.decode()
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.usefixtures("caught")
def test_an_attached_file_comes_as_a_file(client: Client) -> None:
    response = client.get(f"/dev/mail/{ID}/file/0/")
    assert response.content == b"BEGIN:VCALENDAR"
    assert response["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert response["Content-Type"].startswith("text/calendar")


@pytest.mark.django_db
@pytest.mark.usefixtures("caught")
@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "nothing/html/",
        f"{ID}/file/1/",
        "..%2Fmail%2F" + ID + "/",
        "..%2f..%2fsettings/html/",
    ],
)
def test_what_is_not_a_caught_mail_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/dev/mail/{path}").status_code == 404
