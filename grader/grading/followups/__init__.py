"""Follow-up questions: what grading asks a submission after the exam. `applies` decides which submissions are asked.

A new one is a module here with `applies` and `ask` (see `Followup`), and a line in FOLLOWUPS.
"""

from grader.grading.followups import (
    call_order,
    carried_forward,
    exceptions,
    ignored_callback,
    later_draws,
    more_cases,
    numerical_gradient,
    own_layout,
    own_loss,
    stress,
    wrong_index,
)
from grader.grading.followups.state import Followup, GradingState, Inquiry

__all__ = ["EXPLAINING", "FOLLOWUPS", "Followup", "GradingState", "Inquiry"]

FOLLOWUPS: tuple[Followup, ...] = (
    carried_forward,  # first: it replaces findings, and the others are about the findings that count
    later_draws,  # which replaces findings, too
    more_cases,  # before all that explain a wrong value
    numerical_gradient,  # before own_loss, which a differenced gradient passes without saying anything
    own_layout,  # before ignored_callback: of two explanations of a whole function, the first is the better one
    ignored_callback,
    wrong_index,
    call_order,  # after all that explain a whole function: it is asked only about pieces without an explanation
    exceptions,  # after call_order: what depends on earlier calls raises where it should not, and its line is right
    own_loss,
    stress,  # last: its calls share a process with the exam, and extreme inputs may leave something behind
)
"""The order in which follow-ups are asked, and in which their diagnoses count."""

EXPLAINING = (wrong_index, call_order, exceptions, stress)
"""Those on which no points depend. They are left out where time is short."""
