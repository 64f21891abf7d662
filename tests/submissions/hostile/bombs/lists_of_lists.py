# goal: make a list of 10**12 entries by a few characters
# must: missing

x = [0] * 10**6 * 10**6
