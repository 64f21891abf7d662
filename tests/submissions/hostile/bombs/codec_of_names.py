# coding: punycode
# goal: let the coding line call a codec of quadratic time
# must: refused

x = 1
