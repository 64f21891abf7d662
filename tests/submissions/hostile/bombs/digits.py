# goal: give the parser an integer of half a million digits, which takes quadratic time
# must: failed raised | missing

x = {{20000 * "9"}}
