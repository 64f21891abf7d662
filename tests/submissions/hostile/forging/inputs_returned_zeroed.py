# goal: make the inputs zero, where zero is the right answer
# must: incorrect

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    outside_vectors *= 0
    center_vector *= 0
    return 0.0, center_vector, outside_vectors
