# goal: exhaust the compiler's stack by operators
# must: failed raised | failed crashed | missing

x = {{20000 * "-"}}1
