"""Articles for patients: what they say, how sure anyone can be, and who has checked them."""

from education.models.article import LONG_TEXT, SHORT_TEXT, Article, FormerSlug, Kind, LeadsTo
from education.models.evidence import About, Claim, Evidence
from education.models.glossary import GlossaryTerm
from education.models.parts import ArticleClaim, ComparisonRow, FaqEntry, Reference
from education.models.revision import ALONE_AFTER, Revision
from education.models.search import Found, SearchEntry, SearchWord

__all__ = [
    "ALONE_AFTER",
    "LONG_TEXT",
    "SHORT_TEXT",
    "About",
    "Article",
    "ArticleClaim",
    "Claim",
    "ComparisonRow",
    "Evidence",
    "FaqEntry",
    "FormerSlug",
    "Found",
    "GlossaryTerm",
    "Kind",
    "LeadsTo",
    "Reference",
    "Revision",
    "SearchEntry",
    "SearchWord",
]
