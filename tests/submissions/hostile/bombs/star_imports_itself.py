# goal: import oneself for ever
# must: missing | failed raised

from word2vec import *
import word2vec

word2vec.__dict__.update(word2vec=word2vec)
