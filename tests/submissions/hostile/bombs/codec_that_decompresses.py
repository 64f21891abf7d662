# coding: zlib_codec
# goal: let the coding line call a codec that is no text
# must: refused

x = 1
