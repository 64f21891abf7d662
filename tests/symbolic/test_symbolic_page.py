"""The page that the reference is about, line by line: every equality is proved, and what is wrong on the page is refuted."""

from __future__ import annotations

import importlib
import inspect
import io
import itertools
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader import catalogue
from grader.model.written import WrittenDerivation
from grader.report import derivation_page
from grader.symbolic import (
    Array,
    Derivation,
    Index,
    Sort,
    Step,
    agreements,
    as_written,
    delta,
    equation,
    erratum,
    given,
    let,
    prove,
    since,
    step,
    struck,
    total,
    vanishing,
)
from grader.symbolic.facts import Different
from grader.validation.derivations import checks, written
from reference.word2vec.assignment import ASSIGNMENT
from reference.word2vec.derivations import DERIVATIONS

TRUE = {5: 1, 7: 4, 11: 2, 13: 1, 15: 2, 17: 2, 19: 2, 21: 2, 25: 2, 27: 1, 29: 1, 30: 1, 32: 1, 34: 6, 36: 2, 38: 2, 40: 6,
        42: 1, 44: 2, 46: 1, 48: 3, 50: 4, 52: 1, 54: 3, 56: 3, 58: 3, 60: 2, 62: 1, 64: 1, 66: 1, 68: 2}  # fmt: skip
"""How many equalities of each line are proved; the lines that are not here hold none."""
FALSE = {13: 1, 19: 1, 23: 1, 27: 1, 34: 1, 36: 1, 44: 1, 58: 1, 60: 1, 68: 1}
"""How many equalities of a line are false as they stand on the page."""

STEPS = [s for derivation in DERIVATIONS for s in derivation.steps]
EQUALITIES = [(s, claim) for s in STEPS for claim in s.equalities]
WRONG = [(s, wrong) for s in STEPS for wrong in s.errata if wrong.left is not None]


def test_every_line_of_the_page_is_there() -> None:
    counted = Counter(s.line for s, _ in EQUALITIES if s.line)
    assert counted == TRUE
    assert Counter(s.line for s, _ in WRONG) == FALSE


@pytest.mark.parametrize(("s", "claim"), EQUALITIES, ids=[f"line {s.line}: {claim.statement}" for s, claim in EQUALITIES])
def test_an_equality_is_proved(s: object, claim: object) -> None:
    del s
    assert prove(claim).verdict == "proved"  # type: ignore[arg-type]


@pytest.mark.parametrize(("s", "wrong"), WRONG, ids=[f"line {s.line}: {wrong.what}" for s, wrong in WRONG])
def test_what_is_wrong_on_the_page_is_false(s: object, wrong: object) -> None:
    assert prove(wrong.claim(s.part)).verdict == "false"  # type: ignore[attr-defined]


def test_the_missing_steps_of_d_and_g_are_there() -> None:
    assert {s.part for s in STEPS if not s.line} >= {"d", "g"}


def test_what_was_given_agrees_with_what_is_derived() -> None:
    claims = [claim for derivation in DERIVATIONS for claim in agreements(derivation)]
    assert {claim.part for claim in claims} == {"a", "b", "e", "f.loss", "h.loss"}
    assert all(prove(claim).verdict == "proved" for claim in claims)


# --- what a step must not let through -------------------------------------------------------------------------------------

ROWS = Sort("V", letters="wx")
a, o, w = Array("a", ROWS), Index("o", ROWS), Index("w", ROWS)


def _with(*steps: Step) -> list[str]:
    derivation = Derivation(function="f", symbols={}, claims=(), worlds=(), steps=steps)
    return [check.verdict for check in checks("z", [derivation])]


def test_a_false_equality_in_a_chain_is_red() -> None:
    with as_written():
        chain = step("z", 1, a[w], a[w] + 0, -a[w])
    assert _with(chain) == ["proved", "false"]


def test_a_slip_that_is_true_is_red() -> None:
    with as_written():
        claimed = step("z", 1, a[w], a[w], errata=(erratum("said to be wrong", a[w], a[w] + 0), erratum("wrong", a[w], -a[w])))
    assert _with(claimed) == ["proved", "false", "proved"]


def test_a_term_that_is_said_to_vanish_has_to() -> None:
    different = Different(w, o)
    with as_written():
        under = step("z", 1, a[w], a[w] + vanishing(delta(w, o) * a[o], different), a[w])
        without = step("z", 1, a[w], a[w] + vanishing(delta(w, o) * a[o]), a[w])
        assert _with(under)[1:] == ["proved", "proved"]
        assert _with(without)[1:] == ["false", "false"]


def test_a_step_cannot_be_about_something_else_of_the_same_name() -> None:
    other = let("J", a[w])
    with pytest.raises(ValueError, match="the name J stands for two things"):
        Derivation(function="f", symbols={}, claims=(), worlds=(), loss=let("J", -a[w]), steps=(step("b", 1, other, other),))


def test_what_differs_from_what_was_given_names_its_line() -> None:
    stated = (given("b", 11, "loss", DERIVATIONS[0].loss + 1),)
    (found, *_) = (check for check in checks("b", [replace(DERIVATIONS[0], claims=(), steps=(), given=stated)]) if not check.ok)
    assert found.detail.startswith("the loss that was given on line 11: J = ")


def test_a_hypothesis_holds_for_its_own_equality_only() -> None:
    with as_written():
        chain = step("z", 1, delta(w, o), since(0, Different(w, o)), delta(w, o))
    assert _with(chain) == ["proved", "false"]


def test_what_is_struck_out_has_to_cancel() -> None:
    with as_written():
        step("z", 1, struck(a[w]) / struck(a[w]) * a[o], a[o])
        step("z", 1, total(ROWS, lambda x: struck(a[x]) * a[o] / struck(a[x])), total(ROWS, lambda _: a[o]))
        with pytest.raises(ValueError, match="what is struck out does not cancel"):
            step("z", 1, struck(a[w]) / struck(a[o]), a[w] / a[o])
        with pytest.raises(ValueError, match="what is struck out does not cancel"):
            step("z", 1, a[o] + total(ROWS, lambda x: struck(a[x]) * a[o] / a[x]), a[o])


def test_a_changed_sign_in_a_claim_changes_what_is_shown() -> None:
    with as_written():
        assert equation("z", a[w], -a[o]).statement == "a_w = -a_o"
        assert equation("z", a[w], a[o]).statement == "a_w = a_o"


@pytest.fixture(scope="module", name="pages")
def _pages() -> dict[str, WrittenDerivation]:
    return {name: written(catalogue.load(name), catalogue.derivations(name)) for name in catalogue.names()}


def test_the_readme_shows_lines_as_they_are_printed(pages: dict[str, WrittenDerivation]) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```\n( 13   .*?)```", readme, re.DOTALL)
    stream = io.StringIO()
    Console(file=stream, width=80, highlight=False).print(derivation_page(pages["word2vec"]))
    assert set(shown.splitlines()) <= set(stream.getvalue().splitlines())


@pytest.mark.parametrize("name", catalogue.names())
def test_formulas_in_docstrings_are_those_that_are_proved(name: str, pages: dict[str, WrittenDerivation]) -> None:
    chains = [[line.left.ascii, *(e.right.ascii for e in line.equalities)] for line in pages[name].lines]
    proved = {f"{a} = {b}" for chain in chains for a, b in itertools.combinations(chain, 2)}
    module = importlib.import_module(f"reference.{name}.functions")
    texts = [function.__doc__ or "" for function in vars(module).values() if inspect.isfunction(function)]
    formulas = [line.strip() for text in texts for line in text.splitlines() if line.startswith(" " * 8)]
    assert len(formulas) >= 5
    assert [formula for formula in formulas if formula not in proved] == []


def test_the_derivation_is_written_in_every_style(pages: dict[str, WrittenDerivation]) -> None:
    page = pages["word2vec"]
    assert all(line.ok for line in page.lines)
    assert [part.id for part in page.parts] == [part.id for part in ASSIGNMENT.parts]
    formulas = [f for line in page.lines for f in (line.left, *(e.right for e in line.equalities))]
    assert all(f.ascii.isascii() and f.latex.isascii() for f in formulas)
    result = next(line for part in page.parts if part.id == "d" for line in part.lines if line.number == 36)
    assert (result.left.unicode, result.equalities[0].right.unicode) == ("∂J/∂U", "v_c(ŷ − y)ᵀ")
    assert result.note.ascii == "in code, where vectors are rows: outer(yhat - y, v_c)"
