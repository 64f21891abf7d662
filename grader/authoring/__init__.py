"""What is handed out: made from the reference, without the solution."""

from grader.authoring.template import student_template

__all__ = ["student_template"]
