# goal: break whoever writes the report, by halves of characters and characters that XML knows not
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("\ud800 \udfff \x00 \x01 \ufffe \uffff \U0010ffff")
