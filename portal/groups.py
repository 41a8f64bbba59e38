"""The four groups of staff and what each may do. Clinical rows are deleted by nobody."""

from django.contrib.auth.models import Group, Permission

RECEPTION = "reception"
PRACTITIONER = "practitioner"
CLINICAL_LEAD = "clinical lead"
MANAGER = "manager"

_LOOK = {
    "bookings": {
        "view": [
            "clinic",
            "location",
            "room",
            "service",
            "practitioner",
            "workinghours",
            "opening",
            "closure",
            "patient",
            "appointment",
            "message",
            "review",
            "step",
            "consenttext",
            "task",
        ]
    }
}
_DIARY = ["opening", "closure"]
_DESK = {
    "bookings": {
        "run": ["desk"],
        "add": ["patient", *_DIARY],
        "change": ["patient", "task", *_DIARY],
        "delete": _DIARY,
    }
}
_OVERRIDE = {"bookings": {"override": ["conflicts"]}}
_AUDIT = {"bookings": {"view": ["reading"], "see": ["reports"]}}
_TREAT = {
    "bookings": {"run": ["desk"], "read": ["answers"], "decide": ["review"], "change": ["task"]}
}
# Of patients whom somebody else treats; a practitioner reads those of own patients.
_READ_ALL = {"bookings": {"read": ["every_answer"]}}
_PARTS = ["version", "question", "option", "rule"]
_WORDS = ["claim", "glossaryterm"]
_ARTICLE_PARTS = ["faqentry", "comparisonrow", "articleclaim", "reference"]
# A colleague signs off what another one has changed.
_COUNTERSIGN = {"screening": {"publish": ["version"]}, "education": {"publish": ["article"]}}
_TEXTS = {
    "bookings": {"add": ["consenttext"], "change": ["consenttext", "step", "service"]},
    "screening": {
        "view": _PARTS,
        "add": _PARTS,
        "change": _PARTS,
        "delete": ["question", "option", "rule"],
    },
    "education": {
        "view": ["article", *_WORDS, *_ARTICLE_PARTS],
        "add": ["article", *_WORDS, *_ARTICLE_PARTS],
        "change": ["article", *_WORDS, *_ARTICLE_PARTS],
        "delete": ["glossaryterm", *_ARTICLE_PARTS],
    },
}
_SETTINGS = ["location", "room", "service", "practitioner", "workinghours", "offer"]
_MANAGE = {
    "bookings": {
        "view": ["offer"],
        "add": ["clinic", *_SETTINGS],
        "change": ["clinic", "step", *_SETTINGS],
        "delete": ["workinghours", "offer"],
    },
    "portal": {"view": ["user"], "add": ["user"], "change": ["user"]},
}
_READ_TEXTS = {
    "screening": {"view": _PARTS},
    "education": {"view": ["article", *_WORDS, *_ARTICLE_PARTS]},
}

GROUPS = {
    RECEPTION: [_LOOK, _DESK, _OVERRIDE],
    PRACTITIONER: [_LOOK, _TREAT, _READ_TEXTS, _COUNTERSIGN],
    CLINICAL_LEAD: [_LOOK, _TREAT, _READ_ALL, _TEXTS, _OVERRIDE, _AUDIT, _COUNTERSIGN],
    MANAGER: [_LOOK, _DESK, _MANAGE, _READ_TEXTS, _OVERRIDE, _AUDIT],
}


def codenames(group: str) -> set[str]:
    """The permissions of a group, as app_label.codename."""
    return {
        f"{app}.{verb}_{thing}"
        for part in GROUPS[group]
        for app, verbs in part.items()
        for verb, things in verbs.items()
        for thing in things
    }


def sync_groups() -> int:
    """Make the groups as they stand here, again and again; returns how many changed.

    Raises LookupError for a permission that no model has, rather than leave it out.
    """
    there = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.select_related("content_type")
    }
    changed = 0
    for name in GROUPS:
        wanted = codenames(name)
        if missing := wanted - there.keys():
            raise LookupError(f"No model has these permissions: {', '.join(sorted(missing))}.")
        group, made = Group.objects.get_or_create(name=name)
        has = {one.pk for one in group.permissions.all()}
        should = {there[code].pk for code in wanted}
        if made or has != should:
            group.permissions.set(should)
            changed += 1
    return changed
