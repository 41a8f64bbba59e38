"""An assessment's answers in words, for those who may read them."""

from typing import Any

from screening.models import Assessment, Question


def asked_and_answered(assessment: Assessment) -> list[tuple[str, str]]:
    """(question, answer) for each answer given, in the order asked; two queries."""
    questions = Question.objects.filter(version=assessment.version_id).prefetch_related("options")
    return [
        (question.text, _in_words(question, assessment.answers[question.key]))
        for question in questions
        if assessment.answers.get(question.key) not in (None, "", [])
    ]


def _in_words(question: Question, answer: Any) -> str:
    labels = {option.key: option.label for option in question.options.all()}
    given = answer if isinstance(answer, list) else [answer]
    return "; ".join(labels.get(str(one), str(one)) for one in given)
