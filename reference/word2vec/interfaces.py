"""Interfaces of word2vec: the names and parameters of the student template, of CS224n (2019 to 2024), and of XCS224N.

Functions are called positionally. The parameter names of the loss function that skip-gram receives matter too: one CS224n file in
twelve calls it by keyword.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import resources

from grader import (
    Argument,
    Array,
    Case,
    HelperModule,
    Index,
    Indices,
    Interface,
    Number,
    Sampler,
    Signature,
    TableFunction,
    Word,
    WordIndex,
    Words,
)

from .cases import WORDS

Make = Callable[[Case], Argument]

# --- what the courses hand out --------------------------------------------------------------------------------------------

FILE_NAMES = ("word2vec", "submission", "q2c_word2vec", "q3c_word2vec")


def _source(name: str) -> str:
    """The text of one of the course's public files, in our own words."""
    return resources.files(__package__).joinpath("course", name).read_text(encoding="utf-8")


STARTERS: dict[str, str] = {}
"""By name, the source of the function in each of the starter files."""
for node in ast.parse(_source("starter.py")).body:
    if isinstance(node, ast.FunctionDef):
        STARTERS[node.name] = f"{STARTERS.get(node.name, '')}\n\n{ast.unparse(node)}"
HELPERS = tuple(
    HelperModule(name=name, source=source)
    for source, names in (
        (_source("utils.py"), ("utils.utils", "helpers.utils", "q2a_softmax", "q3a_softmax")),
        (_source("gradcheck.py"), ("utils.gradcheck", "utils.sanity_checks", "q2b_gradcheck", "q3b_gradcheck")),
    )
    for name in names
)

# --- kinds of argument ----------------------------------------------------------------------------------------------------


def _array(name: str) -> Make:
    return lambda case: Array(value=case.inputs[name])


def _array_or_number(name: str) -> Make:
    """An array; a usual case may hold a plain number in its place."""
    return lambda case: Number(value=x) if isinstance(x := case.inputs[name], float) else Array(value=x)


def _index(name: str) -> Make:
    return lambda case: Index(value=case.inputs[name])


def _indices(name: str) -> Make:
    return lambda case: Indices(values=tuple(case.inputs[name]))


def _word(case: Case) -> Word:
    return Word(value=WORDS[case.inputs["center_index"]])


def _words(case: Case) -> Words:
    return Words(values=tuple(WORDS[o] for o in case.inputs["outside_indices"]))


def _word_index(case: Case) -> WordIndex:
    words = WORDS[: len(case.inputs["center_vectors"])]
    return WordIndex(indices={word: words.index(word) for word in sorted(words)})  # not in the order of the indices


def _window(case: Case) -> Index:
    """A window that the context fills, or one that reaches beyond the edges of a sentence: neither is the number of words."""
    words = len(case.inputs["outside_indices"])
    return Index(value=words + 1 if words % 2 else words // 2)


def _samples(case: Case) -> Index:
    return Index(value=len(case.inputs["negative_indices"]))


def _no_draws(case: Case) -> Sampler:
    del case
    return Sampler(method="sampleTokenIdx", aliases=("sample_token_idx",), draws=(0, 1))


def _draws(case: Case) -> Sampler:
    """Samples come through `dataset`. Where K is even the outside word is drawn twice too, to be rejected.

    A program that draws more than K samples gets others: the loss and its gradient use the same draw.
    """
    samples, o = tuple(case.inputs["negative_indices"]), case.inputs["outside_index"]
    draws = samples if len(samples) % 2 else (samples[0], o, o, *samples[1:])
    others = [w for w in range(len(case.inputs["outside_vectors"])) if w not in {o, *samples}] or list(reversed(samples))
    more = tuple(others[k % len(others)] for k in range(len(samples)))
    return replace(_no_draws(case), draws=draws, more=more)


def _split(text: str) -> tuple[str, list[str], tuple[int, ...]]:
    """A signature, `f(x, K=10)`, as a name, its parameters, and the defaults of the last of them."""
    name, _, listed = text.removesuffix(")").partition("(")
    parameters = [parameter.partition("=") for parameter in listed.split(", ")]
    return name, [parameter for parameter, _, _ in parameters], tuple(int(default) for _, _, default in parameters if default)


def _given(*signatures: str) -> Make:
    """The loss function that skip-gram receives: in turn one of two tables, which take the place of the file's two functions.

    The one that is passed has the case's own random values. The values of the other one differ: all its losses are larger.
    """
    roles = [_split(text) for text in signatures]

    def make(case: Case) -> TableFunction:
        table = case.inputs["loss_and_gradient"]
        assert isinstance(table, TableFunction)
        different = replace(table, answers=tuple(10 * (answer[::-1] + 1) for answer in table.answers))
        other, given = (
            replace(values, name=name, parameters=tuple(parameters), defaults=defaults)
            for values, (name, parameters, defaults) in zip(
                (different, table), roles if case.number % 2 else reversed(roles), strict=True
            )
        )
        return replace(given, others=(other,))

    return make


# --- the interfaces -------------------------------------------------------------------------------------------------------


def _interface(
    name: str,
    functions: Mapping[str, tuple[str, Sequence[Make]]],
    *,
    variant: str = "",
    provided: tuple[str, ...] = (),
    program: str = "",
) -> Interface:
    """An interface from the signature of every function and the kinds of its arguments.

    provided  functions that are in a module of the course
    program   as for `Interface`
    """
    signatures = []
    for function, (text, kinds) in functions.items():
        spelled, parameters, _ = _split(text)
        arguments = dict(zip(parameters, kinds, strict=True))
        starter, is_provided = STARTERS.get(spelled, ""), function in provided
        signatures.append(Signature(function=function, name=spelled, arguments=arguments, starter=starter, provided=is_provided))
    return Interface(name=name, variant=variant, signatures=tuple(signatures), program=program)


X = (_array_or_number("x"),)
CENTER, OUTSIDE, VECTORS = PAIR = (_array("center_vector"), _index("outside_index"), _array("outside_vectors"))
MATRICES = (_array("center_vectors"), VECTORS)

OWN_NAIVE = "naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors)"
OWN = _interface(
    "own",
    {
        "sigmoid": ("sigmoid(x)", X),
        "sigmoid_gradient": ("sigmoid_gradient(x)", X),
        "naive_softmax": (OWN_NAIVE, PAIR),
        "negative_sampling": (
            "negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors)",
            (CENTER, OUTSIDE, _indices("negative_indices"), VECTORS),
        ),
        "skip_gram": (
            "skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient)",
            (
                _index("center_index"),
                _indices("outside_indices"),
                *MATRICES,
                _given(OWN_NAIVE, "negative_sampling_loss_and_gradient(center_vector, outside_index, outside_vectors)"),
            ),
        ),
    },
)

COURSE_NAIVE = "naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset)"
COURSE_SKIP = (
    "skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset, "
    "word2vecLossAndGradient)"
)
COURSE_NEGATIVE = "negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10)"
CS224N = _interface(
    "cs224n",
    {
        "sigmoid": ("sigmoid(x)", X),
        "naive_softmax": (COURSE_NAIVE, (*PAIR, _no_draws)),
        "negative_sampling": (COURSE_NEGATIVE, (*PAIR, _draws, _samples)),
        "skip_gram": (
            COURSE_SKIP,
            (_word, _window, _words, _word_index, *MATRICES, _no_draws, _given(COURSE_NAIVE, COURSE_NEGATIVE)),
        ),
    },
    program=_source("reference_cs224n.py"),
)

SNAKE_NAIVE = "naive_softmax_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors, dataset)"
SNAKE_NEGATIVE = "neg_sampling_loss_and_gradient(center_word_vec, outside_word_idx, outside_vectors, dataset, K=10)"
SNAKE_SKIP = (
    "skipgram(current_center_word, outside_words, word2ind, center_word_vectors, outside_vectors, dataset, "
    "word2vec_loss_and_gradient)"
)
SNAKE_PROGRAM = _source("reference_xcs224n.py")
WINDOW_PROGRAM = SNAKE_PROGRAM.replace("current_center_word,\n", "current_center_word,\n    window_size,\n")
# The same names in two years of the course: in one of them skip-gram is told the size of the window.
XCS224N, XCS224N_WINDOW = (
    _interface(
        "xcs224n",
        {
            "sigmoid": ("sigmoid(x)", X),
            "naive_softmax": (SNAKE_NAIVE, (*PAIR, _no_draws)),
            "negative_sampling": (SNAKE_NEGATIVE, (*PAIR, _draws, _samples)),
            "skip_gram": (skip, (*words, _word_index, *MATRICES, _no_draws, _given(SNAKE_NAIVE, SNAKE_NEGATIVE))),
        },
        variant=variant,
        provided=("sigmoid",),
        program=program,
    )
    for variant, skip, words, program in (
        ("", SNAKE_SKIP, (_word, _words), SNAKE_PROGRAM),
        ("window_size", SNAKE_SKIP.replace("word, ", "word, window_size, "), (_word, _window, _words), WINDOW_PROGRAM),
    )
)
