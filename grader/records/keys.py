"""The key of a result: a hash of all that the result depends on, so that what is unchanged is not graded twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from grader.model import Submission
from grader.records import results

SETTINGS = {
    "assignment": "the name of the assignment",
    "certificate": "a hash of the sources of the assignment, and of the versions that it runs on",
    "grader": "the version of the grader",
    "judge_numpy": "the version of NumPy that expected values are computed with",
    "python": "the version of the Python that runs submissions",
    "numpy": "the version of its NumPy",
    "interpreter": 'its path, "" for the grader\'s own',
    "packages": "names and versions of the packages that submissions can import",
    "modules": "names of the modules that submissions may import",
    "parts": "ids of the parts that are judged, none for all",
    "case": "the only case that is judged, 0 for all",
    "explanations": "how many explanations of a mistake are looked for",
    "limits": "the limits of the sandbox",
    "isolation": "the level of isolation",
    "policy": "the shares of the points that mistakes leave",
    "seed": "the seed that inputs are drawn from",
}
"""What a result depends on besides the submission, as plain JSON values. The number of jobs, for one, is not among them."""


def result_key(submission: Submission, settings: Mapping[str, Any]) -> str:
    """The key of the result of a submission.

    Of the submission that is: each file with its name, the name of the main file (messages mention it), the reason why it was not
    read, and the remarks on how it was found. Not its id and path: whose it is decides no point.

    settings  exactly the entries of SETTINGS
    """
    if settings.keys() != SETTINGS.keys():
        raise ValueError(f"these settings are missing or unknown: {', '.join(sorted(settings.keys() ^ SETTINGS.keys()))}")
    of_submission = [submission.sha256, submission.main, submission.refusal, results.FORMAT.encode(submission.remarks)]
    text = json.dumps([of_submission, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
