"""Labels of evidence for templates."""

from django import template

from education.models import Claim
from education.pages import EvidenceLabel, label_of

register = template.Library()


@register.filter
def label(claim: Claim) -> EvidenceLabel:
    """The label of a row, with its bars."""
    return label_of(claim)
