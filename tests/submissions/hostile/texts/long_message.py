# goal: fill the report by a message of 10 MB
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("long " * 2_000_000)
