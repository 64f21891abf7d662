"""Mutants that are equivalent to the original, each with its reason: (file, line, token, instead, its number on the line)."""

EQUIVALENT: dict[tuple[str, str, str, str, int], str] = {
    (
        "naive_softmax.py",
        "return total(COORDINATES, lambda j: (u[word, j] + t * H[word, j]) * v[j])",
        "j",
        "q",
        1,
    ): "the derivative by t is what is claimed for scores of any words' vectors, also of their coordinate q alone",
}
