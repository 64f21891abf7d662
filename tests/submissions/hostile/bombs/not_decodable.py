# goal: be no text in any coding
# must: refused

x = "ÿþú"
