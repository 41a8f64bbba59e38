"""An assessment's answers in words, for those who may read them."""

from dataclasses import dataclass
from typing import Any

from screening.content import QuestionContent, content_of
from screening.models import Assessment


@dataclass(frozen=True)
class Answer:
    """A question as it was asked, and what was answered."""

    key: str
    question: str
    words: str


def answers(assessment: Assessment) -> list[Answer]:
    """Each answer given, in the order asked; a published version is read from memory."""
    return [
        Answer(question.key, question.text, _in_words(question, assessment.answers[question.key]))
        for question in content_of(assessment.version).questions
        if assessment.answers.get(question.key) not in (None, "", [])
    ]


def _in_words(question: QuestionContent, answer: Any) -> str:
    labels = {option.key: option.label for option in question.options}
    given = answer if isinstance(answer, list) else [answer]
    return "; ".join(labels.get(str(one), str(one)) for one in given)
