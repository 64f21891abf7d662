"""What diagnosis may look for in a wrong value, beside the wrong formulas of `mistakes/`: one file a family, as there.

Codes are documented in `reference/CODES.md`.
"""

from grader import Features

from . import pairs, sampling, sampling_terms, sigma, skip_gram

FEATURES = Features(
    expansions=(*pairs.EXPANSIONS, *sigma.EXPANSIONS, *sampling_terms.EXPANSIONS, *skip_gram.EXPANSIONS),
    landmarks=(*pairs.LANDMARKS, *sampling.LANDMARKS, *skip_gram.LANDMARKS),
    conditions=(*pairs.CONDITIONS, *sigma.CONDITIONS, *sampling.CONDITIONS, *skip_gram.CONDITIONS),
    sizes=(*pairs.SIZES, *sampling.SIZES, *skip_gram.SIZES),
    invariants=(*pairs.INVARIANTS, *sigma.INVARIANTS, *sampling.INVARIANTS, *skip_gram.INVARIANTS),
)
