# goal: never return (broken submission of the peers' survey)
# must: timeout

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    while True:
        pass
