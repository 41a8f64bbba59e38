from typing import Any

from django.core.management.base import BaseCommand

from portal.kit import clock
from screening.load import load
from screening.models import Version


class Command(BaseCommand):
    """Publish the questionnaire that comes with the portal, unless one is published already."""

    help = "Publish the health questionnaire that comes with the portal, if none is published yet."

    def handle(self, *args: Any, **options: Any) -> str:
        before = Version.objects.published()
        version = load(now=clock.now())
        if before:
            return f"{version} is published already; nothing was changed."
        questions, rules = version.questions.count(), version.rules.count()
        return (
            f"{version} is published with {questions} questions and {rules} rules."
            " Nobody has signed it yet."
        )
