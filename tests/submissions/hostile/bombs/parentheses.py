# goal: exhaust the parser's stack by parentheses
# must: failed raised

x = {{5000 * "("}}{{5000 * ")"}}
