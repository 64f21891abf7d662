# goal: exhaust the compiler's stack by operators
# must: failed memory-limit | failed crashed | missing

x = {{20000 * "-"}}1
