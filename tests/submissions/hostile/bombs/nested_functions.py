# goal: nest functions deeper than the symbol table goes
# must: failed raised | failed crashed | failed memory-limit

{{5000 * "lambda: "}}0
