# goal: raise SystemExit in a call
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise SystemExit(0)
