# goal: hang in C with the interpreter's lock held
# must: timeout | error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    n = 9**9
    return n**n
