"""The pages of a questionnaire, in order, for one person's answers so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from screening.conditions import Answers
from screening.content import QuestionContent, content_of
from screening.evaluation import is_empty, visible
from screening.models import Version

_MORE = "-more"


@dataclass(frozen=True)
class Step:
    """One page. `slug` is "1" to "5", or "4-more" for follow-ups that are still open.

    `number` and `total` are for “Page 2 of 5”; a page of open follow-ups counts with the
    page before it.
    """

    slug: str
    number: int
    total: int
    title: str
    questions: tuple[QuestionContent, ...]

    @property
    def is_more(self) -> bool:
        """A page of follow-ups that nobody has answered yet: here they are required."""
        return self.slug.endswith(_MORE)


def steps(version: Version, kind: str, answers: Answers) -> list[Step]:
    """The pages for a service of this kind, with a page of open follow-ups where there are any.

    On a page the follow-ups stand below their question, hidden until its answer asks for
    them. Whoever has no script meets them on the page after it.
    """
    content = content_of(version)
    asked = [question for question in content.questions if question.key in content.asked[kind]]
    open_follow_ups = [
        question
        for question in visible(content, answers, kind)
        if question.parent and _is_open(question, answers)
    ]
    pages = [(page, tuple(group)) for page, group in groupby(asked, key=lambda q: q.page)]
    found: list[Step] = []
    for number, (page, questions) in enumerate(pages, start=1):
        title = content.page_titles[page - 1]
        found.append(Step(str(page), number, len(pages), title, questions))
        more = tuple(question for question in open_follow_ups if question.page == page)
        if more and _is_answered(questions, answers):
            title = f"{title}: a little more"
            found.append(Step(f"{page}{_MORE}", number, len(pages), title, more))
    return found


def first_open(version: Version, kind: str, answers: Answers) -> Step | None:
    """The first page on which a required question waits for its answer; None when done.

    Whoever skips a page by its address is sent here.
    """
    shown = {question.key for question in visible(content_of(version), answers, kind)}
    for step in steps(version, kind, answers):
        waiting = [q for q in step.questions if q.key in shown and _is_open(q, answers)]
        if any(step.is_more or not question.parent for question in waiting):
            return step
    return None


def _is_open(question: QuestionContent, answers: Answers) -> bool:
    return question.required and is_empty(answers.get(question.key))


def _is_answered(questions: Iterable[QuestionContent], answers: Answers) -> bool:
    """Whether the page itself has been answered, so that its follow-ups come next."""
    return not any(_is_open(question, answers) for question in questions if not question.parent)
