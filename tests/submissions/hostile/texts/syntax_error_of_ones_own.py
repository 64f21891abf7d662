# goal: bring codes into the report by the fields of a syntax error
# must: missing

error = SyntaxError("\x1b[2J[red]")
error.filename, error.lineno, error.text = "word2vec.py", -(10**30), "\x1b"
raise error
