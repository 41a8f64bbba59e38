from typing import Any

from django.core.management.base import BaseCommand

from bookings.consent_text import load_consent_text
from bookings.messages import load_journey
from education.load import load as load_articles
from portal.groups import sync_groups
from portal.kit import clock
from screening.load import load as load_questionnaire


class Command(BaseCommand):
    """Lay down what every clinic starts from; what is there already stays as it is."""

    help = "Add the groups, questionnaire, consent text, emails and articles that are missing."

    def handle(self, *args: Any, **options: Any) -> str:
        now = clock.now()
        groups = sync_groups()
        load_questionnaire(now=now)
        load_consent_text(now=now)
        emails, articles = load_journey(now), load_articles(now=now, publish=False)
        return (
            f"{groups} groups, {emails} emails and {articles} articles (drafts) are new;"
            " the questionnaire and the consent text wait for a signature."
        )
