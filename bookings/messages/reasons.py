"""Why a message is not sent, in the words that staff read; asked in this order."""

from bookings.models import Patient

NO_SENDER = "no sender for this channel is set up"
NO_ADDRESS = "no email address"
NOT_OWN = "the address is that of somebody who may not see the visits"
COMES_BACK = "mail to this address comes back"
UNSUBSCRIBED = "the patient has unsubscribed"
SAY_ENDED = "this person gets no messages any more"
READ_FOR = "somebody else gets the messages of this patient"
NOT_TOLD = "staff chose not to write"
BOOKED_AFTER = "booked after the reminder's time"
MOVED_AFTER = "moved after the reminder's time"
LATE = "late"
ADVISED = "the same advice was given that day"

CHANGED = "the visit has changed"
OFFER_OVER = "the offer was over before the email left"
SWITCHED_OFF = "this message is switched off"
BY_HAND = "skipped by staff"
NO_CONTACT = {
    Patient.Contact.PAUSED: "messages to this patient are paused",
    Patient.Contact.NONE: "the patient wants no messages",
    Patient.Contact.DIED: "the patient has died",
}
# The patient gets nothing by email: aftercare is handed over on paper.
ON_PAPER = (NO_ADDRESS, NOT_OWN, COMES_BACK, *NO_CONTACT.values())

_NEWS = """('requested', 'moved', 'cancelled_by_patient', 'cancelled_by_clinic', 'declined',
    'course_requested', 'course_cancelled')"""
# Conditions over the aliases of bookings.messages.audience and `reader`, one of the
# recipients; {raw} is when it fell due.
_ASKED = {
    "no_sender": ("s.channel <> 'email'", NO_SENDER),
    "unsubscribed": ("s.optional AND reader.unsubscribed_at IS NOT NULL", UNSUBSCRIBED),
    "not_told": (f"NOT a.tell_patient AND s.anchor IN {_NEWS}", NOT_TOLD),
    "booked_after": ("s.anchor = 'starts' AND {raw} < a.confirmed_at", BOOKED_AFTER),
    "moved_after": ("s.anchor = 'starts' AND {raw} < a.changed_at", MOVED_AFTER),
    "late": ("{use_by} < %(now)s", LATE),
}
REASON_WORDS = {name: words for name, (_, words) in _ASKED.items()} | {
    "advised": ADVISED,
    "no_address": NO_ADDRESS,
    "not_own": NOT_OWN,
    "comes_back": COMES_BACK,
}


def reason_sql(raw: str, use_by: str) -> str:
    """Why a message is skipped, '' if it is not; REASON_WORDS are its parameters."""
    whens = (
        f"WHEN {condition.format(raw=raw, use_by=use_by)} THEN %({name})s"
        for name, (condition, _) in _ASKED.items()
    )
    return f"CASE WHEN reader.why <> '' THEN reader.why {' '.join(whens)} ELSE '' END"
