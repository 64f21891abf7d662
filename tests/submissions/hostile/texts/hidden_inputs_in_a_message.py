# goal: carry the hidden inputs out to the student in the text of an exception
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError(f"center {center_vector.tolist()}")
