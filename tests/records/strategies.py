"""Reports of every shape, for properties that hold of all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from grader.model import AppliedOverride, Diagnosis, Environment, PartResult, Remark, Report, Status, SubmissionResult, Verdict

# Halves of surrogate pairs and control characters are spelled out on the way (`plain`) and do not come back; a test of their own
# has them.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
points = st.fractions(0, 100, max_denominator=60)

diagnoses = st.builds(Diagnosis, code=texts, message=texts, where=texts, value=texts, hint=texts)
parts = st.builds(
    PartResult,
    id=texts,
    title=texts,
    verdict=st.sampled_from(Verdict),
    score=points,
    max_score=points,
    diagnosis=st.lists(diagnoses, max_size=2).map(tuple),
    max_relative_error=st.none() | st.floats(0, 1e290),
    consistent_with_own_loss=st.none() | st.booleans(),
    loss_part=st.none() | texts,
    carried_forward=st.booleans(),
    shares=st.dictionaries(texts, points, max_size=2),
    others=st.lists(diagnoses, max_size=2).map(tuple),
    case=st.none() | st.integers(1, 99),
    override=st.none() | st.builds(AppliedOverride, judged=points, note=texts),
    function=texts,
    replaced=texts,
)


def unjudged(result: SubmissionResult) -> SubmissionResult:
    """The result, without verdicts and scores where it is ungraded."""
    if result.status is not Status.UNGRADED:
        return result
    return replace(result, parts=tuple(replace(part, verdict=None, score=None) for part in result.parts))


submissions = st.builds(
    SubmissionResult,
    id=texts,
    status=st.sampled_from(Status),
    parts=st.lists(parts, max_size=3).map(tuple),
    interface=texts,
    source_sha256=texts,
    seconds=st.floats(0, 1e9),
    message=texts,
    remarks=st.lists(st.builds(Remark, code=texts, message=texts, for_instructors=st.booleans()), max_size=2).map(tuple),
    path=texts,
    seed=st.none() | st.integers(0, 2**64),
).map(unjudged)
reports = st.builds(
    Report,
    assignment=texts,
    title=texts,
    grader_version=texts,
    seed=st.integers(0, 2**64),
    environment=st.builds(Environment, python=texts, numpy=texts, isolation=texts, isolation_detail=texts),
    submissions=st.lists(submissions, max_size=3).map(tuple),
    policy=st.dictionaries(texts, st.fractions(0, 1, max_denominator=60), max_size=2),
    options=st.lists(texts, max_size=2).map(tuple),
    extra=st.dictionaries(texts, texts, max_size=2),
)
