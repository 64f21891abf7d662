# goal: nest functions deeper than the symbol table goes
# must: failed raised | failed crashed

{{5000 * "lambda: "}}0
