"""培育：优质中小企业梯度培育的政策引擎 / a policy engine for the gradient cultivation of quality SMEs.

>>> import peiyu
>>> policy = peiyu.load("gansu", edition="2022")
>>> answer = policy.assess({"revenue_1": "12345678.90", "legal_person": True})
>>> answer["srdi"].verdict
<Verdict.UNKNOWN: 'unknown'>
"""

from peiyu._assessment import Assessment, Failed, Problem, TierAssessment, Verdict
from peiyu._case import Actor, Applied, Case, Due, Effect, Library, Next, Picture, Title
from peiyu._error import Diagnostic, Location, PeiyuError, Refusal, Span
from peiyu._explanation import Explanation
from peiyu._measures import Measures, load_measures
from peiyu._policy import Choice, Criterion, Fact, Policy, Selection, Tier, load, policies
from peiyu._table import TableWarning
from peiyu._text import Text

__all__ = [
    "Actor",
    "Applied",
    "Assessment",
    "Case",
    "Choice",
    "Criterion",
    "Diagnostic",
    "Due",
    "Effect",
    "Explanation",
    "Fact",
    "Failed",
    "Library",
    "Location",
    "Measures",
    "Next",
    "PeiyuError",
    "Picture",
    "Policy",
    "Problem",
    "Refusal",
    "Selection",
    "Span",
    "TableWarning",
    "Text",
    "Tier",
    "TierAssessment",
    "Title",
    "Verdict",
    "load",
    "load_measures",
    "policies",
]
