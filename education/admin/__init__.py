"""Clinicians edit here: a banned claim is refused, everything else to mend is said on saving."""

from education.admin.articles import ArticleAdmin
from education.admin.words import ClaimAdmin, TermAdmin

__all__ = ["ArticleAdmin", "ClaimAdmin", "TermAdmin"]
