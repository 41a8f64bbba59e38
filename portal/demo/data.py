"""The demo clinic as tables. Every name, number and address is plainly made up.

Phone numbers come from the ranges that Australia keeps for fiction, email addresses
from domains that can never exist.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

STAFF_DOMAIN = "demo.example"
PATIENT_DOMAIN = "patient.example"

CLINIC: dict[str, Any] = {
    "name": "Example Physiotherapy",
    "strapline": "A made-up clinic that shows how this portal works.",
    "phone": "(03) 5550 0100",
    "email": f"desk@{STAFF_DOMAIN}",
    "address": "1 Example Street, Melbourne VIC 3000",
    "privacy_contact": f"The practice manager, manager@{STAFF_DOMAIN}",
}

_NUMBERS: dict[str, Any] = {
    "country": "AU",
    "emergency_number": "000",
    "emergency_relay": "106 (teletypewriter)",
    "urgent_name": "Healthdirect",
    "urgent_number": "1800 022 222",
}
LOCATIONS: tuple[dict[str, Any], ...] = (
    {
        "slug": "melbourne",
        "name": "Melbourne",
        "zone": "Australia/Melbourne",
        "region": "VIC",
        "address": "1 Example Street\nMelbourne VIC 3000",
        "phone": "(03) 5550 0101",
        "getting_here": "Tram stop at the door. Level entry from Example Lane, with two"
        " parking bays for people with a permit.",
        **_NUMBERS,
    },
    {
        "slug": "perth",
        "name": "Perth",
        "zone": "Australia/Perth",
        "region": "WA",
        "address": "2 Sample Road\nPerth WA 6000",
        "phone": "(08) 5550 0102",
        "getting_here": "Five minutes on foot from the station. There is a lift, and free"
        " parking behind the building.",
        **_NUMBERS,
    },
)

# location, name, features
ROOMS: tuple[tuple[str, str, list[str]], ...] = (
    ("melbourne", "Room 1", ["couch"]),
    ("melbourne", "Room 2", ["couch"]),
    ("melbourne", "Room 3", ["couch"]),
    ("melbourne", "Exercise room", ["device"]),
    ("perth", "Room 1", ["couch"]),
    ("perth", "Room 2", ["couch"]),
    ("perth", "Room 3", ["couch"]),
    ("perth", "Exercise room", ["device"]),
)

SERVICES: tuple[dict[str, Any], ...] = (
    {
        "slug": "first-dry-needling",
        "name": "First dry needling visit",
        "summary": "A talk, an assessment, and dry needling if it suits you.",
        "description": "We talk about your pain, check how you move and explain dry needling."
        " Then you decide. If you would rather not have needles, we treat you another way.",
        "minutes": 60,
        "buffer_after": 10,
        "price": Decimal("150.00"),
        "uses_needles": True,
        "room_features": ["couch"],
        "min_notice_minutes": 240,
    },
    {
        "slug": "dry-needling",
        "name": "Dry needling follow-up",
        "summary": "A shorter visit with dry needling, for people we have seen before.",
        "description": "We ask how you felt after the last visit, look at what has changed and"
        " go on with your plan. Needles are only ever one part of it.",
        "minutes": 30,
        "buffer_after": 10,
        "price": Decimal("95.00"),
        "uses_needles": True,
        "room_features": ["couch"],
    },
    {
        "slug": "long-dry-needling",
        "name": "Long dry needling follow-up",
        "summary": "More time, for example for two areas and a new exercise plan.",
        "description": "The same as the shorter follow-up, with time to look at a second area"
        " and to try out your exercises together.",
        "minutes": 45,
        "buffer_after": 10,
        "price": Decimal("125.00"),
        "uses_needles": True,
        "room_features": ["couch"],
    },
    {
        "slug": "physiotherapy",
        "name": "Physiotherapy visit",
        "summary": "Hands-on care, advice and exercises. No needles.",
        "description": "We find out what limits you, treat you with our hands and show you"
        " exercises that fit your day.",
        "minutes": 45,
        "buffer_after": 5,
        "price": Decimal("110.00"),
        "room_features": ["couch"],
    },
    {
        "slug": "exercise-plan",
        "name": "Strength check and exercise plan",
        "summary": "We measure your strength and write a plan with you. No needles.",
        "description": "You push and pull against a device that measures strength. You go home"
        " with a written plan and a date to measure again.",
        "minutes": 40,
        "buffer_after": 5,
        "price": Decimal("90.00"),
        "hands_on": False,
        "room_features": ["device"],
    },
)

# slug, name, registration, senior, about
PEOPLE: tuple[tuple[str, str, str, bool, str], ...] = (
    ("alex", "Alex Demo", "DEMO-0001", True, "Sees necks, shoulders and headaches."),
    ("blake", "Blake Sample", "DEMO-0002", False, "Works with runners and with sore backs."),
    ("casey", "Casey Example", "DEMO-0003", True, "Likes hips, knees and written plans."),
    ("drew", "Drew Specimen", "DEMO-0004", False, "Works in both clinics, on different days."),
)

# practitioner -> services; the strength device is used by one person in each clinic
OFFERS: dict[str, tuple[str, ...]] = {
    "alex": (
        "first-dry-needling",
        "dry-needling",
        "long-dry-needling",
        "physiotherapy",
        "exercise-plan",
    ),
    "blake": ("first-dry-needling", "dry-needling", "physiotherapy"),
    "casey": (
        "first-dry-needling",
        "dry-needling",
        "long-dry-needling",
        "physiotherapy",
        "exercise-plan",
    ),
    "drew": ("first-dry-needling", "dry-needling", "physiotherapy"),
}

# practitioner, location, weekdays (Monday is 1), from, to: by the location's clock
HOURS: tuple[tuple[str, str, tuple[int, ...], dt.time, dt.time], ...] = (
    ("alex", "melbourne", (1, 2, 4), dt.time(8, 30), dt.time(12, 30)),
    ("alex", "melbourne", (1, 2, 4), dt.time(13, 15), dt.time(17)),
    ("alex", "melbourne", (6,), dt.time(9), dt.time(12, 30)),
    ("blake", "melbourne", (1, 2, 3, 4, 5), dt.time(11), dt.time(15)),
    ("blake", "melbourne", (1, 2, 3, 4, 5), dt.time(15, 45), dt.time(19)),
    ("casey", "perth", (1, 2, 3, 4, 5), dt.time(8), dt.time(12)),
    ("casey", "perth", (1, 2, 3, 5), dt.time(12, 45), dt.time(16)),
    ("drew", "melbourne", (3, 5), dt.time(9), dt.time(13)),
    ("drew", "perth", (1, 4), dt.time(9), dt.time(13)),
    ("drew", "perth", (1, 4), dt.time(14), dt.time(18)),
)

# In every fourth ISO week with this remainder: practitioner (empty: everyone), location,
# weekday, from, to, why.
CLOSURES: tuple[tuple[int, str, str, int, dt.time, dt.time, str], ...] = (
    (1, "", "perth", 3, dt.time(12), dt.time(18), "Staff training"),
    (3, "blake", "melbourne", 5, dt.time(0), dt.time(23, 59), "Leave"),
)
# The same for extra hours.
OPENINGS: tuple[tuple[int, str, str, int, dt.time, dt.time], ...] = (
    (2, "casey", "perth", 6, dt.time(9), dt.time(12)),
)

# mailbox, first name, last name, group, practitioner
STAFF: tuple[tuple[str, str, str, str, str], ...] = (
    ("reception", "Robin", "Reception", "reception", ""),
    ("practitioner", "Alex", "Demo", "practitioner", "alex"),
    ("lead", "Casey", "Example", "clinical lead", "casey"),
    ("manager", "Morgan", "Manager", "manager", ""),
)

FIRST_NAMES = (
    *("Ari", "Bea", "Cam", "Dana", "Eli", "Fern", "Gene", "Hana", "Ira", "Jo"),
    *("Kim", "Lee", "Max", "Noor", "Oli", "Pat", "Quinn", "Ray", "Sam", "Toni"),
    *("Uma", "Val", "Wren", "Xen", "Yuri", "Zara", "Ash", "Billie", "Chris", "Devi"),
    *("Ella", "Frank", "Gus", "Holly", "Isla", "Jude", "Kai", "Lou", "Mika", "Nico"),
)
LAST_NAMES = ("Example", "Sample", "Testcase", "Specimen", "Placeholder")

# number of the patient -> what is special about them
SPECIAL_PATIENTS: dict[int, dict[str, Any]] = {
    4: {"access_needs": "Uses a wheelchair", "phone": "0491 570 006"},
    9: {"contact_state": "none"},
    12: {"preferred_name": "Nonie"},
    17: {"email": "", "access_needs": "Please ring, no email"},
    23: {"provisional": True, "email_confirmed_at": None},
    31: {"provisional": True, "email_confirmed_at": None},
    36: {"interpreter": "Auslan"},
}

# Patients without visits: first name, age, what is special
OTHER_PATIENTS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("Robbie", 12, {"email": "", "phone": ""}),
    ("Teo", 17, {}),
    ("Ola", 84, {"contact_state": "died"}),
)

# Who acts for a patient: number of the patient, relation, name, mailbox, and whether the young
# person or the grown-up has agreed.
RELATED_PERSONS: tuple[tuple[int, str, str, str, bool], ...] = (
    (4, "carer", "Robin Testcase", "robin.carer", True),
    (40, "parent", "Ari Example", "ari.parent", False),
    (41, "parent", "Fern Example", "fern.parent", True),
)

# kind, hours ago, what was said
TASKS: tuple[tuple[str, int, dict[str, str]], ...] = (
    (
        "call_back",
        3,
        {
            "name": "Bea Example",
            "phone": "0491 570 101",
            "email": f"patient02@{PATIENT_DOMAIN}",
            "words": "Please ring me about a visit without needles.",
        },
    ),
    (
        "contact",
        20,
        {
            "name": "Sam Sample",
            "phone": "",
            "email": f"patient19@{PATIENT_DOMAIN}",
            "words": "Is there a place to lock up a bicycle?",
        },
    ),
)
