# goal: make the compiler or the import take all memory for a text
# must: failed raised

x = "a" * 10**10
