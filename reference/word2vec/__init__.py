"""word2vec: the losses of skip-gram and their gradients (CS224n assignment 2, parts a to h)."""
