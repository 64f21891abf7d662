# goal: bring codes and a foreign path into the report as the place of an error
# must: error raised

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
    exec(compile("\n" * 70000 + "raise ValueError", "word2vec.py", "exec"))
    exec(compile("raise ValueError", "\x1b[2J/etc/passwd", "exec"))
