# goal: make the compiler or the import take all memory for a text
# must: missing

x = "a" * 10**10
