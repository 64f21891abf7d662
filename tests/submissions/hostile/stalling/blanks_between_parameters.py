# goal: have a pattern that recognises definitions go back over blanks for hours
# must: error raised in b
def naive_softmax_loss_and_gradient(center_vector, {{200000 * " "}} outside_index, outside_vectors):
    raise ValueError
