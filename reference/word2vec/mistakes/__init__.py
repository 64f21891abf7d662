"""Wrong formulas that students write, as values: validation must reject every one, diagnosis recognises them.

One file a family, each a table: the code, the wrong formula, what it equals in the letters of the derivation, and what a teacher
would say. Most come from 240 real submissions; the others are the remaining slips that the same formulas invite. All codes stand
in `reference/CODES.md`.
"""

from . import (
    pair_gradients,
    pair_losses,
    pairs,
    predictions,
    sampling_center,
    sampling_draws,
    sampling_losses,
    sampling_rows,
    sampling_weights,
    sigma,
    skip_gram,
    skip_gram_rows,
)

MISTAKES = (
    *pair_losses.MISTAKES,
    *pairs.MISTAKES,
    *predictions.MISTAKES,
    *pair_gradients.MISTAKES,
    *sigma.MISTAKES,
    *sampling_losses.MISTAKES,
    *sampling_weights.MISTAKES,
    *sampling_center.MISTAKES,
    *sampling_rows.MISTAKES,
    *sampling_draws.MISTAKES,
    *skip_gram.MISTAKES,
    *skip_gram_rows.MISTAKES,
)
