"""Wrong formulas that students write, as values: validation must reject every one, diagnosis recognises them.

One file a family of tables. A row is the code, the wrong formula, what it equals in the letters of the derivation, the hint,
and the conditions without which it does not show. Most come from 240 real submissions; the others are the remaining slips that
the same formulas invite. `reference/CODES.md` lists all codes.
"""

from . import sampling_gradients, sampling_losses, sampling_rows, skip_gram

MISTAKES = (
    *sampling_losses.MISTAKES,
    *sampling_gradients.MISTAKES,
    *sampling_rows.MISTAKES,
    *skip_gram.MISTAKES,
)
