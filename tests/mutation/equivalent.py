"""Mutants that are equivalent to the original, each with its reason: (file, line, token, instead, its number on the line)."""

EQUIVALENT: dict[tuple[str, str, str, str, int], str] = {}
