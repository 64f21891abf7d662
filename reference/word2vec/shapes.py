"""The graded cases in words: one line each, with the reason for it.

Sizes differ (V != d mostly, d != 3), so that a transpose or a hard-coded size cannot hide. A condition named in `features/` holds
in two cases of a group or more if possible. No two named conditions hold on exactly the same cases, nor does
a named one coincide with an unnamed one (more than eight words, three samples, a first sample that is drawn again at once).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rng = np.random.Generator
Words = tuple[int, tuple[int, ...]]
"""The word that is placed, and the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A case in words: sizes, the scale of the logits, the place of the word that matters, and how the others repeat.

    place    "first", "last", "smallest" (before every other word that is drawn, but not the first), or "middle" (none of these)
    pattern  one letter a drawn word; equal letters are one word, different ones are different, a star is the placed word, "<" the
             first of all words and ">" the last
    rank     "likeliest" or "unlikeliest": the rank of the placed word among all
    twins    two letters whose words have the same outside vector, as all have before training; "*" alone gives the vector of the
             placed word to the next word but one
    stretch  entries are this many times larger than their products need, so that the order of summation shows in the last bits
    """

    V: int
    d: int
    why: str
    scale: float = 1.0
    place: str = "middle"
    pattern: str = ""
    rank: str = ""
    twins: str = ""
    stretch: float = 1.0

    def draw_words(self, rng: Rng) -> Words:
        """The placed word and the others."""
        ends = {"first": 0, "last": self.V - 1, "smallest": 1}
        placed = ends.get(self.place, int(rng.integers(1, max(2, self.V - 1))))
        ends_drawn = {letter: w for letter, w in (("<", 0), (">", self.V - 1)) if letter in self.pattern}
        spared = {placed, *ends_drawn.values()} | ({0} if self.place == "smallest" else set())
        others = [w for w in range(self.V) if w not in spared]
        letters = sorted(set(self.pattern) - {"*", "<", ">"})
        words = rng.permutation(others).tolist()[: len(letters)]
        if self.place == "middle" and words and "<" not in self.pattern and min(words) > placed:
            words[0] = int(rng.integers(placed))
        chosen = dict(zip(letters, words, strict=True)) | ends_drawn
        return placed, tuple(chosen.get(letter, placed) for letter in self.pattern)

    def give_twins(self, outside_vectors: npt.NDArray[np.float64], words: Words) -> None:
        """Let the words of `twins` have the same outside vector."""
        if self.twins == "*":
            outside_vectors[(words[0] + 2) % self.V] = outside_vectors[words[0]]
        elif self.twins:
            one, other = (words[1][self.pattern.index(letter)] for letter in self.twins)
            outside_vectors[other] = outside_vectors[one]


ARGUMENTS = (
    ((6,), 1.0, "a vector that holds zero"),
    ((3, 4), 4.0, "a matrix, large arguments; its last row is minus its first"),
    ((2,), 1e-3, "two arguments, near zero"),
    ((3, 1), 1.0, "a matrix of one column"),
    ((6,), 1.0, "the sizes of the first case once more"),
)


NAIVE = (
    Shape(V=7, d=4, why="an outside word in the middle; V != d, so a transpose cannot hide"),
    Shape(V=8, d=2, scale=5.0, place="first", why="large logits: one word takes most of the probability; the first word"),
    Shape(V=6, d=5, scale=1e-3, why="tiny logits: every word is about as likely"),
    Shape(V=11, d=7, place="first", twins="*", why="the outside word is the first; another word has the same vector"),
    Shape(
        V=4,
        d=5,
        place="last",
        twins="*",
        why="the outside word is the last, and another has the same vector; more dimensions than words",
    ),
    Shape(V=5, d=5, why="V = d"),
    Shape(V=9, d=4, scale=4.0, place="last", rank="likeliest", why="large logits; the outside word is the last and likeliest"),
    Shape(V=6, d=6, scale=1e-3, place="last", why="V = d again; tiny logits, the outside word is the last"),
    Shape(V=5, d=8, rank="unlikeliest", why="more dimensions than words, an outside word in the middle, the unlikeliest"),
)


DISTINCT = (
    Shape(V=9, d=4, pattern="abc", why="an outside word in the middle"),
    Shape(
        V=12,
        d=2,
        pattern="<bcdefg",
        place="last",
        why="more than five samples, the first word among them; the last is the true one",
    ),
    Shape(V=8, d=5, scale=4.0, place="first", pattern="ab", why="two samples, large logits; the outside word is the first"),
    Shape(V=10, d=4, scale=1e-3, pattern="abcde", why="tiny logits"),
    Shape(V=7, d=7, place="first", pattern=">bc", why="the outside word is the first, the last is a sample; V = d"),
    Shape(V=6, d=7, place="last", pattern="abcd", why="the outside word is the last; more dimensions than words"),
    Shape(
        V=8, d=2, scale=4.0, place="smallest", pattern="abc", why="the outside word is the smallest of them, but not the first"
    ),
    Shape(V=4, d=4, pattern="ab", why="V = d"),
    Shape(V=9, d=10, scale=1e-3, pattern="abcdef", why="tiny logits, more than five samples, more dimensions than words"),
)
REPEATED = (
    Shape(V=10, d=4, place="smallest", pattern="abac", why="a sample drawn twice; the outside word is the smallest"),
    Shape(
        V=10,
        d=2,
        place="first",
        pattern=">b>>cd",
        twins=">b",
        why="the last word drawn three times; another sample has the same vector; the outside word is the first",
    ),
    # A product of a matrix is computed in blocks of four rows or eight, and what is left over in another order of summation: the
    # last samples stand among the first ones too.
    Shape(
        V=12,
        d=16,
        place="last",
        pattern="<b<cbfde<bf",
        stretch=4,
        why="three samples repeat, more than five in all; large entries, small products; the last word",
    ),
    Shape(V=8, d=6, scale=4.0, place="first", pattern="aaa", why="one word only, large logits"),
    Shape(V=5, d=8, scale=1e-3, place="last", pattern="abcb", why="tiny logits, the last word; more dimensions than words"),
    Shape(V=6, d=6, scale=1e-3, pattern="abbc", why="V = d, tiny logits, a repeat beside itself"),
    Shape(
        V=7,
        d=12,
        pattern="abcdbca",
        stretch=6,
        why="more dimensions than words, an outside word in the middle; large entries, small products",
    ),
    Shape(
        V=5,
        d=5,
        scale=4.0,
        pattern="abac",
        twins="bc",
        why="V = d, large logits, a repeat apart; two samples have the same vector",
    ),
)


CONTEXTS = (
    Shape(V=9, d=4, place="last", pattern="<bcd", why="four different words, the first among them; the center word is the last"),
    Shape(V=7, d=5, place="last", pattern="a", why="a context of one word; the center word is the last"),
    Shape(V=10, d=2, pattern="abaac", why="a word that stands three times in the context"),
    Shape(V=6, d=7, place="first", pattern="a*b", why="a context that holds the center word, the first"),
    Shape(
        V=12,
        d=6,
        place="first",
        pattern=">bb*cd",
        why="a long context that holds the last word, a repeat beside itself; the center word is the first and in it",
    ),
    Shape(V=5, d=5, pattern="ab", why="V = d"),
    Shape(V=4, d=6, pattern="a", why="a context of one word; more dimensions than words"),
    Shape(V=6, d=6, pattern="*ab*", why="V = d; the center word stands twice in its context"),
)


def _usual(*sizes: tuple[int, int, str]) -> tuple[Shape, ...]:
    return tuple(Shape(V=V, d=d, pattern=pattern, why=f"V = {V}, d = {d}, as in a test by hand") for V, d, pattern in sizes)


USUAL = {
    "naive_softmax": _usual((7, 3, ""), (5, 4, ""), (5, 3, ""), (5, 3, ""), (10, 4, ""), (10, 6, ""), (7, 10, ""), (8, 10, "")),
    "distinct": _usual((7, 3, "ab"), (5, 4, "abc"), (5, 3, "abcd"), (5, 3, "ab"), (10, 6, "ab"), (7, 10, "abc"), (9, 5, "abcde")),
    "repeated": _usual((5, 3, "abcdabcdab"), (8, 4, "abcabcabca")),
    "skip_gram": _usual(
        (7, 3, "ab"), (5, 4, "abc"), (5, 3, "abcdab"), (5, 3, "ab"), (10, 6, "abc"), (7, 10, "ab"), (8, 10, "abc")
    ),
}
"""The sizes that students test with, those of the course's own tests (V = 5, d = 3, K = 10) and tens: each alone and together.

With the graded cases, each of these sizes stands in two cases or more, beside other sizes that differ.
"""
