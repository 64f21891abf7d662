# goal: run an import of 10**12 steps on one line
# must: missing

x = sum(1 for a in range(10**6) for b in range(10**6))
