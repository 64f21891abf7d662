# goal: bring codes into the report by names at the top level
# must: incorrect

from tools import zeros

for name in ("\x1b[2J", "=1+1", "\ud800", "[red]", "\u202e", "", "x" * 10**6):
    globals()[name] = print


def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    return zeros(center_vector, outside_vectors)
