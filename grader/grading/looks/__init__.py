"""Second looks: questions that only some submissions raise. Each is asked where the first answers leave something open."""

from grader.grading.looks.carried import carry_forward
from grader.grading.looks.consistency import Consistent, check_own_loss
from grader.grading.looks.extremes import look_at_extremes
from grader.grading.looks.history import DEPENDS, find_memory
from grader.grading.looks.ignored import find_ignored
from grader.grading.looks.layout import OWN_LAYOUT, find_own_layout
from grader.grading.looks.look import VALUES, Heard, Look
from grader.grading.looks.steps import find_differences

__all__ = [
    "DEPENDS",
    "OWN_LAYOUT",
    "VALUES",
    "Consistent",
    "Heard",
    "Look",
    "carry_forward",
    "check_own_loss",
    "find_differences",
    "find_ignored",
    "find_memory",
    "find_own_layout",
    "look_at_extremes",
]
