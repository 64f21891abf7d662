"""Regradings as JSON."""

from __future__ import annotations

import json

from grader.records.regrading import regrading_to_json
from tests.report import samples


def test_every_submission_is_there_with_what_changed_and_why():
    document = json.loads("".join(regrading_to_json(samples.regrading())))

    assert document["schema"] == "grader.regrading/1"
    assert (document["gain"], document["lose"], document["unchanged"]) == (2, 1, 3)
    assert document["before"]["extra"] != document["after"]["extra"]
    alice, bob, _, chidi, dmitri, emre = document["submissions"]
    assert (alice["change"], bob["before"]["status"], emre["parts"]) == (-15.0, "failed", [])
    assert alice["parts"][0]["before"] == {
        "verdict": "correct",
        "score": 15.0,
        "max_score": 15.0,
        "override": None,
        "diagnosis": [],
    }
    assert alice["parts"][0]["after"]["diagnosis"] == ["sign-flipped"]
    assert [each["parts"][0]["kept"] for each in (alice, chidi, dmitri)] == [None, "override", "never-lower"]
    assert chidi["parts"][0]["judged"]["score"] == 15.0


def test_a_class_of_nobody_is_still_json():
    assert json.loads("".join(regrading_to_json(samples.regrading(changes=()))))["submissions"] == []
