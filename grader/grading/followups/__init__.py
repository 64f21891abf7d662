"""Second looks: questions that only some submissions raise. Each is asked where the first answers leave something open."""

from grader.grading.followups.call_order import DEPENDS, find_memory
from grader.grading.followups.carried_forward import carry_forward
from grader.grading.followups.ignored_callback import find_ignored
from grader.grading.followups.numerical_gradient import find_differences
from grader.grading.followups.own_layout import OWN_LAYOUT, find_own_layout
from grader.grading.followups.own_loss import Consistent, check_own_loss
from grader.grading.followups.state import VALUES, GradingState, Look
from grader.grading.followups.stress import look_at_extremes

__all__ = [
    "DEPENDS",
    "OWN_LAYOUT",
    "VALUES",
    "Consistent",
    "GradingState",
    "Look",
    "carry_forward",
    "check_own_loss",
    "find_differences",
    "find_ignored",
    "find_memory",
    "find_own_layout",
    "look_at_extremes",
]
