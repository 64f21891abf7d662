# goal: write over the lines above and below
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("Z" + "\u0300\u0316" * 200)
