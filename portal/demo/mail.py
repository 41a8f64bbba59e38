"""/dev/mail/: every mail that the demo has sent, as its patient would see it."""

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from portal.demo import catcher
from portal.kit.mailview import as_a_mail_program


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail in words: `sent` is by the clinic's clock, which the demo moves."""

    id: str
    sent: dt.datetime | None
    to: str
    sender: str
    subject: str
    text: str
    files: list[str]


def _shown(mail: catcher.Mail) -> Shown:
    message = mail.message
    date = message["Date"]
    return Shown(
        id=mail.id,
        sent=date.datetime if date else None,
        to=mail.to,
        sender=str(message["From"] or ""),
        subject=mail.subject,
        text=_words(message, "plain"),
        files=[part.get_filename() or "file" for part in message.iter_attachments()],
    )


def _words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""


def _mail_or_404(mail_id: str) -> catcher.Mail:
    mail = catcher.mail(settings.DATA_DIR, mail_id)
    if mail is None:
        raise Http404("There is no such mail.")
    return mail


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    mails = [_shown(mail) for mail in catcher.mails(settings.DATA_DIR)]
    return render(request, "demo/mail_list.html", {"mails": mails})


@login_not_required
@require_safe
# The library's types know views without arguments only.
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail_one(request: HttpRequest, mail_id: str) -> HttpResponse:
    return render(request, "demo/mail.html", {"mail": _shown(_mail_or_404(mail_id))})


@login_not_required
@require_safe
def mail_html(request: HttpRequest, mail_id: str) -> HttpResponse:
    return as_a_mail_program(_words(_mail_or_404(mail_id).message, "html"))


@login_not_required
@require_safe
def mail_file(request: HttpRequest, mail_id: str, number: int) -> HttpResponse:
    files = list(_mail_or_404(mail_id).message.iter_attachments())
    if number >= len(files):
        raise Http404("There is no such file.")
    part = files[number]
    return HttpResponse(
        part.get_payload(decode=True),
        content_type=part["Content-Type"],
        headers={"Content-Disposition": part["Content-Disposition"]},
    )


mail_urls = [
    path("mail/", mail_list, name="mail"),
    path("mail/<str:mail_id>/", mail_one, name="mail_one"),
    path("mail/<str:mail_id>/html/", mail_html, name="mail_html"),
    path("mail/<str:mail_id>/file/<int:number>/", mail_file, name="mail_file"),
]
