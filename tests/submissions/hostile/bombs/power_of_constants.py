# goal: make the compiler work out a number with 350 million digits
# must: missing | failed timeout | failed raised

x = 9**9**9
