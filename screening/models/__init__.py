from screening.models.assessment import Assessment
from screening.models.questionnaire import Option, Question, Rule
from screening.models.version import Version

__all__ = ["Assessment", "Option", "Question", "Rule", "Version"]
