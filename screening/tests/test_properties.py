"""What holds for all answers, tried on many made by chance."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from screening import evaluation
from screening.content import QuestionContent
from screening.evaluation import Result
from screening.load import read
from screening.outcomes import KINDS, rank
from screening.tests.answers import HEALTHY, ON, turned

CONTENT = read()
CHECKBOXES = {q.key: q for q in CONTENT.questions if q.kind == "checkbox"}
TICKS = [
    (key, option.key)
    for key, question in CHECKBOXES.items()
    for option in question.options
    if not option.exclusive and not option.must_tick
]

many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def valid_answers(question: QuestionContent) -> st.SearchStrategy[Any]:
    """Any answer that the form would take."""
    alone = [[key] for key in question.exclusive_keys]
    several = [key for key in question.option_keys if key not in question.exclusive_keys]
    match question.kind:
        case "radio":
            return st.sampled_from(question.option_keys)
        case "checkbox" if question.must_tick_keys:
            return st.just(several)
        case "checkbox":
            ticks = st.lists(st.sampled_from(several), min_size=1, max_size=3, unique=True)
            return st.one_of(st.sampled_from(alone), ticks) if alone else ticks
        case "number":
            return st.integers(question.least or 0, question.most)
    return st.text(max_size=question.most)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A healthy person with up to six answers drawn anew, their follow-ups answered."""
    answers = dict(HEALTHY)
    for question in draw(st.lists(st.sampled_from(CONTENT.questions), max_size=6)):
        answers[question.key] = draw(valid_answers(question))
    for question in evaluation.visible(CONTENT, answers, "needling"):
        if question.key not in answers:
            answers[question.key] = draw(valid_answers(question))
    return answers


ages = st.integers(10, 90)


def judged(answers: dict[str, Any], age: int = 40, kind: str = "needling") -> Result:
    return evaluation.judge(CONTENT, answers, on=ON, born=turned(age), kind=kind)


@many
@given(people(), ages, st.sampled_from(TICKS))
def test_one_more_tick_never_improves_the_outcome(
    answers: dict[str, Any], age: int, tick: tuple[str, str]
) -> None:
    key, option = tick
    before = judged(answers, age)
    # A question left open, or contradicted, is answered by the tick: that is no worse answer.
    assume(answers.get(key) and not {"H04", "Z2"} & {rule.code for rule in before.fired})
    kept = [one for one in answers[key] if one not in CHECKBOXES[key].exclusive_keys]
    after = judged({**answers, key: [*kept, option]}, age)
    assert rank(after.outcome) >= rank(before.outcome)


@many
@given(people(), ages, st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_of_ticks_never_matters(
    answers: dict[str, Any], age: int, kind: str, chance: Any
) -> None:
    keys = list(answers)
    chance.shuffle(keys)
    mixed = {
        key: chance.sample(answers[key], len(answers[key]))
        if isinstance(answers[key], list)
        else answers[key]
        for key in keys
    }
    assert judged(mixed, age, kind) == judged(answers, age, kind)


@many
@given(people(), ages, st.sampled_from(KINDS), st.data())
def test_h04_a_required_question_left_open_is_never_clear(
    answers: dict[str, Any], age: int, kind: str, data: st.DataObject
) -> None:
    asked = [q for q in evaluation.visible(CONTENT, answers, kind) if q.required]
    left_open = data.draw(st.sampled_from(asked))
    without = {key: value for key, value in answers.items() if key != left_open.key}
    assert rank(judged(without, age, kind).outcome) >= rank("review")


@many
@given(people(), st.sampled_from(KINDS), st.data())
def test_answers_of_hidden_questions_never_matter(
    answers: dict[str, Any], kind: str, data: st.DataObject
) -> None:
    shown = {q.key for q in evaluation.visible(CONTENT, answers, kind)}
    hidden = [q for q in CONTENT.questions if q.key not in shown]
    assume(hidden)
    question = data.draw(st.sampled_from(hidden))
    changed = {**answers, question.key: data.draw(valid_answers(question))}
    assert judged(changed, kind=kind) == judged(answers, kind=kind)


nonsense = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner)),
    max_leaves=5,
)


@many
@given(people(), st.data(), nonsense)
def test_h04_nonsense_for_a_required_answer_is_never_clear(
    answers: dict[str, Any], data: st.DataObject, wrong: Any
) -> None:
    asked = [q for q in evaluation.visible(CONTENT, answers, "needling") if q.required]
    question = data.draw(st.sampled_from([q for q in asked if q.kind != "number"]))
    assert rank(judged({**answers, question.key: wrong}).outcome) >= rank("review")


@many
@given(people(), ages)
def test_h03_a_service_without_needles_is_never_judged_harder(
    answers: dict[str, Any], age: int
) -> None:
    needling, hands_on, every = (rank(judged(answers, age, kind).outcome) for kind in KINDS)
    assert needling >= hands_on >= every
