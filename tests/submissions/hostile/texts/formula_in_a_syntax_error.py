# goal: run a formula in whoever opens the table, from the line that a syntax error shows
# must: failed raised

=HYPERLINK("http://example.org","click")
