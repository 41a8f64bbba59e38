"""The questionnaire in the admin: read as sentences, drafted, previewed, compared, published."""

from screening.admin import parts, versions

__all__ = ["parts", "versions"]
