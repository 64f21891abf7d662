# goal: take 10 GB by a format specification
# must: failed raised

x = f"{1:>10000000000}"
