"""One line of help for each page of reception, and the keys that open pages."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

# By the name of the page's address.
HELP = {
    "index": "Everybody’s visits of one day. Press a button beside a visit to say what happens.",
    "visit_complete": "Say how the visit went. It is off the list then.",
    "visit_happened": "Two presses keep it. The clinical lead sees it at once.",
    "visit_cancel": "Free this time, and choose whether the patient is written to.",
    "visit_move": "Choose another time: the nearest ones come first.",
    "visit_move_past": "Say why this visit is put where the list would not offer it.",
    "visit_correct": "Take back what was said about this visit by mistake.",
    "visit_screening": "Why the light of this visit is what it is, and who has read the answers.",
    "visit_consent_form": "The consent text with lines to sign, to read together before needles.",
    "visit_withdraw": "The patient wants no needles any more: it stands with every visit ahead.",
    "visit_aftercare": "Aftercare on paper, for a patient whom no email reaches.",
    "visit_how_it_went": "What the patient has said after each visit.",
    "visit_links": "Close the links in the emails about this visit, also where they are open now.",
    "patient_links": "Close every link and sign-in by which this patient’s visits are open.",
    "visit_course": "The patient, or reception, then chooses the times. Nothing is booked yet.",
    "course": "The visits of this course. Each can be moved or cancelled by itself.",
    "course_book": "All are booked at once, or none. Choose another time where one is taken.",
    "course_cancel": "What has been had stays. Say whether the patient is written to.",
    "patient_clear": "Cancel all that is ahead of a patient whom no message may reach.",
    "patient_note": "What you add stays with the patient and is never changed.",
    "patient_match": "Compare this record with those that it may be, then join the two or keep it.",
    "calendar": "Press a visit to open it, or “Move…” to change it. Patterns show closed time.",
    "away": (
        "Their time is closed at once, so that nobody else books it. Then you see whom to ring."
    ),
    "orphans": "These visits can no longer take place as booked. Ring, then move or cancel them.",
    "waitlist": (
        "Who would like an earlier time. Free times are offered by email in this order;"
        " ring whom no email can ask."
    ),
    "waitlist_find": "Find the caller, then say what they wait for.",
    "waitlist_times": "Hold one of these times for this person until they answer.",
    "patient_wait": "Say which times would suit. Nothing ticked means that any will do.",
    "screenings_missing": (
        "The health questions of tomorrow’s visits that are open, or were answered too long ago."
        " Ring, and ask them word for word."
    ),
    "since": "What came in while nobody was at the desk, the newest first.",
    "day_sheet": "The visits of a day on paper, without health details.",
    "events": "What happened at visits and was not looked at yet. Say that you have seen it.",
    "messages": "What was sent, what waits and what failed. Ring those whose message failed.",
    "my_calendar": (
        "Your phone can show your visits beside your own dates."
        " It sees time, room and reference of each visit, and no patient."
    ),
    "phone": "Find or add the patient, choose the service, then press a free time.",
    "why": "The answer comes from the same rules as the list of free times.",
    "symptoms": "Read the script out word for word, then say what the caller answered.",
    "reports": (
        "How full the hours were, whose visits were lost, and how soon reviews were decided."
        " Choose the days; both are included."
    ),
    "reviews": (
        "A practitioner decides these before they are due."
        " Until then the time is held for the patient."
    ),
    "review_decide": "Read the answers beside their rules, then decide, or hand the review on.",
    "questionnaire_publish": "Put a version of the health questions into force. Then sign it.",
    "tasks": "What somebody has to do, the most urgent first. Say what came of it, and it is done.",
    "task_answers": "The answers that somebody asked to be rung about.",
    "unresolved": (
        "These visits are over, and nobody has said what became of them."
        " Nothing is closed by itself."
    ),
    "signatures": "Which texts a clinician has signed, which wait, and what that stops.",
    "step_preview": "A message as a patient will read it, filled with made-up names.",
    "step_versions": "Each text that this message has had. Any of them can be taken back.",
    "location_holidays": "Tick the public holidays on which this location is shut.",
    "shortcuts": "Keys that open a page from everywhere in the admin. Each is also a link here.",
}


@dataclass(frozen=True)
class Shortcut:
    """A key, what it opens, and where that is."""

    key: str
    name: str
    url: str


# Key, words, name of the address, and the permission that it asks for.
_KEYS = [
    ("F8", "Symptoms on the phone", "symptoms", "bookings.run_desk"),
    ("T", "Today", "index", ""),
    ("C", "Calendar", "calendar", ""),
    ("P", "Book by phone", "phone", "bookings.run_desk"),
    ("?", "This list", "shortcuts", ""),
]


def shortcuts(user: Any) -> list[Shortcut]:
    """Those of the pages that there are and that this user may open."""
    return [
        Shortcut(key, name, url)
        for key, name, page, permission in _KEYS
        if (url := _address(page)) and (not permission or user.has_perm(permission))
    ]


def _address(page: str) -> str:
    try:
        return reverse(f"admin:{page}")
    except NoReverseMatch:
        return ""
