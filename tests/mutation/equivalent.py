"""Mutants that are equivalent to the original, each with its reason: (file, line, token, instead, its number on the line)."""

EQUIVALENT: dict[tuple[str, str, str, str, int], str] = {
    (
        "negative_sampling.py",
        "total(k, delta(s[k], s[l]) * of_sample(s[k])),",
        "k",
        "l",
        2,
    ): "under [w_k = w_l] what is said of the one sample is said of the other",
}
