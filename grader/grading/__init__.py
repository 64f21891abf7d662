"""Grading: pure functions from answers to verdicts, points and diagnoses. It starts nothing and prints nothing.

`prepare` draws an exam from a seed. `grade` is the conversation about one submission; a runner answers its questions from a
sandbox, a test from a dictionary.
"""

from grader.diagnosis import wrong_value
from grader.grading.conversation import Conversation, grade, not_run
from grader.grading.overrides import apply_overrides, unapplied
from grader.grading.regrading import regraded, union
from grader.grading.remarks import differentiation
from grader.grading.transcript import case_records
from grader.grading.views import for_student
from grader.judging.exam import Exam, prepare
from grader.judging.findings import Finding
from grader.judging.judge import describe_fault, judge

__all__ = [
    "Conversation",
    "Exam",
    "Finding",
    "apply_overrides",
    "case_records",
    "describe_fault",
    "differentiation",
    "for_student",
    "grade",
    "judge",
    "not_run",
    "prepare",
    "regraded",
    "unapplied",
    "union",
    "wrong_value",
]
