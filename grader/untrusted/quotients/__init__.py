"""Difference quotients in the text of a submission: which functions reach one, and the same text with wider steps.

A gradient that is obtained by differencing the own loss has a *step* in it: something tiny that is added to an argument, and by
which, or by a simple multiple of which, a function of what was moved is divided. Both are found in the syntax tree, whatever the
step is called and however it gets there. An epsilon in a logarithm, a norm or a clip divides nothing; a temperature divides what
was not moved by it; a learning rate divides nothing.

    search.py       the face: Search(...).names, .widened(factor)
    tiny.py         which numbers may be a step, however they are written; the quick look that spares most texts the rest
    scopes.py       what names mean, across the submission's own modules
    statements.py   reads texts into the graph, with expressions.py, calling.py and reader.py
    graph.py        where steps begin and go, what is moved and divided by them, who calls whom
    linking.py      arguments become parameters
    solving.py      which divisions are quotients
    widening.py     where a factor has to be put

It is a search in a text and no proof: what is found deserves a second look with wider steps; what is not found is not cleared.
"""
