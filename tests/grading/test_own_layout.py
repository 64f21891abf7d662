"""A layout that all functions of a file share costs part d only; where they do not share it, each is judged by itself."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.dictionary_box import parts, play, verdicts
from tests.support.own_programs import NAIVE, NEGATIVE, OWN, SKIP

COLUMN = (lambda g: g[:, None], lambda g: g[:, 0])
ROW = (lambda g: g[None, :], lambda g: g[0])
AS_DUE = (lambda g: g, lambda g: g)
TRANSPOSED = (lambda G: G.T, lambda G: G.T)


def strict(array, shape):
    assert array.shape == shape
    return array


def file(center=AS_DUE, outside=AS_DUE, *, turned=(NAIVE, NEGATIVE), skip=True, read=False, seen=lambda v: v):
    """Functions that return turned gradients. With `read` they read matrices transposed; `seen` is how skip-gram passes v_c."""

    def turn(name):
        def loss_function(v, *others):
            *words, U = others
            assert seen(np.ravel(v)).shape == np.shape(v)
            L, g, G = OWN[name](np.ravel(v), *words, U.T if read else U)
            return L, center[0](g), outside[0](G)

        return loss_function

    def skip_gram(c, context, V, U, loss):
        if read:
            V, U = V.T, U.T

        def back(v, o, U):
            L, g, G = loss(seen(v), o, U.T if read else U)
            g, G = center[1](np.asarray(g)), outside[1](G)
            return L, strict(g, v.shape), strict(G, U.shape)

        L, gV, gU = OWN[SKIP](c, context, V, U, back)
        return (L, gV.T, gU.T) if read else (L, gV, gU)

    return OWN | {name: turn(name) for name in turned} | ({SKIP: skip_gram} if skip else {})


def wrong(result):
    return {part: verdict for part, verdict in verdicts(result).items() if verdict != "correct"}


def seen_as_column(v):
    return v[:, None]


@pytest.mark.parametrize(
    "functions",
    [
        *(file(center, TRANSPOSED) for center in (AS_DUE, COLUMN, ROW)),
        file(COLUMN, TRANSPOSED, seen=seen_as_column),
        *(file(center, TRANSPOSED, read=True) for center in (AS_DUE, COLUMN, ROW)),
        file(COLUMN, TRANSPOSED, read=True, seen=seen_as_column),
    ],
)
def test_a_file_that_is_right_end_to_end_loses_part_d_only(functions):
    result = play(functions)
    assert (wrong(result), result.score) == ({"d": "incorrect"}, 90)
    (diagnosis,) = parts(result)["d"].diagnosis
    assert diagnosis.code == "own-layout"
    assert "transposed" in diagnosis.message


def test_a_skip_gram_that_adds_up_whatever_it_is_given_is_right_end_to_end():
    def skip(c, context, V, U, loss):
        gV, L, gU = np.zeros_like(V), 0, 0
        for o in context:
            pair, g, G = loss(V[c], o, U)
            gV[c] += np.ravel(g)
            L, gU = L + pair, gU + G
        return L, gV, gU

    assert wrong(play(file(AS_DUE, TRANSPOSED) | {SKIP: skip})) == {"d": "incorrect"}
    # its functions do not share the layout: each is judged by itself
    assert wrong(play(file(AS_DUE, TRANSPOSED, turned=[NAIVE]) | {SKIP: skip})) == {"d": "partial"}


PARTIAL = {"d": "partial", "f.uo": "partial", "f.uk": "partial", "g": "partial"}
H = ("h.loss", "h.U", "h.vc", "h.vw")


def test_shapes_are_partial_where_skip_gram_expects_the_interface():
    assert wrong(play(file(AS_DUE, TRANSPOSED, skip=False))) == PARTIAL


@pytest.mark.parametrize("center", [COLUMN, ROW])
def test_a_center_vector_of_two_dimensions_alone_is_partial_and_skip_gram_may_expect_it(center):
    assert wrong(play(file(center))) == {"b": "partial", "f.vc": "partial"}


@pytest.mark.parametrize(
    ("turned", "part"), [(NAIVE, {"d": "partial"}), (NEGATIVE, {p: PARTIAL[p] for p in ("f.uo", "f.uk", "g")})]
)
def test_one_function_alone_is_no_layout_of_the_file(turned, part):
    assert wrong(play(file(AS_DUE, TRANSPOSED, turned=[turned]))) == part | dict.fromkeys(H, "error")


def test_wrong_values_in_a_layout_of_their_own_are_wrong_and_skip_gram_is_judged_by_itself():
    functions = file(COLUMN, TRANSPOSED)
    naive = functions[NAIVE]

    def flipped(*inputs):
        L, g, G = naive(*inputs)
        return L, -g, -G

    found = wrong(play(functions | {NAIVE: flipped}))
    assert found == {"b": "incorrect", "c": "incorrect", "f.vc": "partial"} | PARTIAL | {"d": "incorrect"}


def test_a_skip_gram_that_is_wrong_is_wrong_in_any_layout():
    functions = file(AS_DUE, TRANSPOSED)
    skip = functions[SKIP]

    def doubled(*inputs):
        L, gV, gU = skip(*inputs)
        return L, 2 * gV, gU

    assert wrong(play(functions | {SKIP: doubled})) == PARTIAL | {"h.vc": "incorrect"}


@pytest.mark.parametrize("only", [["d"], ["c", "d"], ["g"], ["h"], ["f.uo", "h.vc"]])
def test_one_part_alone_gets_the_marks_that_it_gets_with_all_others(only):
    for functions in (file(COLUMN, TRANSPOSED), file(AS_DUE, TRANSPOSED, read=True), file(AS_DUE, TRANSPOSED, skip=False)):
        whole = play(functions)
        alone = verdicts(play(functions, parts=only))
        assert alone == {part: verdicts(whole)[part] for part in alone}


def test_one_case_alone_shows_what_all_cases_show():
    for functions, verdict in ((file(COLUMN, TRANSPOSED), "incorrect"), (file(AS_DUE, TRANSPOSED, skip=False), "partial")):
        case = parts(play(functions))["d"].case
        assert verdicts(play(functions, parts=["d"], case=case)) == {"d": verdict}
