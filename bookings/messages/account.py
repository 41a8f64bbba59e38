"""The emails of the sign-in: sent within seconds, and erased as soon as they have left.

They are no messages of the journey: somebody has just asked for each, so neither quiet
hours nor "no messages" keep them back. The switch that stops all sending does (hazard H17).
"""

import datetime as dt
from collections import Counter

import structlog
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from bookings.messages.letters import Words, envelope, inlined
from bookings.messages.post import Post, Verdict, held_back
from bookings.messages.switch import stop_sending
from bookings.models import AccountMail, Clinic

log = structlog.get_logger("bookings.messages")

_SUBJECTS = {
    AccountMail.Kind.SIGN_IN: "Your code for {clinic}",
    AccountMail.Kind.ADDRESS: "Your code for {clinic}",
}


def post_account_mail(*, now: dt.datetime) -> Counter[str]:
    """Send what was asked for; returns how many were sent, dropped, or are tried again.

    Running twice, or in many places, sends once, save after a crash between the server's
    answer and ours. Not inside a transaction.
    """
    AccountMail.objects.erase_old(now)
    clinic, done = Clinic.objects.first(), Counter[str]()
    if clinic is None or clinic.sending_stopped:
        return done
    with Post() as post:
        for mail in AccountMail.objects.claim(now):
            said = _post(mail, clinic, post)
            done[said] += 1
            log.info("account mail", kind=mail.kind, became=said)
            if said == "again":
                break
    return done


def _post(mail: AccountMail, clinic: Clinic, post: Post) -> str:
    """What became of one; only what is tried again keeps its row."""
    if mail.what is None or held_back([mail.to]):
        mail.delete()
        return "dropped"
    answer = post.send(_compose(mail, clinic))
    if answer.verdict is Verdict.STOP:
        stop_sending(answer.reason)
    if answer.verdict in (Verdict.SENT, Verdict.REFUSED):
        mail.delete()
        return "sent" if answer.verdict is Verdict.SENT else "dropped"
    return "again"


def _compose(mail: AccountMail, clinic: Clinic) -> EmailMultiAlternatives:
    what: dict[str, str] = mail.what or {}
    if mail.kind == AccountMail.Kind.STAFF:
        email = envelope(Words(what["subject"], "", what["text"]), clinic, [mail.to])
    else:
        context = {"clinic": clinic, "code": what["code"], "kind": mail.kind}
        subject = _SUBJECTS[AccountMail.Kind(mail.kind)].format(clinic=clinic.name)
        html = inlined(render_to_string("messages/code.html", {**context, "subject": subject}))
        text = render_to_string("messages/code.txt", context).strip() + "\n"
        email = envelope(Words(subject, html, text), clinic, [mail.to])
    email.extra_headers = {"Auto-Submitted": "auto-generated"}
    return email
