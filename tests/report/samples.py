"""Reports as a class of word2vec would yield them, made by hand: the parts of the contract, mistakes that really occur."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

from grader.model import (
    AppliedOverride,
    Check,
    Diagnosis,
    Environment,
    GeneralCheck,
    Mutants,
    NumericCheck,
    PartResult,
    PartValidation,
    Remark,
    Report,
    Status,
    SubmissionResult,
    Validation,
    Verdict,
)
from grader.model.regrading import Kept, PartChange, Regrading, SubmissionChange

SOFTMAX, SIGMOID = "naive_softmax_loss_and_gradient", "sigmoid"
SAMPLING, SKIP_GRAM = "negative_sampling_loss_and_gradient", "skip_gram_loss_and_gradient"
FUNCTIONS = {"a": SOFTMAX, "b": SOFTMAX, "c": SOFTMAX, "d": SOFTMAX, "e": SIGMOID, "f": SAMPLING, "g": SAMPLING, "h": SKIP_GRAM}
PARTS = {
    "a": ("Naive-softmax loss", 5),
    "b": ("Gradient of the center vector", 15),
    "c": ("Gradient of an outside vector", 10),
    "d": ("Gradient of all outside vectors", 10),
    "e": ("Sigmoid and its derivative", 10),
    "f.loss": ("Negative-sampling loss", 5),
    "f.vc": ("Gradient of the center vector", 10),
    "f.uo": ("Gradient of the true outside vector", 5),
    "f.uk": ("Gradient of the negative samples", 5),
    "g": ("Repeated negative samples", 10),
    "h.loss": ("Skip-gram loss", 3),
    "h.U": ("Gradient of the outside vectors", 5),
    "h.vc": ("Gradient of the center vector", 5),
    "h.vw": ("Gradient of the other center vectors", 2),
}

SIGN = Diagnosis(
    code="sign-flipped",
    message="Every entry has the opposite sign.",
    where="grad_center in all 12 cases; first in case 1 (V = 7, d = 4), entry 0",
    value="0.4127 where -0.4127 is right",
    hint="Look at the derivative of -log yhat_o by the logit of the true word: is it yhat - y or y - yhat?",
)
NOT_ACCUMULATED = Diagnosis(
    code="repeats-not-accumulated",
    message="Rows of words that were sampled more than once count only one of their samples.",
    where="rows 2 and 5 of grad_outside; all other rows are right",
    hint="With g[indices] += ... NumPy adds to a repeated row only once. np.add.at adds every time.",
)
SHAPE = Diagnosis(
    code="shape",
    message="The values are right, but the gradient has shape (1, 4) where the center vector has shape (4,).",
    hint="A gradient has the shape of what it is taken by: keep the center vector one-dimensional.",
)
RAISED = Diagnosis(
    code="raised",
    message="ValueError: operands could not be broadcast together with shapes (7,4) (7,)",
    where="word2vec.py, line 81",
    hint="Write the shape of every factor beside the formula of the derivation.",
)
TIMED_OUT = Diagnosis(code="timed-out", message="The call did not return within 2 s.", where="word2vec.py, line 117")
MISSING = Diagnosis(code="missing", message="not written yet", where="word2vec.py line 25")
FACTOR = Diagnosis(
    code="constant-factor",
    message="Every entry is 0.2 times what it should be.",
    value="0.2 = 1 / K",
    hint="The loss is a sum over the samples, not their mean.",
)

PRECISION = Diagnosis(
    code="precision",
    message="grad_center is right to 7 digits, not to 9",
    hint="Keep float64 throughout: something is rounded to float32 on the way.",
)
FURTHER = Diagnosis(
    code="true-word-doubled",
    message="looks like: true word doubled",
    value="equals U (yhat - y) - 2 u_o",
    hint="Count the terms.",
)

OVERFLOW = Remark(code="overflow", message="np.exp overflowed at arguments near 1000. Subtract the largest logit first.")
STRESS = Remark(code="overflow", message="sigmoid gave infinity on extreme inputs", for_instructors=True)
PRINTS = Remark(code="prints", message='The file prints while it runs: "loss: 3.1415"')

ENVIRONMENT = Environment(
    python="3.11.7", numpy="2.4.6", isolation="strong", isolation_detail="no-file seccomp filter, Landlock, namespaces"
)


def part(
    part_id: str,
    *diagnosis: Diagnosis,
    verdict: Verdict = Verdict.CORRECT,
    share: Fraction | None = None,
    error: float | None = 4.4e-16,
    own_loss: bool | None = None,
    carried: bool = False,
    case: int | None = None,
) -> PartResult:
    """A part with the title and points of the contract."""
    title, points = PARTS[part_id]
    earned = {Verdict.CORRECT: Fraction(1), Verdict.PARTIAL: Fraction(1, 2)}.get(verdict, Fraction(0)) if share is None else share
    return PartResult(
        id=part_id,
        title=title,
        verdict=verdict,
        score=points * earned,
        max_score=Fraction(points),
        diagnosis=diagnosis,
        max_relative_error=error,
        consistent_with_own_loss=own_loss,
        loss_part=None if own_loss is None else "a",
        carried_forward=carried,
        replaced=SIGMOID if carried else "",
        function=FUNCTIONS[part_id[0]],
        shares={d.code: earned for d in diagnosis} if verdict is Verdict.PARTIAL else {},
        case=case,
    )


def submission(
    name: str, *odd: PartResult, interface: str = "own", remarks: tuple[Remark, ...] = (), path: str = ""
) -> SubmissionResult:
    """A graded submission, right but for the parts that are given."""
    instead = {result.id: result for result in odd}
    return SubmissionResult(
        id=name,
        status=Status.GRADED,
        parts=tuple(instead.get(part_id) or part(part_id) for part_id in PARTS),
        interface=interface,
        source_sha256=sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        seconds=0.021,
        remarks=remarks,
        path=path,
    )


def unjudged(name: str, message: str, *, status: Status = Status.FAILED) -> SubmissionResult:
    """A submission that failed or was refused."""
    parts = tuple(part(part_id, verdict=Verdict.ERROR, error=None) for part_id in PARTS)
    return SubmissionResult(id=name, status=status, parts=parts, message=message)


def wrong(
    part_id: str, *diagnosis: Diagnosis, error: float | None = 2.0, own_loss: bool | None = False, case: int | None = None
) -> PartResult:
    """An incorrect part."""
    return part(part_id, *diagnosis, verdict=Verdict.INCORRECT, error=error, own_loss=own_loss, case=case)


ALICE = submission(
    "alice",
    wrong("b", SIGN, case=1),
    part("c", SHAPE, verdict=Verdict.PARTIAL, share=Fraction(1, 4), error=2.5e-16),
    wrong("g", NOT_ACCUMULATED, FACTOR, error=0.4981, own_loss=True, case=25),
    part("f.vc", carried=True),
    remarks=(OVERFLOW, PRINTS),
    path="alice.py",
)
UNWRITTEN = submission(
    "template",
    *(part(part_id, MISSING, verdict=Verdict.MISSING, error=None) for part_id in PARTS if part_id != "e"),
    path="word2vec.py",
)
EVERY_VERDICT = submission(
    "every-verdict",
    part("a", error=0.0),
    part("b", PRECISION, verdict=Verdict.PARTIAL, error=1.1e-7, case=9),
    wrong("c", FACTOR, error=0.8),
    part("d", RAISED, verdict=Verdict.ERROR, error=None),
    part("f.loss", TIMED_OUT, verdict=Verdict.TIMEOUT, error=None),
    part("g", MISSING, verdict=Verdict.MISSING, error=None),
    interface="cs224n",
    path="my eve.py",
)
FAILED = unjudged("bob", "word2vec.py, line 12: SyntaxError: '(' was never closed")
PARDONED = replace(
    FAILED,
    id="basia",
    parts=tuple(
        replace(p, score=Fraction(p.max_score), override=AppliedOverride(judged=p.score, note="shown at the board"))
        if p.id in ("a", "b")
        else p
        for p in FAILED.parts
    ),
)
OVERRIDDEN = replace(
    ALICE,
    id="alma",
    path="alma.py",
    parts=tuple(
        replace(
            p, score=Fraction(25, 2), override=AppliedOverride(judged=p.score, note="appeal of 3 May: right on paper, see page 2")
        )
        if p.id == "b"
        else replace(p, score=Fraction(0), override=AppliedOverride(judged=p.score, note="handed in by somebody else"))
        if p.id == "d"
        else p
        for p in ALICE.parts
    ),
)
EXPLAINED = replace(ALICE, parts=tuple(replace(p, others=(FURTHER, FACTOR)) if p.id == "b" else p for p in ALICE.parts))
REFUSED = unjudged("carol", "word2vec.py is a symbolic link, and links are not followed.", status=Status.REFUSED)


UNGRADED = SubmissionResult(
    id="ulla",
    status=Status.UNGRADED,
    parts=tuple(replace(p, verdict=None, score=None) for p in FAILED.parts),
    message="not graded, the grader failed: the process for submissions ended twice",
)


def report(*submissions: SubmissionResult, **changes: object) -> Report:
    """A run over these submissions."""
    plain = Report(
        assignment="word2vec",
        title="word2vec: the gradients of skip-gram",
        grader_version="0.1.0",
        seed=20240117,
        environment=ENVIRONMENT,
        submissions=submissions,
        reference_validated=True,
        extra={"assignment_sha256": "9f2c41d0"},
        policy={"partial": Fraction(1, 2), "shape": Fraction(1, 4), "numerical-gradient": Fraction(0)},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def school_class() -> Report:
    """A small class with everything that occurs."""
    without_e = submission("fatima_el-amrani", wrong("f.uo", SIGN), interface="cs224n")
    return report(
        ALICE,
        FAILED,
        REFUSED,
        submission("dmitri"),
        EVERY_VERDICT,
        replace(without_e, parts=tuple(p for p in without_e.parts if p.id != "e")),
        submission("li_wei", wrong("b", SIGN), wrong("f.vc", SIGN), interface="cs224n"),
        OVERRIDDEN,
        submission("assignsubmission_file_0001234567_josé_garcía_márquez_v2", part("h.vc", SHAPE, verdict=Verdict.PARTIAL)),
        submission("李小龙", wrong("g", NOT_ACCUMULATED), remarks=(OVERFLOW,)),
    )


def large_class(size: int = 300) -> Report:
    """As many submissions as a large lecture has."""
    kinds = school_class().submissions
    return report(*(replace(kinds[i % len(kinds)], id=f"student-{i:03d}") for i in range(size)))


STATEMENTS = {
    "a": ("-sum_w y_w log yhat_w = -log yhat_o; the naive-softmax loss", ()),
    "b": ("dJ/dv_c = U(yhat - y)", ()),
    "c": ("dJ/du_w = (yhat_w - y_w) v_c, both cases", ()),
    "d": ("dJ/dU = v_c (yhat - y)^T, in code outer(yhat - y, v_c)", ()),
    "e": ("sigma' = sigma (1 - sigma)", ()),
    "f.loss": ("J_neg = -log sigma(u_o.v_c) - sum_k log sigma(-u_k.v_c)", ("the samples do not hold the outside word o",)),
    "f.uk": ("dJ/du_k", ("the samples do not hold the outside word o", "the samples are distinct")),
    "h.vw": ("dJ/dv_w = 0 for w != c", ("w != c",)),
}


CHECKS = (
    GeneralCheck(name="mistakes", figure="450 of 450 get their own name back", seconds=1.6),
    GeneralCheck(name="features", figure="171 are true and tell cases apart", seconds=0.4),
    GeneralCheck(name="interfaces", figure="full marks through own, cs224n (isolation strong)", seconds=0.3),
)


def validation(**failing: PartValidation) -> Validation:
    """A validation in which every part is vouched for, but for those that are given."""
    parts = tuple(
        PartValidation(
            id=part_id,
            statement=statement,
            hypotheses=hypotheses,
            proof=Check(ok=True, seconds=0.214),
            traced=Check(ok=True, seconds=0.098),
            numeric=NumericCheck(ok=True, max_relative_error=1.3e-11, seconds=0.03),
            mutants=Mutants(rejected=12, total=12),
        )
        for part_id, (statement, hypotheses) in STATEMENTS.items()
    )
    chosen = tuple(failing.get(p.id, p) for p in parts)
    return Validation(assignment="word2vec", seconds=3.14, parts=chosen, checks=CHECKS, assignment_sha256="9f2c41d0" * 8)


def broken_validation() -> Validation:
    """A validation of a reference with a forgotten y in (b), and of an assignment with a broken interface and an unused group."""
    sound = {p.id: p for p in validation().parts}
    b = replace(
        sound["b"],
        proof=Check(ok=False, seconds=0.2, detail="The derivative minus the closed form leaves, for every V and d:\n    -u_o"),
        traced=Check(ok=True, seconds=0.1),
        numeric=NumericCheck(
            ok=False,
            max_relative_error=0.731,
            detail="case 3 (V = 7, d = 4), entry 2 of grad_center:\n    reference   0.2218\n    numeric    -0.4127 ± 3e-11",
        ),
    )
    uk = replace(sound["f.uk"], mutants=Mutants(rejected=11, total=12, survivors=("repeats-not-accumulated",)))
    failure = (
        "interface own, parts a, b: naive_softmax_loss_and_gradient(center_vector, outside_index) is error: the arguments of "
        "a call do not fit the parameters. The function takes (center_vector, outside_index, outside_vectors)"
    )
    interfaces = GeneralCheck(name="interfaces", figure="not full marks through each of own, cs224n", failures=(failure,))
    problems = ("no case is drawn for sigmoid / sigmoid",)
    return replace(validation(b=b, **{"f.uk": uk}), problems=problems, checks=(*CHECKS[:2], interfaces))


def regrading(**changes) -> Regrading:
    """A class after two parts were corrected: one who loses, two who gain, an override that stays, a part kept, a new part."""
    right, wrong, half = part("b"), part("b", SIGN, verdict=Verdict.INCORRECT), part("c", SHAPE, verdict=Verdict.PARTIAL)
    overridden = replace(wrong, score=Fraction(25, 2), override=AppliedOverride(judged=Fraction(0), note="right on paper"))
    accepted = replace(
        overridden, verdict=Verdict.CORRECT, diagnosis=(), override=AppliedOverride(judged=Fraction(15), note="right on paper")
    )
    worth_more = replace(half, max_score=Fraction(20), score=Fraction(10))
    pairs = [
        ("alice", [(right, wrong, wrong, None)]),
        ("bob", [(wrong, right, right, None), (half, worth_more, worth_more, None)]),
        ("an-id-that-is-much-longer-than-its-column", [(None, half, half, None)]),
        ("chidi", [(overridden, accepted, right, Kept.OVERRIDE)]),
        ("dmitri", [(right, right, wrong, Kept.NEVER_LOWER)]),
        ("emre", []),
    ]
    all_changes = []
    for name, parts in pairs:
        was, now = (tuple(each[i] for each in parts if each[i]) or (part("a"),) for i in (0, 1))
        states = (Status.FAILED if name == "bob" else Status.GRADED, Status.GRADED)
        before, after = (SubmissionResult(id=name, status=s, parts=p) for s, p in zip(states, (was, now), strict=True))
        each = tuple(PartChange(before=a, after=b, judged=j, kept=k) for a, b, j, k in parts)
        all_changes.append(SubmissionChange(before=before, after=after, parts=each))
    runs = {name: replace(report(), extra={"assignment_sha256": c * 64}) for name, c in (("before", "5"), ("after", "c"))}
    return Regrading(**({"changes": tuple(all_changes), "parts": ("b", "c"), **runs} | changes))
