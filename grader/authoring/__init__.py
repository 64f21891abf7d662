"""Make what an instructor hands out from the reference, without the solution."""

from grader.authoring.template import student_template

__all__ = ["student_template"]
