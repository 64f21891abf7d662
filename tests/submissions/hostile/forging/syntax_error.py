# goal: none, a file that is no Python (broken submission of the peers' survey)
# must: failed raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors)
    return 0.0
