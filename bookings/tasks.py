"""Celery tasks: doorbells. Each asks the clock once, calls the work and says what was done."""

import os
import secrets
import socket

from celery import shared_task

from bookings import availability, messages, scheduling
from bookings.models import Draft, Tries, VisitLink, Wish
from portal.kit import clock


@shared_task
def deliver_messages() -> str:
    """Find what is due and send it; running twice, or in many places, sends once."""
    now = clock.now()
    found = messages.find_due(now=now)
    owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(8)}"
    return f"{found} found; {messages.deliver(now=now, owner=owner)}."


@shared_task
def post_account_mail() -> str:
    """Send the codes that people are waiting for."""
    done = messages.post_account_mail(now=clock.now())
    return f"{', '.join(f'{count} {what}' for what, count in done.items()) or 'none'}."


@shared_task
def offer_waiting() -> str:
    """End what is over, offer what has come free to whoever waits, and send those emails."""
    now = clock.now()
    passed = scheduling.pass_overdue(now=now)
    ended = scheduling.end_finished(now=now)
    matched = scheduling.match(now=now)
    told = messages.deliver_offers(now=now)
    return (
        f"{passed} offers passed, {ended} wishes ended, {matched.offered} offered,"
        f" {matched.to_ring} to ring; {told}."
    )


@shared_task
def sweep() -> str:
    """Lapse, hand on and escalate reviews; erase old holds, unfinished bookings and counts."""
    now = clock.now()
    lapsed = scheduling.lapse_undecided(now=now)
    handed_on = scheduling.reassign_away(now=now)
    overdue = scheduling.escalate(now=now)
    freed = scheduling.sweep_lapsed(now=now)
    erased = Draft.objects.erase_old(now)
    tidied = Tries.objects.erase_old(now) + VisitLink.objects.erase_old(now)
    tidied += availability.settle_hours(now) + Wish.objects.erase_old(now)
    return (
        f"{lapsed} requests and {freed} holds lapsed, {handed_on} reviews handed on,"
        f" {overdue} overdue, {erased} unfinished bookings erased, {tidied} rows tidied."
    )
