"""Name the subject of a check that an exception stops: a claim, a mistake, a case."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import AssignmentError, GraderError


@contextmanager
def about(subject: str) -> Iterator[None]:
    """Raise AssignmentError that names `subject` for an exception in the block: the checks hold for every sound assignment."""
    try:
        yield
    except AssignmentError as error:
        where = "; ".join(filter(None, (subject, error.where)))
        raise AssignmentError(error.what, where=where, value=error.value, attempt=error.attempt) from error.__cause__
    except GraderError:
        raise
    except (Exception, SystemExit) as error:
        *_, last = traceback.extract_tb(error.__traceback__)
        value = f"{type(error).__name__}: {error}, in {Path(last.filename).name} line {last.lineno}"
        raise AssignmentError("this cannot be checked", where=subject, value=value, attempt="correct it") from error
