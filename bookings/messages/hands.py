"""What staff do by hand with a message: send it again, or leave it unsent."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.messages.due import standings
from bookings.messages.reasons import BY_HAND
from bookings.models import Message

USEFUL_FOR = dt.timedelta(hours=24)
_Status = Message.Status


class NotByHand(Exception):
    """Why it cannot be done, as a sentence for the page."""


@transaction.atomic
def resend(*, now: dt.datetime, message: Message) -> Message:
    """Let a message leave again with the next tick, as things now stand.

    One that was sent gets a row of its own; what failed or was skipped waits anew. An
    address that came back is tried once more. Raises NotByHand.
    """
    rows = Message.objects.select_for_update(of=("self",))
    row = rows.select_related("step", "patient", "related_person").get(pk=message.pk)
    if row.status not in (_Status.SENT, _Status.FAILED, _Status.SKIPPED):
        raise NotByHand("This message waits already, or is no longer true.")
    stands = standings([row.pk], now=now)[row.pk]
    if not stands.holds or not row.step.active:
        raise NotByHand("This message is no longer true: the visit or the message has changed.")
    use_by = min(now + USEFUL_FOR, stands.ends_with) if stands.ends_with else now + USEFUL_FOR
    if use_by <= now:
        raise NotByHand("It is too late for this message.")
    row.reader.email_refused_at = None
    row.reader.save(update_fields=["email_refused_at"])
    if row.status == _Status.SENT:
        row.pk = None
        row._state.adding = True
        row.dedupe_key = f"{row.dedupe_key}:again:{int(now.timestamp())}"
        row.created_at = now
    row.status, row.reason, row.sent_at, row.to, row.text_id = _Status.DUE, "", None, "", None
    row.due_at = row.next_try_at = now
    row.use_by, row.attempts, row.lease_until, row.lease_owner = use_by, 0, None, ""
    row.save()
    return row


def skip(*, now: dt.datetime, message: Message) -> None:
    """Never send it; a failed one is off the list. Raises NotByHand while it is being sent."""
    if not _skip(Message.objects.filter(pk=message.pk), now):
        raise NotByHand("This message is being sent at this moment, or was settled already.")


def skip_all_waiting(*, now: dt.datetime) -> int:
    """Never send what waits now, as after a restore (hazard H17); returns how many."""
    return _skip(Message.objects.waiting(), now)


def _skip(rows: QuerySet[Message], now: dt.datetime) -> int:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = rows.filter(free, status__in=(_Status.DUE, _Status.FAILED))
    return mine.update(status=_Status.SKIPPED, reason=BY_HAND, lease_until=None, lease_owner="")
