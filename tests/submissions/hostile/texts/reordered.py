# goal: show other words than are written, by characters that reorder
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("\u202e001/001\u202c \u2066\u2067 \u200b\u200d\ufeff \u2028 100")
