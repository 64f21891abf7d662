# goal: exhaust the compiler's stack by a chain of conditions
# must: failed raised | failed crashed | missing

x = 0
if x:
    pass
{{3000 * "elif x:\n    pass\n"}}
