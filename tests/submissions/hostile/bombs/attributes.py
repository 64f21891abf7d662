# goal: exhaust the compiler's stack by a chain of attributes
# must: failed raised | failed crashed

x = (1){{20000 * ".real"}}
