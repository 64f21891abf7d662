"""The reference is run at sizes that are neither traced nor graded, and with numbers larger than graded ones."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pytest

from grader import catalogue, grading
from grader.validation import numeric, sizes
from grader.validation.validate import problems
from reference.softmax_regression.functions import softmax_regression_loss_and_gradient as right

SOFTMAX = catalogue.load("softmax_regression")
DERIVATIONS = catalogue.derivations("softmax_regression")


def detail(reference, part="weights"):
    """What is found without any case."""
    changed = replace(SOFTMAX, functions=(replace(SOFTMAX.functions[0], reference=reference),))
    return numeric.check_part(changed, changed.part(part), [], DERIVATIONS).detail.split("; ")


def changed(line):
    """The reference with a line more."""
    text = inspect.getsource(right).replace("    return loss, features.T @ delta / n + strength * weights, ", "    gw, gb = ")
    text = (
        text.replace("gw, gb = ", "gw, gb = features.T @ delta / n + strength * weights, ")
        + f"    {line}\n    return loss, gw, gb\n"
    )
    names = {"np": np, "__name__": "changed"}
    exec(compile(text, "changed", "exec", flags=0x1000000, dont_inherit=True), names)
    return names[right.__name__]


WRONG = {
    "a size of 9": "gw = gw if n != 9 else 2 * gw",
    "a size of 9 that is not finite": "gw = gw if n != 9 else np.nan * gw",
    "a size of 9 of another type": "gw = gw if n != 9 else gw.astype(np.float32)",
    "a size that the code names": "gw = gw if n != 13 else 2 * gw",
    "beyond a size that it names": "gw = gw if n <= 70 else 2 * gw",
    "from a size on that it names": "gw = gw if len(weights) < 47 else 2 * gw",
    "large sizes": "gw = gw if n < 5 ** 2 else 2 * gw",
    "equal shapes": "gw = gw.T if features.shape == weights.shape else gw",
    "equal sizes": "gw = gw.T if len(weights) == len(bias) else gw",
    "a bound": "gw = features.T @ delta / n + strength * np.clip(weights, -9, 9)",
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
def test_code_that_is_wrong_at_some_sizes_or_scales_is_seen(line):
    assert any("random inputs, " in problem for problem in detail(changed(line)))


@pytest.mark.parametrize("line", ["pass", "gb = np.clip(gb, -500, 500)", "assert n != 9"])
def test_right_code_passes_at_all_of_them(line):
    assert not [problem for problem in detail(changed(line), "bias") if "random inputs" in problem]


def test_sizes_that_code_names_are_small_enough_to_be_drawn():
    assert sizes.named_sizes(changed("gw = gw if n not in (0, 3, 20, 500) else gw")) == (19, 20, 21)


# --- problems that belong to no part ---------------------------------------------------------------------------------------


def found(assignment, derivations=DERIVATIONS):
    return [*problems(grading.prepare(assignment, seed=1), derivations)]


def test_the_built_in_assignment_has_none():
    assert found(SOFTMAX) == []


def test_claims_of_one_part_about_the_output_of_another_are_a_problem():
    other = {"weights": "bias", "bias": "weights", "loss": "loss"}
    swapped = [replace(d, claims=tuple(replace(c, part=other[c.part]) for c in d.claims)) for d in DERIVATIONS]
    said = "part {} judges grad_{} of softmax_regression, and no claim of this part says what that is"
    assert found(SOFTMAX, swapped) == [said.format("weights", "weights"), said.format("bias", "bias")]


def test_a_size_of_the_features_is_that_of_the_derivation():
    d, C = (size for size in SOFTMAX.features.sizes if size.letter in "dC")
    swapped = replace(SOFTMAX.features, sizes=(replace(d, letter="C"), replace(C, letter="d")))
    assert found(replace(SOFTMAX, features=swapped)) == [
        "size C of softmax_regression is 4 on case 1, not 6",
        "size d of softmax_regression is 6 on case 1, not 4",
    ]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (lambda _: SOFTMAX.cases(np.random.default_rng(1)), "the same for every seed"),
        (lambda _: SOFTMAX.cases(np.random.default_rng()), "of one seed are not always the same"),
    ],
)
def test_a_seed_decides_on_the_cases(cases, said):
    assert any(said in problem for problem in found(replace(SOFTMAX, cases=cases)))


def test_a_block_that_expects_zero_is_zero():
    part = SOFTMAX.part("bias")
    block = replace(part.pieces[0].blocks[0], expects_zero=True)
    changed_part = replace(part, pieces=(replace(part.pieces[0], blocks=(block,)),))
    parts = (*SOFTMAX.parts[:2], changed_part)
    assert found(replace(SOFTMAX, parts=parts)) == [
        "part bias: all entries of softmax_regression.grad_bias is not zero, although the block expects that"
    ]
