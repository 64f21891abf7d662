# goal: recurse for ever
# must: error endless-recursion

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors)
