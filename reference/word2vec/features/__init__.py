"""Features of wrong values that diagnosis looks for, beside the wrong formulas of `mistakes/`: one file a function.

`reference/CODES.md` documents the codes.
"""

from grader import Features

from . import naive_softmax, negative_sampling, sigmoid, skip_gram

FEATURES = Features(
    linear_terms=(
        *naive_softmax.LINEAR_TERMS,
        *sigmoid.LINEAR_TERMS,
        *negative_sampling.LINEAR_TERMS,
        *skip_gram.LINEAR_TERMS,
    ),
    named_rows=(*naive_softmax.NAMED_ROWS, *negative_sampling.NAMED_ROWS, *skip_gram.NAMED_ROWS),
    conditions=(*naive_softmax.CONDITIONS, *sigmoid.CONDITIONS, *negative_sampling.CONDITIONS, *skip_gram.CONDITIONS),
    sizes=(*naive_softmax.SIZES, *negative_sampling.SIZES, *skip_gram.SIZES),
    invariants=(*naive_softmax.INVARIANTS, *sigmoid.INVARIANTS, *negative_sampling.INVARIANTS, *skip_gram.INVARIANTS),
)
