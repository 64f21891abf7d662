# goal: print without end
# must: timeout

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    while True:
        print("x" * 10_000)
