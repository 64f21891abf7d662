# goal: run a script in whoever shows the message as a page
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>]]>&bogus;<!--")
