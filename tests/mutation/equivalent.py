"""Mutants that say the same as the original, each with its reason: (file, line, token, instead, its number on the line)."""

EQUIVALENT: dict[tuple[str, str, str, str, int], str] = {
    (
        "negative_sampling.py",
        "equals=(n(p) * (1 - sigma(-score(p))) - delta(p, o) * (1 - sigma(score(o)))) * v[q],",
        "o",
        "p",
        1,
    ): "under [w = o] the scores of w and of o are the same number",
    (
        "negative_sampling.py",
        "total(k, delta(s[k], s[l]) * (1 - sigma(-score(s[k])))),",
        "k",
        "l",
        2,
    ): "under [w_k = w_l] the scores of the two samples are the same number",
}
