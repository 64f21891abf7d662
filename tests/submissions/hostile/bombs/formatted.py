# goal: take 10 GB by a format specification
# must: missing

x = f"{1:>10000000000}"
