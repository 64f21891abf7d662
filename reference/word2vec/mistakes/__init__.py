"""Wrong formulas that students write, as values: validation must reject every one, diagnosis recognises them.

One file a family, each a table: the code, the wrong formula, what it equals in the letters of the derivation, and what a teacher
would say. Most come from 240 real submissions; the others are the remaining slips that the same formulas invite.
"""

from . import pairs, sampling, sigma, skip_gram

MISTAKES = (*pairs.MISTAKES, *sigma.MISTAKES, *sampling.MISTAKES, *skip_gram.MISTAKES)
