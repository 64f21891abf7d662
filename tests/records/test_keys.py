"""The key of a result: it changes with whatever the result depends on, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Remark, Submission
from grader.records.journal import SETTINGS, result_key

SETTING = dict.fromkeys(SETTINGS, "")
SUBMISSION = Submission(
    id="alice",
    path="class/alice.py",
    files={"word2vec.py": b"import numpy", "utils/a.py": b"\xff"},
    main="alice.py",
    remarks=(Remark(code="several-files", message="two files"),),
)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_part_of_the_key(name):
    assert result_key(SUBMISSION, SETTING | {name: "other"}) != result_key(SUBMISSION, SETTING)
    with pytest.raises(ValueError, match=name):
        result_key(SUBMISSION, {other: "" for other in SETTINGS if other != name})


@pytest.mark.parametrize(
    "change",
    [
        {"files": {**SUBMISSION.files, "word2vec.py": b"pass"}},
        {"files": {**SUBMISSION.files, "more.py": b""}},
        {"files": {"word2vec.py": SUBMISSION.files["word2vec.py"], "utils/b.py": SUBMISSION.files["utils/a.py"]}},
        {"main": "bob.py"},
        {"refusal": "a link"},
        {"remarks": ()},
    ],
)
def test_whatever_a_result_says_of_a_submission_is_part_of_the_key(change):
    assert result_key(replace(SUBMISSION, **change), SETTING) != result_key(SUBMISSION, SETTING)


def test_whose_it_is_and_where_it_lay_is_not_part_of_the_key():
    assert result_key(replace(SUBMISSION, id="bob", path="b/c.py"), SETTING) == result_key(SUBMISSION, SETTING)


def test_equal_settings_in_another_order_are_one_key():
    assert result_key(SUBMISSION, dict(reversed(SETTING.items()))) == result_key(SUBMISSION, SETTING)
